/** A real PostgreSQL server on this machine. Knows nothing of the rest of the embedded services. */
@NullMarked
package io.keyturn.embedded.postgres;

import org.jspecify.annotations.NullMarked;
