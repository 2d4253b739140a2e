package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A tenant at a glance, and its rotations across applications. */
class OverviewTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final Instant now = Instant.now();

  @BeforeEach
  void settings() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
  }

  @Test
  void aNewerRotationMakesUpForAFailedOne() {
    UUID healed = tenant.application();
    UUID broken = tenant.application();
    rotation(healed, "FAILED", Duration.ofHours(3));
    rotation(healed, "SUCCEEDED", Duration.ofHours(2));
    UUID failed = rotation(broken, "FAILED", Duration.ofHours(1));
    rotation(tenant.application(), "REFUSED", Duration.ofDays(8));

    JsonNode overview = tenant.get("/overview").json();

    assertThat(overview.path("attention")).hasSize(1);
    assertThat(overview.at("/attention/0/rotation/rotationId").asString())
        .isEqualTo(failed.toString());
    assertThat(overview.at("/attention/0/applicationName").asString()).isEqualTo("billing");
    assertThat(overview.path("lastDay")).hasSize(3);
    assertThat(overview.at("/applications/total").asInt()).isEqualTo(3);
  }

  @Test
  void whatWentWrongLastIsToldWithTheRotation() {
    UUID application = tenant.application();
    UUID rotation = rotation(application, "FAILED", Duration.ofHours(1));
    UUID mended = UUID.randomUUID();
    UUID missing = UUID.randomUUID();
    line(rotation, application, 1, "ADMIT", null, "SUCCEEDED", "It may run.");
    line(rotation, application, 2, "UPDATE", mended, "FAILED", "It was throttled.");
    line(rotation, application, 3, "UPDATE", missing, "REFUSED", "Ask for the group. Add it.");
    line(rotation, application, 4, "VERIFY", mended, "SUCCEEDED", "It works.");
    line(rotation, application, 5, "CONCLUDE", null, "FAILED", "1 of 2 hold the new secret.");

    JsonNode troubles = tenant.get("/overview").json().at("/attention/0/troubles");

    assertThat(troubles).hasSize(1);
    assertThat(troubles.at("/0/message").asString()).isEqualTo("Ask for the group. Add it.");
    assertThat(troubles.at("/0/outcome").asString()).isEqualTo("REFUSED");
    assertThat(troubles.at("/0/connection").isNull()).isTrue();
  }

  @Test
  void whatIsDueStandsInTheRadarSoonestFirst() {
    UUID due = application("due", "PT720H");
    application("much later", "PT4000H");
    UUID overdue = application("overdue", "PT24H");
    installation
        .sql
        .sql(
            "update application set next_due_at = now() - interval '1 day' where application_id = ?")
        .param(overdue)
        .update();

    UUID expires = tenant.application();
    installation
        .sql
        .sql(
            """
            update application set secret_expires_at = now() + interval '3 days'
             where application_id = ?
            """)
        .param(expires)
        .update();

    JsonNode expiring = tenant.get("/overview").json().path("expiring");

    assertThat(expiring.valueStream().map(it -> it.path("id").asString()))
        .containsExactly(overdue.toString(), expires.toString(), due.toString());
    assertThat(expiring.at("/1/kind").asString()).isEqualTo("secret");
  }

  @Test
  void anOwnerSeesTheOwnRotationsAlone() {
    UUID mine = tenant.application();
    UUID another = UUID.randomUUID();
    Tenant.must(
        tenant.put(
            "/applications/" + another,
            tenant
                .application("other", true)
                .replace(tenant.owner.toString(), UUID.randomUUID().toString())),
        200);
    rotation(mine, "SUCCEEDED", Duration.ofHours(1));
    rotation(another, "FAILED", Duration.ofHours(1));

    Answer listed = installation.call(tenant.ownerToken(), "GET", tenant.path("/rotations"), null);
    Answer overview = installation.call(tenant.ownerToken(), "GET", tenant.path("/overview"), null);

    assertThat(listed.json().path("items")).hasSize(1);
    assertThat(listed.json().at("/items/0/rotation/applicationId").asString())
        .isEqualTo(mine.toString());
    assertThat(overview.json().at("/applications/total").asInt()).isEqualTo(1);
    assertThat(overview.json().path("attention")).isEmpty();
  }

  @Test
  void theListGoesOnWhereItStoppedAndKnowsStates() {
    UUID application = tenant.application();
    for (int i = 1; i <= 5; i++) {
      rotation(application, i % 2 == 0 ? "FAILED" : "SUCCEEDED", Duration.ofMinutes(i));
    }

    JsonNode first = tenant.get("/rotations?limit=2").json();
    JsonNode second =
        tenant.get("/rotations?limit=2&after=" + first.path("next").asString()).json();

    assertThat(first.path("items")).hasSize(2);
    assertThat(second.path("items")).hasSize(2);
    assertThat(second.at("/items/0/rotation/since").asString())
        .isLessThan(first.at("/items/1/rotation/since").asString());
    assertThat(tenant.get("/rotations?state=FAILED").json().path("items")).hasSize(2);
    assertThat(tenant.get("/rotations?state=what").code()).isEqualTo("parameter.invalid");
    assertThat(tenant.get("/rotations?after=what").code()).isEqualTo("after.invalid");
  }

  private UUID application(String name, String every) {
    UUID application = UUID.randomUUID();
    Tenant.must(
        tenant.put(
            "/applications/" + application,
            tenant
                .application(name, true)
                .replaceFirst(
                    "\\{",
                    "{\"schedule\": {\"kind\": \"interval\", \"every\": \"" + every + "\"},")),
        200);
    return application;
  }

  private UUID rotation(UUID application, String state, Duration ago) {
    UUID rotation = UUID.randomUUID();
    installation
        .sql
        .sql(
            """
            insert into rotation (tenant_id, rotation_id, application_id, state, since, ended_at,
                message, last_sequence)
              values (?, ?, ?, ?, ?, ?, 'so it ended', 9)
            """)
        .params(
            tenant.id,
            rotation,
            application,
            state,
            now.minus(ago).atOffset(ZoneOffset.UTC),
            now.minus(ago).atOffset(ZoneOffset.UTC))
        .update();
    return rotation;
  }

  private void line(
      UUID rotation,
      UUID application,
      int sequence,
      String step,
      @Nullable UUID binding,
      String outcome,
      String message) {
    installation
        .sql
        .sql(
            """
            insert into rotation_output (tenant_id, rotation_id, sequence, application_id, at, step,
                binding, outcome, message)
              values (?, ?, ?, ?, now(), ?, ?, ?, ?)
            """)
        .params(
            Arrays.asList(
                tenant.id,
                rotation,
                sequence,
                application,
                step,
                binding == null ? null : binding.toString(),
                outcome,
                message))
        .update();
  }
}
