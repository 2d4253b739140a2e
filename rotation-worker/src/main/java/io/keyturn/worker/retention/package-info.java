/** Removes what nobody needs any more, so that tables do not grow for ever. */
@NullMarked
package io.keyturn.worker.retention;

import org.jspecify.annotations.NullMarked;
