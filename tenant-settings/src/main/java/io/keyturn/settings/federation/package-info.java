/**
 * Keyturn as an issuer that Entra trusts (workload identity federation): its signing keys, what it
 * publishes about itself, and the statements it signs for tenants. Depends on {@code access},
 * {@code api} and {@code encryption} alone.
 */
@NullMarked
package io.keyturn.settings.federation;

import org.jspecify.annotations.NullMarked;
