/**
 * The rotation worker: Kafka brings news, PostgreSQL keeps state, a rotation carries one secret
 * version to every service connection bound to it.
 */
@NullMarked
package io.keyturn.worker;

import org.jspecify.annotations.NullMarked;
