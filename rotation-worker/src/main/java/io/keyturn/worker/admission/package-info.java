/** May a rotation run? Facts gathered once, then an ordered list of pure checks. */
@NullMarked
package io.keyturn.worker.admission;

import org.jspecify.annotations.NullMarked;
