package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.RotationId;
import io.keyturn.contracts.event.Topics;
import io.keyturn.settings.isolation.Rows;
import io.keyturn.settings.schedule.AskForDue;
import io.keyturn.settings.schedule.AskForDue.Batch;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rotations that begin by themselves. */
class ScheduleTest {

  private static final String WEEKLY = "{\"kind\": \"interval\", \"every\": \"P7D\"}";
  private static final String BEFORE_EXPIRY = "{\"kind\": \"beforeExpiry\", \"days\": 30}";

  private final Installation installation = Installation.shared();
  private final AskForDue asking = installation.context.getBean(AskForDue.class);
  private final Tenant tenant = installation.tenant();
  private final String organization = "s" + tenant.id.toString().substring(0, 8);

  @BeforeEach
  void settings() {
    tenant.connectedTo(organization);
  }

  @Test
  @Tag("FAULT-21")
  void tenThousandDueInTheSameMinuteAreAskedForOnceByThreeSchedulers() throws Exception {
    Instant minute = Instant.now().minusSeconds(60);
    manyDue(10_000, minute);
    try (ServletWebServerApplicationContext second = installation.start();
        ServletWebServerApplicationContext third = installation.start();
        var schedulers = Executors.newFixedThreadPool(3)) {

      List<Integer> claims =
          schedulers
              .invokeAll(
                  Stream.of(installation.context, second, third)
                      .map(it -> drained(it.getBean(AskForDue.class)))
                      .toList())
              .stream()
              .map(it -> it.resultNow())
              .toList();

      assertThat(claims.stream().mapToInt(it -> it).sum()).isEqualTo(10_000);
      assertThat(claims).as("each had its part").allMatch(it -> it > 0);
    }
    List<JsonNode> told = events();
    assertThat(told).hasSize(10_000);
    assertThat(told.stream().map(it -> it.path("id").asString()).distinct()).hasSize(10_000);
    assertThat(told.stream().map(it -> it.path("subject").asString()).distinct()).hasSize(10_000);
    assertThat(count("select count(*) from rotation where tenant_id = ? and state = 'REQUESTED'"))
        .isEqualTo(10_000);
    assertThat(
            count("select count(*) from application where tenant_id = ? and next_due_at > now()"))
        .isEqualTo(10_000);
  }

  @Test
  @Tag("FAULT-21")
  void aSchedulerThatDiesAfterKafkaHasTheRequestsBeginsNothingTwice() {
    UUID application = bound(WEEKLY);
    due(application, Instant.parse("2026-01-01T03:00:00Z"));
    TransactionTemplate transaction = installation.context.getBean(TransactionTemplate.class);

    Rows.ofEveryTenant(() ->
        transaction.execute(status -> {
          Batch lost = asking.batch(1000);
          status.setRollbackOnly();
          return lost;
        }));
    assertThat(rotations(application)).isEmpty();
    asking.batch(1000);

    assertThat(events()).hasSize(2);
    assertThat(events().stream().map(it -> it.path("id").asString()).distinct()).hasSize(1);
    assertThat(rotations(application))
        .singleElement()
        .satisfies(rotation ->
            assertThat(rotation.path("rotationId").asString())
                .isEqualTo(
                    RotationId.of(
                            URI.create("/keyturn/tenant-settings"),
                            events().getFirst().path("id").asString())
                        .toString()));
  }

