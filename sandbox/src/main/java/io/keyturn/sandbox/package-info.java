/** Placeholder. */
@NullMarked
package io.keyturn.sandbox;

import org.jspecify.annotations.NullMarked;
