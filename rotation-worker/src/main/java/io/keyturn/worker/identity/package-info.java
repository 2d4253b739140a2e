/** The worker's own identity in Entra and how it reaches Azure. */
@NullMarked
package io.keyturn.worker.identity;

import org.jspecify.annotations.NullMarked;
