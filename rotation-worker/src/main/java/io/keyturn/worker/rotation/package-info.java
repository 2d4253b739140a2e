/** The journal, the lanes and the flow of a rotation. Knows no Kafka, no web and no Azure type. */
@NullMarked
package io.keyturn.worker.rotation;

import org.jspecify.annotations.NullMarked;
