/**
 * What a signed-in user sees in Azure DevOps, and may bind there: always asked with that user's own
 * token, never with the tenant's personal access token or service principal.
 */
@NullMarked
package io.keyturn.settings.discovery;

import org.jspecify.annotations.NullMarked;
