/** Secrets read from Key Vault, always by version. */
@NullMarked
package io.keyturn.worker.secret;

import org.jspecify.annotations.NullMarked;
