/** The admin settings API: what a tenant allows, connects and binds. */
@NullMarked
package io.keyturn.settings;

import org.jspecify.annotations.NullMarked;
