/** Stored credentials at rest: AES-256-GCM under a keyring that the installation provides. */
@NullMarked
package io.keyturn.settings.encryption;

import org.jspecify.annotations.NullMarked;
