/** Whether what the worker cannot do without answers; decides readiness, never liveness. */
@NullMarked
package io.keyturn.worker.health;

import org.jspecify.annotations.NullMarked;
