/** All Azure doubles behind one HTTPS server, started and configured together. */
@NullMarked
package io.keyturn.embedded.azure;

import org.jspecify.annotations.NullMarked;
