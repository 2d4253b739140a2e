/**
 * The second wall between tenants: PostgreSQL itself shows a connection only the rows of the tenant
 * it works for. Depends on no other package here.
 */
@NullMarked
package io.keyturn.settings.isolation;

import org.jspecify.annotations.NullMarked;
