/** A small HTTPS server and the seam through which the sites of the sandbox are plugged into it. */
@NullMarked
package io.keyturn.embedded.http;

import org.jspecify.annotations.NullMarked;
