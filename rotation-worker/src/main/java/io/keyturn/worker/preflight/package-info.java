/** {@code java -jar rotation-worker-app.jar preflight}: what the worker would not reach. */
@NullMarked
package io.keyturn.worker.preflight;

import org.jspecify.annotations.NullMarked;