  @Test
  @Tag("FAULT-21")
  void whatWasDueWhileNobodyRanIsAskedForOnceByOneOfTwoSchedulers() {
    Installation own = new Installation();
    Tenant theirs = own.tenant().connectedTo("missed");
    UUID application = theirs.application();
    Tenant.must(
        theirs.post(
            "/applications/" + application + "/bindings",
            Tenant.binding("missed", UUID.randomUUID())),
        201);
    own.sql
        .sql(
            """
            update application set schedule_kind = 'interval', schedule_value = 'PT168H',
              next_due_at = now() - interval '3 weeks' where application_id = ?
            """)
        .param(application)
        .update();

    // Quartz keeps one pool for all schedulers of a name in one JVM, the one that came last. So it
    // is
    // also the last to go.
    try (var last = new AtTheEnd();
        var first = new AtTheEnd()) {
      first.of(scheduler(own));
      last.of(scheduler(own));
      String rotations = "/applications/" + application + "/rotations";
      Installation.eventually(() -> theirs.get(rotations).json().path("items").size() == 1);
      String fired = "select prev_fire_time from quartz_triggers";
      long before = own.sql.sql(fired).query(Long.class).single();
      Installation.eventually(
          () -> own.sql.sql(fired).query(Long.class).single() >= before + 3_000);

      assertThat(theirs.get(rotations).json().path("items")).hasSize(1);
      assertThat(own.records(Topics.ROTATION_EVENTS)).hasSize(1);
    }
    own.context.close();
  }

  @Test
  void aScheduledRotationSaysSo() {
    UUID application = bound(WEEKLY);
    due(application, Instant.now());

    asking.batch(1000);

    JsonNode rotation = rotations(application).getFirst();
    assertThat(rotation.path("requestedBy").asString()).isEqualTo("schedule");
    assertThat(rotation.path("requestReason").asString()).isEqualTo("Scheduled: every PT168H.");
    assertThat(rotation.path("mode").asString()).isEqualTo("renew");
    assertThat(events().getFirst().at("/data/requestedBy").asString()).isEqualTo("schedule");
    assertThat(nextDue(application)).isAfter(Instant.now().plus(Duration.ofDays(6)));
  }

  @Test
  void aScheduleThatChangesCountsAnewAndOneThatDoesNotGoesOn() {
    UUID application = bound(WEEKLY);
    Instant first = nextDue(application);
    assertThat(first).isAfter(Instant.now().plus(Duration.ofDays(6)));

    save(application, "name", "\"other\"", WEEKLY);
    assertThat(nextDue(application)).isEqualTo(first);

    save(application, "schedule", WEEKLY.replace("P7D", "P1D"), null);
    assertThat(nextDue(application)).isBefore(Instant.now().plus(Duration.ofDays(2)));
    save(application, "automatic", "false", WEEKLY);
    assertThat(tenant.get("/applications/" + application).json().path("nextDueAt").isNull())
        .isTrue();
  }

  @Test
  void whereNothingCouldBeRotatedItIsLookedAtLater() {
    UUID unbound = application(WEEKLY);
    UUID waiting = bound(WEEKLY);
    due(unbound, Instant.now());
    due(waiting, Instant.now());
    asking.batch(1000);
    assertThat(rotations(unbound)).isEmpty();
    assertThat(rotations(waiting)).hasSize(1);
    assertThat(nextDue(unbound)).isBefore(Instant.now().plus(Duration.ofHours(2)));

    // The one before has not reached its connections: another would only stand behind it.
    due(waiting, Instant.now());
    asking.batch(1000);
    assertThat(rotations(waiting)).hasSize(1);
    assertThat(nextDue(waiting)).isBefore(Instant.now().plus(Duration.ofHours(2)));

    // It only waits for the overlap to pass.
    String rotation = rotations(waiting).getFirst().path("rotationId").asString();
    line(waiting, UUID.fromString(rotation), 7, "RETIRE", "WAITING", null, null);
    Installation.eventually(() ->
        tenant.get("/rotations/" + rotation).json().path("state").asString("").equals("RUNNING"));
    due(waiting, Instant.now());
    asking.batch(1000);
    assertThat(rotations(waiting)).hasSize(2);
  }

  @Test
  void whileTheTenantIsOffNothingIsAskedForAndAfterwardsItIs() {
    UUID application = bound(WEEKLY);
    Tenant.must(
        tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE.replaceFirst("true", "false")),
        200);
    due(application, Instant.now());
    asking.batch(1000);
    assertThat(rotations(application)).isEmpty();

