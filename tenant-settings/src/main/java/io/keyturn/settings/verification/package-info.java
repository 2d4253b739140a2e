/**
 * Tries a connector's sign-in at Azure DevOps before it is stored, and looks at what it can see.
 * The installation's own identity reads the client secret that is tried from Key Vault.
 */
@NullMarked
package io.keyturn.settings.verification;

import org.jspecify.annotations.NullMarked;
