/**
 * What a tenant allows as a whole: its toggles, its own personal access token and service
 * principal.
 */
@NullMarked
package io.keyturn.settings.tenant;

import org.jspecify.annotations.NullMarked;
