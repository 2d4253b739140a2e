package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The expiry radar. */
class ExpiryTest {

  private static final String TOKEN =
      """
      {"integrationEnabled": true, "useServicePrincipal": false,
       "personalAccessToken": "canary-token-of-the-tenant", "personalAccessTokenExpiresOn": "%s"}
      """;

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @BeforeEach
  void settings() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
  }

  @Test
  void eachApplicationIsInTheFirstBandThatFitsSoonestFirstAndTheUnknownLast() {
    UUID unknown = expiring(null);
    UUID later = expiring(Duration.ofDays(90));
    UUID sixty = expiring(Duration.ofDays(31));
    UUID thirty = expiring(Duration.ofDays(29));
    UUID seven = expiring(Duration.ofDays(6));
    UUID one = expiring(Duration.ofHours(20));
    UUID expired = expiring(Duration.ofHours(-30));

    JsonNode radar = tenant.get("/expiring").json();

    assertThat(radar.path("items").valueStream().map(it -> it.path("applicationId").asString()))
        .containsExactly(
            expired.toString(),
            one.toString(),
            seven.toString(),
            thirty.toString(),
            sixty.toString(),
            later.toString(),
            unknown.toString());
    assertThat(radar.path("items").valueStream().map(it -> it.path("band").asString()))
        .containsExactly(
            "EXPIRED",
            "WITHIN_1_DAY",
            "WITHIN_7_DAYS",
            "WITHIN_30_DAYS",
            "WITHIN_60_DAYS",
            "LATER",
            "UNKNOWN");
    assertThat(radar.at("/items/0/days").asLong()).isEqualTo(-2);
    assertThat(radar.at("/items/1/days").asLong(-1)).isZero();
    assertThat(radar.at("/items/6").has("days")).isFalse();
    assertThat(radar.at("/counts/EXPIRED").asLong()).isEqualTo(1);
    assertThat(radar.at("/counts/UNKNOWN").asLong()).isEqualTo(1);
  }

  @Test
  void eachBandHasWhatTheWholeListHasOfIt() {
    for (int days : new int[] {-1, 1, 5, 20, 50, 100}) {
      expiring(Duration.ofDays(days).minusHours(1));
    }
    expiring(null);

    List<String> all = ids("/expiring?limit=200");
    List<String> byBand = new ArrayList<>();
    for (String band :
        List.of(
            "EXPIRED",
            "WITHIN_1_DAY",
            "WITHIN_7_DAYS",
            "WITHIN_30_DAYS",
            "WITHIN_60_DAYS",
            "LATER",
            "UNKNOWN")) {
      List<String> those = ids("/expiring?band=" + band);
      assertThat(those).as(band).hasSize(1);
      byBand.addAll(those);
    }

    assertThat(byBand).isEqualTo(all);
    assertThat(tenant.get("/expiring?band=what").code()).isEqualTo("parameter.invalid");
  }

  @Test
  void theListGoesOnWhereItStoppedAlsoBetweenTheKnownAndTheUnknown() {
    for (int i = 1; i <= 3; i++) {
      expiring(Duration.ofDays(i));
      expiring(null);
    }

    List<String> all = new ArrayList<>();
    @Nullable String after = null;
    do {
      JsonNode part =
          tenant.get("/expiring?limit=2" + (after == null ? "" : "&after=" + after)).json();
      part.path("items").forEach(it -> all.add(it.path("applicationId").asString()));
      after = part.path("next").asString(null);
    } while (after != null);

    assertThat(all).hasSize(6).doesNotHaveDuplicates().isEqualTo(ids("/expiring"));
  }

  @Test
  void anOwnerSeesAndCountsTheOwn() {
    expiring(Duration.ofDays(3));
    UUID another = UUID.randomUUID();
    Tenant.must(
        tenant.put(
            "/applications/" + another,
            tenant
                .application("other", true)
                .replace(tenant.owner.toString(), UUID.randomUUID().toString())),
        200);

    Answer radar = installation.call(tenant.ownerToken(), "GET", tenant.path("/expiring"), null);

    assertThat(radar.json().path("items")).hasSize(1);
    assertThat(radar.json().at("/counts/WITHIN_7_DAYS").asLong()).isEqualTo(1);
    assertThat(radar.json().at("/counts/UNKNOWN").asLong(-1)).isZero();
  }

  @Test
  void tokensWhoseLastDayIsKnownAreInTheRadarOfWhoSeesTheTenant() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String organization = "t" + tenant.id.toString().substring(0, 8);
    Tenant.must(tenant.put("/devops-settings", TOKEN.formatted(today.plusDays(40))), 200);
    Tenant.must(
        tenant.post(
            "/connectors",
            """
            {"name": "shop", "organization": "%s", "signIn": {"kind": "personalAccessToken",
              "personalAccessToken": "canary-token-of-the-shop", "personalAccessTokenExpiresOn": "%s"}}
            """
                .formatted(organization, today)),
        201);

    JsonNode radar = tenant.get("/expiring").json();

    assertThat(radar.path("tokens")).hasSize(2);
    assertThat(radar.at("/tokens/0/connector").asString()).isEqualTo("shop");
    assertThat(radar.at("/tokens/0/organization").asString()).isEqualTo(organization);
    assertThat(radar.at("/tokens/0/band").asString()).isEqualTo("WITHIN_1_DAY");
    assertThat(radar.at("/tokens/0/days").asLong(-1)).as("it lasts until tonight").isZero();
    assertThat(radar.at("/tokens/1").has("connector")).isFalse();
    assertThat(radar.at("/tokens/1/band").asString()).isEqualTo("WITHIN_60_DAYS");
    assertThat(radar.toString()).doesNotContain("canary");
    assertThat(tenant.get("/expiring?band=WITHIN_60_DAYS").json().path("tokens")).hasSize(1);
    assertThat(tenant.get("/expiring?band=EXPIRED").json().path("tokens")).isEmpty();
    assertThat(
            installation
                .call(tenant.ownerToken(), "GET", tenant.path("/expiring"), null)
                .json()
                .path("tokens"))
        .isEmpty();
  }

  private List<String> ids(String path) {
    return tenant
        .get(path)
        .json()
        .path("items")
        .valueStream()
        .map(it -> it.path("applicationId").asString())
        .toList();
  }

  private UUID expiring(@Nullable Duration in) {
    UUID application = tenant.application();
    if (in != null) {
      installation
          .sql
          .sql("update application set secret_expires_at = ? where application_id = ?")
          .params(Instant.now().plus(in).atOffset(ZoneOffset.UTC), application)
          .update();
    }
    return application;
  }
}
