package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.settings.isolation.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The second wall: a query that forgot whose rows it wants. */
@DisplayName("Z-15: the tenant is part of every key, and PostgreSQL knows it")
class RowSecurityTest {

  private final Installation installation = Installation.shared();
  private final JdbcClient application = installation.context.getBean(JdbcClient.class);
  private final Tenant one = installation.tenant();
  private final Tenant other = installation.tenant();

  @BeforeEach
  void twoTenantsWithSomethingInEveryTable() {
    for (Tenant tenant : List.of(one, other)) {
      String organization = "o" + tenant.id.toString().substring(0, 8);
      tenant.connectedTo(organization);
      UUID id = tenant.application();
      Tenant.must(
          tenant.post(
              "/applications/" + id + "/bindings", Tenant.binding(organization, UUID.randomUUID())),
          201);
      Tenant.must(
          tenant.post(
              "/applications/" + id + "/rotations",
              "{\"mode\": \"renew\", \"reason\": \"leaked\", \"emergency\": true}"),
          202);
      Tenant.must(
          tenant.post(
              "/applications/" + id + "/plan", "{\"mode\": \"renew\", \"reason\": \"planned\"}"),
          202);
      Tenant.must(
          tenant.put(
              "/notification-channels/team",
              "{\"kind\": \"teams\", \"url\": \"https://example.invalid/hook\"}"),
          200);
      installation.tell(
          "key",
          """
          {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": 1,
           "at": "%s", "step": "CONCLUDE", "outcome": "FAILED", "message": "told"}
          """
              .formatted(UUID.randomUUID(), tenant.id, id, Instant.now()));
      UUID rotation = UUID.randomUUID();
      installation.tell(
          "key",
          """
          {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": 1,
           "at": "%s", "step": "READ", "outcome": "SUCCEEDED", "message": "line", "planned": {}}
          """
              .formatted(rotation, tenant.id, id, Instant.now()));
      Installation.eventually(() -> tenant.get("/rotations/" + rotation).status() == 200);
    }
  }

  @Test
  void everyTableThatKnowsTenantsIsBehindTheWall() {
    List<String> open =
        installation
            .sql
            .sql(
                """
                select c.relname from pg_class c
                 where c.relnamespace = 'tenant_settings'::regnamespace and c.relkind in ('r', 'p')
                   and c.relname <> 'flyway_schema_history'
                   -- The installation's own: nothing in it is of a tenant.
                   and c.relname not in ('signing_key', 'console_session')
                   and c.relname not like 'quartz%'
                   and not (c.relrowsecurity and c.relforcerowsecurity
                     and exists (select from pg_policy p where p.polrelid = c.oid)
                     and exists (select from pg_attribute a
                       where a.attrelid = c.oid and a.attname = 'tenant_id'))
                """)
            .query((row, n) -> row.getString(1))
            .list();

    assertThat(open)
        .as("a table needs a tenant_id and, in its migration, call isolate_tenants('table')")
        .isEmpty();
  }

  @Test
  void aQueryThatForgotTheTenantSeesNothingOfAnother() {
    assertThat(tables()).contains("tenant", "connector", "binding", "rotation_output", "history");
    for (String table : tables()) {
      String tenants = "select distinct tenant_id from " + table;
      assertThat(installation.sql.sql(tenants).query(UUID.class).list())
          .as(table)
          .contains(one.id, other.id);
      assertThat(Rows.ofTenant(one.id, () -> application.sql(tenants).query(UUID.class).list()))
          .as(table)
          .containsExactly(one.id);
      assertThat(application.sql(tenants).query(UUID.class).list()).as(table).isEmpty();
      assertThat(
              Rows.ofTenant(
                  UUID.randomUUID(), () -> application.sql(tenants).query(UUID.class).list()))
          .as(table)
          .isEmpty();
    }
  }

  @Test
  void aChangeThatForgotTheTenantChangesNothingOfAnother() {
    Rows.ofTenant(one.id, () -> application.sql("delete from binding").update());
    Rows.ofTenant(one.id, () -> application.sql("update connector set name = 'x'").update());

    assertThat(installation.sql.sql("select tenant_id from binding").query(UUID.class).list())
        .contains(other.id)
        .doesNotContain(one.id);
    assertThat(
            installation
                .sql
                .sql("select name from connector where tenant_id = ?")
                .param(other.id)
                .query(String.class)
                .single())
        .isNotEqualTo("x");
    assertThatThrownBy(() ->
            Rows.ofTenant(
                one.id,
                () ->
                    application
                        .sql(
                            "insert into application_owner select ?, application_id, owner_id"
                                + " from application_owner")
                        .param(other.id)
                        .update()))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void aPooledConnectionForgetsWhomItWorkedFor() throws Exception {
    List<UUID> tenants = List.of(one.id, other.id, UUID.randomUUID());
    Callable<Set<UUID>> strangers =
        () -> {
          Set<UUID> seen = new java.util.HashSet<>();
          for (int i = 0; i < 100; i++) {
            UUID mine = tenants.get(i % tenants.size());
            List<UUID> found =
                Rows.ofTenant(
                    mine,
                    () ->
                        application
                            .sql("select tenant_id from connector")
                            .query(UUID.class)
                            .list());
            found.stream().filter(it -> !it.equals(mine)).forEach(seen::add);
            seen.addAll(
                application.sql("select tenant_id from connector").query(UUID.class).list());
          }
          return seen;
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(IntStream.range(0, 32).mapToObj(_ -> strangers).toList()))
          .extracting(Future::resultNow)
          .allMatch(Set::isEmpty);
    }
  }

  @Test
  void aTransactionCannotTurnToAnotherTenant() {
    TransactionTemplate transaction = installation.context.getBean(TransactionTemplate.class);

    assertThatThrownBy(() ->
            Rows.ofTenant(
                one.id,
                () ->
                    transaction.execute(_ ->
                        Rows.ofTenant(
                            other.id,
                            () ->
                                application
                                    .sql("select tenant_id from connector")
                                    .query(UUID.class)
                                    .list()))))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Only comparisons that cannot leak a row are looked up in an index; the rest reads them all. */
  @Test
  void whatIsLookedUpOverAllTenantsIsLookedUpInAnIndexAllTheSame() {
    TransactionTemplate transaction = installation.context.getBean(TransactionTemplate.class);

    List<String> plan =
        Rows.ofEveryTenant(() ->
            transaction.execute(_ -> {
              application.sql("set local enable_seqscan = off").update();
              return application
                  .sql(
                      "explain select 1 from application"
                          + " where vault_name = 'contoso' and secret_name_key = 'billing'")
                  .query((row, n) -> row.getString(1))
                  .list();
            }));

    assertThat(String.join("\n", plan))
        .contains("Index Cond: ((vault_name = 'contoso'::text)")
        .containsPattern("Index Cond: .*secret_name_key = 'billing'");
  }

  @Test
  void theApplicationsOwnUserIsOneWhomTheWallStops() {
    assertThat(
            application
                .sql("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
                .query(Boolean.class)
                .single())
        .isFalse();
  }

  private List<String> tables() {
    return installation
        .sql
        .sql(
            """
            select c.relname from pg_class c
              join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
             where c.relnamespace = 'tenant_settings'::regnamespace and c.relkind in ('r', 'p')
             order by 1
            """)
        .query((row, n) -> row.getString(1))
        .list();
  }
}
