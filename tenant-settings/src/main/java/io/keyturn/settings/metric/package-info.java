/**
 * What tenant-settings tells those who watch it: how many credentials expire when, how connectors
 * and connections stand. Of all tenants together; no tenant, application or person is named.
 */
@NullMarked
package io.keyturn.settings.metric;

import org.jspecify.annotations.NullMarked;
