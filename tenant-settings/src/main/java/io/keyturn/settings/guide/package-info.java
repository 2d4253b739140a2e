/**
 * Tells what people have to do in Azure DevOps, Entra and Key Vault before an organization can be
 * connected. Depends on nobody who does it.
 */
@NullMarked
package io.keyturn.settings.guide;

import org.jspecify.annotations.NullMarked;
