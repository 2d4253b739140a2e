/** Secrets as a type. Depends on nothing. */
@NullMarked
package io.keyturn.contracts.secret;

import org.jspecify.annotations.NullMarked;
