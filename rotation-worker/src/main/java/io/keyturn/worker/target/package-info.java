/** Where secrets live: one file per kind of service connection. */
@NullMarked
package io.keyturn.worker.target;

import org.jspecify.annotations.NullMarked;
