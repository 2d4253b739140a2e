/** Broken documents, made from good ones, for whoever reads what comes from outside. */
@NullMarked
package io.keyturn.contracts.hostile;

import org.jspecify.annotations.NullMarked;
