/** What survives a restart of the embedded Azure when it is asked to keep its data. */
@NullMarked
package io.keyturn.embedded.state;

import org.jspecify.annotations.NullMarked;
