/** Placeholder. */
@NullMarked
package io.keyturn.settings;

import org.jspecify.annotations.NullMarked;
