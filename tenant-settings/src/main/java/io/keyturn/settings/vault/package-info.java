/** Which Key Vault locations this installation accepts. */
@NullMarked
package io.keyturn.settings.vault;

import org.jspecify.annotations.NullMarked;
