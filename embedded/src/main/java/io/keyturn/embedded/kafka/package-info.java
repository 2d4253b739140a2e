/** A real Kafka broker inside this JVM. Knows nothing of the rest of the embedded services. */
@NullMarked
package io.keyturn.embedded.kafka;

import org.jspecify.annotations.NullMarked;
