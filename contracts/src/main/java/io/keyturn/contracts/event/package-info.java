/**
 * The news that starts rotations: CloudEvents on {@code rotation-events}, and how to read and write
 * them. Depends on CloudEvents, Kafka's headers and Jackson; on nothing of the applications.
 */
@NullMarked
package io.keyturn.contracts.event;

import org.jspecify.annotations.NullMarked;
