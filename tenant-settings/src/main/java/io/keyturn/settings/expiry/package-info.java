/** When the secrets of a tenant's applications expire: the radar. */
@NullMarked
package io.keyturn.settings.expiry;

import org.jspecify.annotations.NullMarked;
