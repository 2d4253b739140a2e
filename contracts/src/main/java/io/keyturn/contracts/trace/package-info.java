/** By what one can tell that calls, events and lines of a log belong together. */
@NullMarked
package io.keyturn.contracts.trace;

import org.jspecify.annotations.NullMarked;
