/**
 * Traces, where an address for them is set; without one there is nothing of them in the process.
 */
@NullMarked
package io.keyturn.settings.trace;

import org.jspecify.annotations.NullMarked;
