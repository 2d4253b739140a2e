/**
 * Client secrets made and removed at Entra, and the ledger of the ones that are ours: only those
 * are ever removed. Knows Microsoft Graph and Key Vault, and nothing of rotations but their id.
 */
@NullMarked
package io.keyturn.worker.renewal;

import org.jspecify.annotations.NullMarked;