    Tenant.must(tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE), 200);
    due(application, Instant.now());
    asking.batch(1000);
    assertThat(rotations(application)).hasSize(1);
  }

  @Test
  void whatWasScheduledBeforeThisWasKeptIsWorkedOutAndNotAskedFor() {
    UUID application = bound(WEEKLY);
    installation
        .sql
        .sql("update application set next_due_at = '-infinity' where application_id = ?")
        .param(application)
        .update();
    assertThat(tenant.get("/applications/" + application).json().path("nextDueAt").isNull())
        .isTrue();

    asking.batch(1000);

    assertThat(rotations(application)).isEmpty();
    assertThat(nextDue(application)).isAfter(Instant.now().plus(Duration.ofDays(6)));
  }

  @Test
  void theExpiryOfTheSecretInForceFollowsTheOutput() {
    UUID application = bound(BEFORE_EXPIRY);
    UUID first = bindings(application).getFirst();
    UUID second = bind(application);
    Instant late = Instant.parse("2027-11-21T12:00:00Z");
    Instant soon = Instant.parse("2027-06-21T12:00:00Z");

    verified(application, first, late);
    assertThat(expires(application)).isEqualTo(late.toString());
    verified(application, second, soon);
    assertThat(expires(application)).as("the soonest").isEqualTo(soon.toString());
    assertThat(nextDue(application))
        .isBetween(
            soon.minus(Duration.ofDays(30)), soon.minus(Duration.ofDays(30)).plusSeconds(600));

    Tenant.must(tenant.delete("/applications/" + application + "/bindings/" + second), 204);
    assertThat(expires(application)).isEqualTo(late.toString());
    verified(application, first, null);
    assertThat(expires(application)).as("a secret without an expiry").isEmpty();
  }

  @Test
  void anExpiryThatIsNotKnownIsLearnedByCarryingTheSecretAndThenItIsRenewedInTime() {
    UUID application = bound(BEFORE_EXPIRY);
    due(application, Instant.now());
    asking.batch(1000);
    assertThat(rotations(application).getFirst().path("mode").asString()).isEqualTo("propagate");
    assertThat(tenant.get("/applications/" + application).json().path("nextDueAt").isNull())
        .isTrue();

    end(application, rotations(application).getFirst());
    verified(application, bindings(application).getFirst(), Instant.now().plusSeconds(86_400));
    assertThat(nextDue(application)).isBefore(Instant.now().plusSeconds(601));
    due(application, Instant.now());
    asking.batch(1000);

    assertThat(rotations(application).getFirst().path("mode").asString()).isEqualTo("renew");
    assertThat(rotations(application).getFirst().path("requestReason").asString())
        .isEqualTo("Scheduled: 30 days before it expires.");
    assertThat(nextDue(application)).isAfter(Instant.now().plus(Duration.ofHours(23)));
  }

  private static ServletWebServerApplicationContext scheduler(Installation installation) {
    return installation.start(
        "--spring.quartz.auto-startup=true", "--keyturn.schedule.cron=* * * * * ?");
  }

  /** Closes what it was given. */
  private static final class AtTheEnd implements AutoCloseable {
    private @Nullable ServletWebServerApplicationContext what;

    void of(ServletWebServerApplicationContext closed) {
      what = closed;
    }

    @Override
    public void close() {
      if (what != null) {
        what.close();
      }
    }
  }

  private static Callable<Integer> drained(AskForDue scheduler) {
    return () -> {
      int asked = 0;
      Batch batch;
      do {
        batch = scheduler.batch(100);
        asked += batch.asked();
      } while (batch.claimed() > 0);
      return asked;
    };
  }

  private void manyDue(int many, Instant at) {
    installation
        .sql
        .sql(
            """
            with made as (
              insert into application (tenant_id, application_id, name, integration_enabled,
                  vault_url, vault_name, secret_name, schedule_kind, schedule_value, next_due_at,
                  updated_at, updated_by)
                select :tenant, gen_random_uuid(), 'app ' || n, true, 'https://x.vault.azure.net',
                  'x', 's-' || n, 'interval', 'PT168H', :at, now(), 'test'
                  from generate_series(1, :many) n
                returning tenant_id, application_id)
            insert into binding (id, tenant_id, application_id, organization, project_id,
                project_name, connection_id, connection_name, created_at, created_by)
              select gen_random_uuid(), tenant_id, application_id, 'many', gen_random_uuid(), 'p',
                gen_random_uuid(), 'c', now(), 'test' from made
            """)
        .param("tenant", tenant.id)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("many", many)
        .update();
  }

  private UUID application(String schedule) {
    UUID application = UUID.randomUUID();
    save(application, "schedule", schedule, null);
    return application;
  }

  private UUID bound(String schedule) {
    UUID application = application(schedule);
    bind(application);
    return application;
  }

  private UUID bind(UUID application) {
    return UUID.fromString(
        tenant
            .post(
                "/applications/" + application + "/bindings",
                Tenant.binding(organization, UUID.randomUUID()))
            .json()
            .path("id")
            .asString());
  }

  /** With one field that is different, and a schedule besides. */
  private void save(UUID application, String field, String value, @Nullable String schedule) {
    String body = tenant.application("billing", true).strip();
    if (field.equals("name")) {
      body = body.replace("\"billing\"", value);
    } else {
      body = body.substring(0, body.length() - 1) + ", \"" + field + "\": " + value + "}";
    }
    if (schedule != null) {
      body = body.substring(0, body.length() - 1) + ", \"schedule\": " + schedule + "}";
    }
    Tenant.must(tenant.put("/applications/" + application, body), 200);
  }

  private void due(UUID application, Instant at) {
    installation
        .sql
        .sql("update application set next_due_at = ? where application_id = ?")
        .params(at.atOffset(ZoneOffset.UTC), application)
        .update();
  }

  private Instant nextDue(UUID application) {
    return Instant.parse(
        tenant.get("/applications/" + application).json().path("nextDueAt").asString());
  }

  private String expires(UUID application) {
    return tenant.get("/applications/" + application).json().path("secretExpiresAt").asString("");
  }

  private List<JsonNode> rotations(UUID application) {
    return tenant
        .get("/applications/" + application + "/rotations")
        .json()
        .path("items")
        .valueStream()
        .toList();
  }

  private List<UUID> bindings(UUID application) {
    return tenant
        .get("/applications/" + application + "/bindings")
        .json()
        .path("items")
        .valueStream()
        .map(it -> UUID.fromString(it.path("id").asString()))
        .toList();
  }

  private void end(UUID application, JsonNode rotation) {
    UUID id = UUID.fromString(rotation.path("rotationId").asString());
    line(application, id, 9, "CONCLUDE", "SUCCEEDED", null, null);
    Installation.eventually(() -> !tenant.get("/rotations/" + id).json().path("endedAt").isNull());
  }

  /** As a worker tells that a connection holds such a secret. */
  private void verified(UUID application, UUID binding, @Nullable Instant expires) {
    UUID rotation = UUID.randomUUID();
    line(application, rotation, 1, "VERIFY", "SUCCEEDED", binding, expires);
    line(application, rotation, 2, "CONCLUDE", "SUCCEEDED", null, null);
    Installation.eventually(() -> {
      JsonNode told = tenant.get("/rotations/" + rotation).json();
      return told.path("state").asString("").equals("SUCCEEDED");
    });
  }

  private void line(
      UUID application,
      UUID rotation,
      int sequence,
      String step,
      String outcome,
      @Nullable UUID binding,
      @Nullable Instant expires) {
    installation.tell(
        tenant.id + "/" + application,
        """
        {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": %d, "at": "%s",
         "step": "%s", "outcome": "%s", "message": "line."%s%s}
        """
            .formatted(
                rotation,
                tenant.id,
                application,
                sequence,
                OffsetDateTime.now(ZoneOffset.UTC),
                step,
                outcome,
                binding == null ? "" : ", \"binding\": \"" + binding + "\"",
                expires == null ? "" : ", \"secretExpiresOn\": \"" + expires + "\""));
  }

  private List<JsonNode> events() {
    return installation.records(Topics.ROTATION_EVENTS).stream()
        .filter(it -> it.key().startsWith(tenant.id.toString()))
        .map(it -> JsonMapper.shared().readTree(it.value()))
        .toList();
  }

  private long count(String sql) {
    return installation.sql.sql(sql).param(tenant.id).query(Long.class).single();
  }
}
