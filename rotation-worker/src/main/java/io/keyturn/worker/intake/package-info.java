/** The doors through which news comes in. Nothing is acknowledged before the journal has it. */
@NullMarked
package io.keyturn.worker.intake;

import org.jspecify.annotations.NullMarked;
