/**
 * Looks at bound service connections at regular times: whether each is as Keyturn left it and still
 * works. Reads only; what it looks through, {@code target.SeenConnection}, cannot write.
 */
@NullMarked
package io.keyturn.worker.inspection;

import org.jspecify.annotations.NullMarked;
