/** How a tenant stands at a glance. Reads what other packages keep, and writes nothing. */
@NullMarked
package io.keyturn.settings.overview;

import org.jspecify.annotations.NullMarked;
