/** The times at which the worker looks for what rotations may have left behind at Entra. */
@NullMarked
package io.keyturn.worker.sweep;

import org.jspecify.annotations.NullMarked;
