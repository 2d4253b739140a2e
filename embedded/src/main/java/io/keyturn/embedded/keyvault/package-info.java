/** Azure Key Vault's secrets, close enough for Microsoft's own client to work unchanged. */
@NullMarked
package io.keyturn.embedded.keyvault;

import org.jspecify.annotations.NullMarked;
