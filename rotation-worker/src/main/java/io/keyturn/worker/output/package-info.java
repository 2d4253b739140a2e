/** The rotation output and the outbox through which it reaches Kafka. */
@NullMarked
package io.keyturn.worker.output;

import org.jspecify.annotations.NullMarked;
