/** Placeholder. */
@NullMarked
package io.keyturn.worker;

import org.jspecify.annotations.NullMarked;
