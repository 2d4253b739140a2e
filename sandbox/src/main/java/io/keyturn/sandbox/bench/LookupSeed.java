package io.keyturn.sandbox.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Many tenants' applications in the tables of tenant-settings, by number. Their ids are as
 * scattered as those of Entra, because that is what an index has to bear; each is the MD5 of its
 * number, so that PostgreSQL makes them as we do.
 */
final class LookupSeed {

  static final int TENANTS = 100;
  static final int CONNECTORS = 200;

  private LookupSeed() {}

  static UUID tenant(int number) {
    return scattered("tenant" + number % TENANTS);
  }

  static UUID application(int number) {
    return scattered("application" + number);
  }

  private static UUID scattered(String name) {
    try {
      ByteBuffer md5 =
          ByteBuffer.wrap(
              MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8)));
      return new UUID(md5.getLong(), md5.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tenants that sign in with a service principal, and connectors that have worked. */
  static void tenants(JdbcClient jdbc) {
    jdbc.sql(
            """
            insert into tenant (tenant_id, integration_enabled, use_service_principal,
                include_home_tenant_organizations, service_principal_tenant_id,
                service_principal_client_id, service_principal_vault_url,
                service_principal_secret_name, updated_at, updated_by)
            select md5('tenant' || n)::uuid, true, true, false, md5('tenant' || n)::uuid,
                md5('worker' || n)::uuid, 'https://bench.vault.azure.net', 'worker', now(), 'bench'
              from generate_series(0, :tenants - 1) n
            """)
        .param("tenants", TENANTS)
        .update();
    jdbc.sql(
            """
            insert into connector (id, tenant_id, name, organization, sign_in_kind, status,
                status_message, checked_at, updated_at, updated_by, verified_at)
            select md5('connector' || n)::uuid, md5('tenant' || n % :tenants)::uuid,
                'connector ' || n, 'org' || n, 'TENANT_DEFAULT', 'CONNECTED', '', now(), now(),
                'bench', now()
              from generate_series(0, :connectors - 1) n
            """)
        .param("tenants", TENANTS)
        .param("connectors", CONNECTORS)
        .update();
  }

  /** Applications from the one number to before the other, each with one binding. */
  static void applications(JdbcClient jdbc, int from, int to) {
    jdbc.sql(
            """
            insert into application (tenant_id, application_id, name, integration_enabled,
                vault_url, vault_name, secret_name, updated_at, updated_by)
            select md5('tenant' || n % :tenants)::uuid, md5('application' || n)::uuid,
                'application ' || n, true, 'https://bench.vault.azure.net', 'bench', 'secret-' || n,
                now(), 'bench'
              from generate_series(:from, :to - 1) n
            """)
        .param("tenants", TENANTS)
        .param("from", from)
        .param("to", to)
        .update();
    jdbc.sql(
            """
            insert into binding (id, tenant_id, application_id, organization, project_id,
                project_name, connection_id, connection_name, created_at, created_by)
            select md5('binding' || n)::uuid, md5('tenant' || n % :tenants)::uuid,
                md5('application' || n)::uuid, 'org' || n % :connectors,
                md5('project' || n % 5000)::uuid, 'project ' || n % 5000,
                md5('connection' || n)::uuid, 'connection ' || n, now(), 'bench'
              from generate_series(:from, :to - 1) n
            """)
        .param("tenants", TENANTS)
        .param("connectors", CONNECTORS)
        .param("from", from)
        .param("to", to)
        .update();
    for (String table : new String[] {"tenant", "connector", "application", "binding"}) {
      jdbc.sql("vacuum analyze " + table).update();
    }
    // Else it would be written out during the look-ups.
    jdbc.sql("checkpoint").update();
  }
}
