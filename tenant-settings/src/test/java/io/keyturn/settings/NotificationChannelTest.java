package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionResults;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.CertificateAuthority;
import io.keyturn.embedded.http.Faults;
import io.keyturn.embedded.http.HttpsServer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Channels, and what reaches them: over real TLS and real SMTP, from a process of the installation
 * that delivers; the shared one never does.
 */
class NotificationChannelTest {

  private static final String SECRET = "canary-signing-secret-0001";
  private static final List<Request> RECEIVED = new CopyOnWriteArrayList<>();

  private static @Nullable HttpsServer receiver;
  private static @Nullable GreenMail mail;
  private static @Nullable ServletWebServerApplicationContext delivering;

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  /** Answers by the first segment of the path: a status, or a redirect. */
  private static final Site HOOKS =
      new Site() {
        @Override
        public String prefix() {
          return "/hooks";
        }

        @Override
        public Answer handle(Request request) {
          RECEIVED.add(request);
          return switch (request.segments().getFirst()) {
            case "broken" -> Answer.empty(500);
            case "moved" -> Answer.empty(302).with("Location", "/hooks/behind");
            default -> Answer.empty(202);
          };
        }
      };

  @BeforeAll
  static void start(@TempDir Path directory) {
    CertificateAuthority authority = CertificateAuthority.in(directory);
    receiver = HttpsServer.start(authority, 0, List.of(HOOKS), new Faults());
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    delivering =
        Installation.shared()
            .start(
                "--azure.ca-certificate=" + authority.pemFile(),
                "--keyturn.notification.allowed-private-hosts=localhost",
                "--keyturn.notification.mail-from=keyturn@contoso.example",
                "--keyturn.notification.console-url=https://keyturn.contoso.example/",
                "--keyturn.notification.poll=100ms",
                "--keyturn.notification.sweep=300ms",
                "--spring.mail.host=127.0.0.1",
                "--spring.mail.port=" + mail.getSmtp().getPort());
  }

  @AfterAll
  static void stop() {
    process().close();
    java.util.Objects.requireNonNull(receiver).close();
    mail().stop();
  }

  @BeforeEach
  void settings() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
  }

  @Test
  void aWebhookIsSignedAndSaysWhatConcernsTheOwner() throws Exception {
    must(webhook("ops", "ok"), 200);
    UUID application = expiring(Duration.ofDays(20));

    Request told = received("ok", 1).getFirst();

    JsonNode body = JsonMapper.shared().readTree(told.body());
    assertThat(body.path("event").asString()).isEqualTo("EXPIRES_IN_30_DAYS");
    assertThat(body.path("applicationId").asString()).isEqualTo(application.toString());
    assertThat(body.path("tenantId").asString()).isEqualTo(tenant.id.toString());
    assertThat(body.path("message").asString()).startsWith("The secret of billing expires on ");
    assertThat(body.path("link").asString())
        .isEqualTo("https://keyturn.contoso.example/console/applications/" + application);
    assertThat(told.header("Keyturn-Notification")).contains(body.path("id").asString());
    String[] signature =
        told.header("Keyturn-Signature").orElseThrow().replace("t=", "").split(",v1=");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update((signature[0] + ".").getBytes(StandardCharsets.UTF_8));
    assertThat(signature[1]).isEqualTo(HexFormat.of().formatHex(mac.doFinal(told.body())));
  }

  @Test
  void aTokenIsToldOfLikeASecretAtEachMarkOnceAndAnewWhenItIsReplaced() {
    must(webhook("ops", "ok"), 200);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    token("canary-token-0001", today.plusDays(20));

    JsonNode first = JsonMapper.shared().readTree(received("ok", 1).getFirst().body());
    tokenLasts(today.plusDays(3));
    received("ok", 2);
    tokenLasts(today.minusDays(1));
    received("ok", 3);
    sweptTwiceMore();
    token("canary-token-0002", today.plusDays(50));

    assertThat(received("ok", 4).stream().map(NotificationChannelTest::event))
        .containsExactly(
            "TOKEN_EXPIRES_IN_30_DAYS",
            "TOKEN_EXPIRES_IN_7_DAYS",
            "TOKEN_EXPIRED",
            "TOKEN_EXPIRES_IN_60_DAYS");
    assertThat(first.has("applicationId")).isFalse();
    assertThat(first.path("connector").asString()).isEqualTo("shop");
    assertThat(first.path("organization").asString()).isEqualTo(organization());
    assertThat(first.path("title").asString())
        .startsWith("The personal access token of the connector shop")
        .endsWith("expires within 30 days");
    assertThat(first.path("message").asString()).contains("expires on ", "no secret reaches");
    assertThat(first.path("remedy").asString()).contains("Make a new token in Azure DevOps");
    assertThat(first.path("link").asString())
        .isEqualTo("https://keyturn.contoso.example/console/connectors/shop");
    assertThat(received("ok", 4))
        .allSatisfy(it ->
            assertThat(new String(it.body(), StandardCharsets.UTF_8)).doesNotContain("canary"));
  }

  /** The connector is made, or gets another token. */
  private void token(String token, LocalDate last) {
    boolean there = tenant.get("/connectors/shop").status() == 200;
    String body =
        """
        {"name": "shop", "organization": "%s", "signIn": {"kind": "personalAccessToken",
          "personalAccessToken": "%s", "personalAccessTokenExpiresOn": "%s"}}
        """
            .formatted(organization(), token, last);
    must(
        there ? tenant.put("/connectors/shop", body) : tenant.post("/connectors", body),
        there ? 200 : 201);
  }

  private String organization() {
    return "t" + tenant.id.toString().substring(0, 8);
  }

  private void tokenLasts(LocalDate last) {
    installation
        .sql
        .sql("update connector set personal_access_token_expires_on = ? where tenant_id = ?")
        .params(last, tenant.id)
        .update();
  }

  @Test
  void theTenantsOwnTokenIsNamedSo() {
    must(webhook("ops", "ok"), 200);
    must(
        tenant.put(
            "/devops-settings",
            """
            {"integrationEnabled": true, "useServicePrincipal": false,
             "personalAccessToken": "canary-token-0003", "personalAccessTokenExpiresOn": "%s"}
            """
                .formatted(LocalDate.now(ZoneOffset.UTC))),
        200);

    JsonNode told = JsonMapper.shared().readTree(received("ok", 1).getFirst().body());

    assertThat(told.path("event").asString()).isEqualTo("TOKEN_EXPIRES_IN_1_DAY");
    assertThat(told.path("title").asString())
        .isEqualTo("The tenant's personal access token expires within a day");
    assertThat(told.path("link").asString())
        .isEqualTo("https://keyturn.contoso.example/console/settings");
  }

  @Test
  void eachMarkIsToldOnceAndOnlyTheNearest() {
    must(webhook("ops", "ok"), 200);
    UUID application = expiring(Duration.ofDays(50));
    received("ok", 1);

    setExpiry(application, Duration.ofDays(5));
    received("ok", 2);
    setExpiry(application, Duration.ofHours(-1));
    received("ok", 3);
    sweptTwiceMore();

    assertThat(received("ok", 3).stream().map(NotificationChannelTest::event))
        .containsExactly("EXPIRES_IN_60_DAYS", "EXPIRES_IN_7_DAYS", "EXPIRED");
  }

  @Test
  void aChannelIsToldOnlyWhatItAskedFor() {
    must(
        put(
            "quiet",
            """
            {"kind": "webhook", "url": "%s", "signingSecret": "%s", "events": ["EXPIRED"]}
            """
                .formatted(url("quiet"), SECRET)),
        200);
    must(webhook("ops", "ok"), 200);
    expiring(Duration.ofDays(20));
    received("ok", 1);
    sweptTwiceMore();

    assertThat(ofThisTenant("quiet")).isEmpty();
  }

  @Test
  void aSecretThatNothingRenewsAndARenewalThatDidNotBeginAreAlarms() {
    must(webhook("ops", "ok"), 200);
    UUID unattended = tenant.application();
    UUID overdue = tenant.application();
    installation
        .sql
        .sql(
            """
            update application set automatic = false, secret_expires_at = now() + interval '6 days'
             where application_id = ?
            """)
        .param(unattended)
        .update();
    installation
        .sql
        .sql(
            "update application set next_due_at = now() - interval '7 hours' where application_id = ?")
        .param(overdue)
        .update();

    List<Request> told = received("ok", 3);

    assertThat(told.stream().map(NotificationChannelTest::event))
        .containsExactlyInAnyOrder("EXPIRES_IN_7_DAYS", "EXPIRES_UNATTENDED", "RENEWAL_OVERDUE");
  }

  @Test
  void aRotationThatFailedIsToldWithItsOwnPageAndOneThatSucceededIsNot() {
    must(webhook("ops", "ok"), 200);
    UUID application = tenant.application();
    UUID failed = UUID.randomUUID();
    conclude(application, UUID.randomUUID(), "SUCCEEDED");
    conclude(application, failed, "FAILED");
    conclude(application, failed, "FAILED");

    List<Request> told = received("ok", 1);

    JsonNode body = JsonMapper.shared().readTree(told.getFirst().body());
    assertThat(body.path("event").asString()).isEqualTo("ROTATION_FAILED");
    assertThat(body.path("message").asString()).isEqualTo("So it ended.");
    assertThat(body.path("link").asString()).endsWith("/console/rotations/" + failed);
    sweptTwiceMore();
    assertThat(ofThisTenant("ok")).hasSize(1);
  }

  @Test
  void newsOfKeyVaultThatASecretHasExpiredIsAnAlarmAndTheRadarDoesNotRepeatIt() {
    must(webhook("ops", "ok"), 200);
    UUID application = expiring(Duration.ofMinutes(-10));
    UUID rotation = UUID.randomUUID();
    installation.tell(
        tenant.id + "/" + application,
        """
        {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": 2,
         "at": "2026-11-21T12:00:00Z", "step": "ADMIT", "outcome": "WARNING",
         "reason": "SECRET_EXPIRED", "message": "expired"}
        """
            .formatted(rotation, tenant.id, application));
    Installation.eventually(() -> tenant.get("/rotations/" + rotation).status() == 200);
    sweptTwiceMore();

    assertThat(received("ok", 1)).hasSize(1);
    assertThat(event(ofThisTenant("ok").getFirst())).isEqualTo("EXPIRED");
  }

  @Test
  void driftIsToldOnceForAsLongAsItLasts() {
    must(webhook("ops", "ok"), 200);
    tenant.connectedTo("told-" + tenant.id.toString().substring(0, 8));
    UUID application = tenant.application();
    UUID binding =
        UUID.fromString(
            tenant
                .post(
                    "/applications/" + application + "/bindings",
                    Tenant.binding(
                        "told-" + tenant.id.toString().substring(0, 8), UUID.randomUUID()))
                .json()
                .path("id")
                .asString());
    Instant now = Instant.parse("2026-11-21T12:00:00Z");

    found(binding, InspectionState.FAILING, now);
    found(binding, InspectionState.FAILING, now.plusSeconds(10));
    found(binding, InspectionState.UNKNOWN, now.plusSeconds(20));
    found(binding, InspectionState.FAILING, now.plusSeconds(30));
    found(binding, InspectionState.IN_SYNC, now.plusSeconds(40));
    found(binding, InspectionState.FAILING, now.plusSeconds(50));

    assertThat(received("ok", 3).stream().map(NotificationChannelTest::event))
        .containsExactlyInAnyOrder("DRIFT_FAILING", "DRIFT_UNKNOWN", "DRIFT_FAILING");
    JsonNode body = JsonMapper.shared().readTree(ofThisTenant("ok").getFirst().body());
    assertThat(body.path("bindingId").asString()).isEqualTo(binding.toString());
    assertThat(body.path("remedy").asString()).isEqualTo("Do this.");
  }

  @Test
  void teamsGetsAnAdaptiveCardThatOpensKeyturn() {
    must(put("team", "{\"kind\": \"teams\", \"url\": \"%s\"}".formatted(url("team"))), 200);
    UUID application = expiring(Duration.ofHours(3));

    JsonNode message = JsonMapper.shared().readTree(received("team", 1).getFirst().body());

    assertThat(message.path("type").asString()).isEqualTo("message");
    assertThat(message.at("/attachments/0/contentType").asString())
        .isEqualTo("application/vnd.microsoft.card.adaptive");
    assertThat(message.at("/attachments/0/content/type").asString()).isEqualTo("AdaptiveCard");
    assertThat(message.at("/attachments/0/content/body/0/inlines/0/text").asString())
        .isEqualTo("billing: secret expires within a day");
    assertThat(message.at("/attachments/0/content/actions/0/url").asString())
        .endsWith("/console/applications/" + application);
    assertThat(ofThisTenant("team").getFirst().header("Keyturn-Signature")).isEmpty();
  }

  @Test
  void mailReachesEveryRecipient() throws Exception {
    String mailbox = "ops-" + tenant.id + "@contoso.example";
    must(
        put(
            "mail",
            "{\"kind\": \"email\", \"recipients\": [\"%s\", \"b-%s\"]}"
                .formatted(mailbox, mailbox)),
        200);
    expiring(Duration.ofDays(-2));

    Installation.eventually(() -> mails(mailbox).size() == 2);

    MimeMessage received = mails(mailbox).getFirst();
    assertThat(received.getSubject()).isEqualTo("[Keyturn] billing: secret has expired");
    assertThat(received.getFrom()[0].toString()).isEqualTo("keyturn@contoso.example");
    assertThat(received.getContent().toString())
        .contains("The secret of billing expired on ")
        .contains("Next step: Request a rotation of mode renew.")
        .contains("https://keyturn.contoso.example/console/applications/");
  }

  @Test
  void whatCannotBeDeliveredIsTriedAgainLaterAndGivenUpInTheEnd() {
    must(webhook("ops", "broken"), 200);
    expiring(Duration.ofDays(20));
    received("broken", 1);
    Installation.eventually(() -> channel("ops").path("lastFailure").isString());

    assertThat(channel("ops").path("lastFailure").asString())
        .isEqualTo("The receiver answered with status 500.");
    assertThat(channel("ops").path("waiting").asInt()).isEqualTo(1);
    assertThat(secondsToNextTry()).isBetween(40L, 61L);

    installation
        .sql
        .sql("update notification set next_attempt_at = now() where tenant_id = ?")
        .param(tenant.id)
        .update();
    received("broken", 2);
    Installation.eventually(() -> secondsToNextTry() > 100);

    installation
        .sql
        .sql(
            """
            update notification set next_attempt_at = now(), created_at = now() - interval '24 hours'
             where tenant_id = ?
            """)
        .param(tenant.id)
        .update();
    received("broken", 3);
    Installation.eventually(() -> channel("ops").path("givenUp").asInt() == 1);
    assertThat(channel("ops").path("waiting").asInt()).isZero();
  }

  @Test
  void aRedirectIsNotFollowed() {
    must(webhook("ops", "moved"), 200);

    JsonNode tried = post("/notification-channels/ops/test").json();

    assertThat(tried.path("delivered").asBoolean()).isFalse();
    assertThat(tried.path("message").asString()).contains("redirect (302)");
    assertThat(RECEIVED).noneMatch(it -> it.path().startsWith("/behind"));
  }

  @Test
  void aChannelIsTriedOutAtOnceAlsoWhileItIsOff() {
    must(
        put(
            "ops",
            """
            {"kind": "webhook", "enabled": false, "url": "%s", "signingSecret": "%s"}
            """
                .formatted(url("tried"), SECRET)),
        200);
    expiring(Duration.ofDays(20));
    sweptTwiceMore();

    assertThat(post("/notification-channels/ops/test").json().path("delivered").asBoolean())
        .isTrue();

    assertThat(ofThisTenant("tried")).hasSize(1);
    assertThat(event(ofThisTenant("tried").getFirst())).isEqualTo("TEST");
    assertThat(channel("ops").path("lastSuccessAt").isString()).isTrue();
  }

  @Test
  void anAddressInAPrivateNetworkIsRefusedWhenSavedAndNotCalledLater() {
    for (String host :
        List.of(
            "localhost",
            "127.0.0.1",
            "169.254.169.254",
            "10.0.0.5",
            "[::1]",
            "[fd00::1]",
            "2130706433")) {
      Installation.Answer refused =
          tenant.put(
              "/notification-channels/inside",
              "{\"kind\": \"teams\", \"url\": \"https://%s/hooks/x\"}".formatted(host));
      assertThat(refused.fieldCode("url")).as(host + refused.text()).isEqualTo("url.private");
    }
    must(put("inside", "{\"kind\": \"teams\", \"url\": \"%s\"}".formatted(url("inside"))), 200);

    JsonNode tried = tenant.post("/notification-channels/inside/test", null).json();

    assertThat(tried.path("delivered").asBoolean()).isFalse();
    assertThat(tried.path("message").asString()).contains("private network and was not called");
    assertThat(ofThisTenant("inside")).isEmpty();
  }

  @Test
  void whatCannotReachAnybodyIsRefused() {
    assertThat(put("ab", "{\"kind\": \"fax\"}").fieldCode("name")).isEqualTo("name.invalid");
    assertThat(put("ops", "{\"kind\": \"fax\"}").fieldCode("kind")).isEqualTo("channel.kind");
    assertThat(put("ops", "{\"kind\": \"teams\"}").fieldCode("url")).isEqualTo("field.required");
    assertThat(
            put("ops", "{\"kind\": \"teams\", \"url\": \"http://example.invalid/\"}")
                .fieldCode("url"))
        .isEqualTo("url.https");
    assertThat(
            put("ops", "{\"kind\": \"teams\", \"url\": \"https://a:b@example.invalid/\"}")
                .fieldCode("url"))
        .isEqualTo("url.plain");
    assertThat(
            put("ops", "{\"kind\": \"webhook\", \"url\": \"https://example.invalid/\"}")
                .fieldCode("signingSecret"))
        .isEqualTo("field.required");
    assertThat(
            put("ops", "{\"kind\": \"webhook\", \"signingSecret\": \"short\"}")
                .fieldCode("signingSecret"))
        .isEqualTo("field.length");
    assertThat(
            put("ops", "{\"kind\": \"email\", \"recipients\": [\"a@b.example, c@d.example\"]}")
                .fieldCode("recipients"))
        .isEqualTo("field.mail");
    assertThat(put("ops", "{\"kind\": \"teams\", \"events\": [\"WHAT\"]}").fieldCode("events"))
        .isEqualTo("channel.events");
    assertThat(
            tenant
                .put(
                    "/notification-channels/ops",
                    "{\"kind\": \"email\", \"recipients\": [\"a@b.example\"]}")
                .fieldCode("kind"))
        .as("the shared process has no mail server")
        .isEqualTo("channel.mail-off");
    assertThat(tenant.get("/notification-channels/ops").code()).isEqualTo("channel.unknown");
    assertThat(tenant.post("/notification-channels/ops/test", null).code())
        .isEqualTo("channel.unknown");
  }

  @Test
  void anAddressAndASecretAreKeptEncryptedAndNeverShown() {
    must(webhook("ops", "ok?sig=canary-in-the-address"), 200);
    must(put("ops", "{\"kind\": \"webhook\", \"events\": [\"EXPIRED\"]}"), 200);

    Installation.Answer shown = tenant.get("/notification-channels");

    assertThat(shown.text()).doesNotContain("canary");
    assertThat(shown.json().at("/items/0/host").asString()).isEqualTo("localhost");
    assertThat(shown.json().at("/items/0/signed").asBoolean()).isTrue();
    assertThat(shown.json().at("/items/0/events")).hasSize(1);
    assertThat(tenant.get("/history").text()).doesNotContain("canary");
    assertThat(
            installation
                .sql
                .sql("select url || signing_secret from notification_channel where tenant_id = ?")
                .param(tenant.id)
                .query(String.class)
                .single())
        .startsWith("k1:")
        .doesNotContain("canary");
    assertThat(post("/notification-channels/ops/test").json().path("delivered").asBoolean())
        .as("what was left out stayed")
        .isTrue();
  }

  @Test
  void aDeletedChannelIsToldNothingMore() {
    must(webhook("ops", "broken"), 200);
    expiring(Duration.ofDays(20));
    received("broken", 1);

    must(tenant.delete("/notification-channels/OPS"), 204);

    assertThat(tenant.get("/notification-channels").json().path("items")).isEmpty();
    assertThat(
            installation
                .sql
                .sql("select count(*) from notification where tenant_id = ?")
                .param(tenant.id)
                .query(Integer.class)
                .single())
        .isZero();
  }

  private Installation.Answer webhook(String name, String path) {
    return put(
        name,
        "{\"kind\": \"webhook\", \"url\": \"%s\", \"signingSecret\": \"%s\"}"
            .formatted(url(path), SECRET));
  }

  /** To the process that delivers: it may call localhost. */
  private Installation.Answer put(String name, String body) {
    return installation.callAt(
        process(), tenant.admin(), "PUT", tenant.path("/notification-channels/" + name), body);
  }

  private Installation.Answer post(String path) {
    return installation.callAt(process(), tenant.admin(), "POST", tenant.path(path), null);
  }

  private JsonNode channel(String name) {
    return tenant.get("/notification-channels/" + name).json();
  }

  private String url(String path) {
    String[] parts = path.split("\\?", 2);
    return java.util.Objects.requireNonNull(receiver).origin()
        + "/hooks/"
        + parts[0]
        + "/"
        + tenant.id
        + (parts.length > 1 ? "?" + parts[1] : "");
  }

  private List<Request> received(String path, int least) {
    Installation.eventually(() -> ofThisTenant(path).size() >= least);
    return ofThisTenant(path);
  }

  private List<Request> ofThisTenant(String path) {
    return RECEIVED.stream().filter(it -> it.path().equals("/" + path + "/" + tenant.id)).toList();
  }

  private static String event(Request told) {
    return JsonMapper.shared().readTree(told.body()).path("event").asString();
  }

  /** A channel made now is told something new only after the next look: two of them are over. */
  private void sweptTwiceMore() {
    for (int i = 0; i < 2; i++) {
      Tenant probe = installation.tenant();
      probe.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
      String name = "probe";
      installation.callAt(
          process(),
          probe.admin(),
          "PUT",
          probe.path("/notification-channels/" + name),
          "{\"kind\": \"teams\", \"url\": \"%s\"}"
              .formatted(url("probe").replace(tenant.id.toString(), probe.id.toString())));
      setExpiry(probe.application(), Duration.ofDays(3));
      Installation.eventually(
          () -> RECEIVED.stream().anyMatch(it -> it.path().equals("/probe/" + probe.id)));
    }
  }

  private static List<MimeMessage> mails(String mailbox) {
    return Stream.of(mail().getReceivedMessages())
        .filter(it -> {
          try {
            return it.getAllRecipients()[0].toString().equals(mailbox);
          } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
          }
        })
        .toList();
  }

  private long secondsToNextTry() {
    return installation
        .sql
        .sql(
            """
            select coalesce(max(extract(epoch from next_attempt_at - now())::bigint), 0)
              from notification where tenant_id = ?
            """)
        .param(tenant.id)
        .query(Long.class)
        .single();
  }

  private void conclude(UUID application, UUID rotation, String outcome) {
    installation.tell(
        tenant.id + "/" + application,
        """
        {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": 7,
         "at": "2026-11-21T12:00:00Z", "step": "CONCLUDE", "outcome": "%s",
         "message": "So it ended."}
        """
            .formatted(rotation, tenant.id, application, outcome));
  }

  private void found(UUID binding, InspectionState state, Instant at) {
    must(
        installation.call(
            installation.entra.token(
                Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker"),
            "POST",
            "/api/v1/worker/inspections",
            JsonMapper.shared()
                .writeValueAsString(
                    new InspectionResults(
                        List.of(
                            new InspectionResult(
                                tenant.id.toString(),
                                binding,
                                state,
                                null,
                                "It is so.",
                                "Do this.",
                                at,
                                null,
                                null,
                                null,
                                null))))),
        200);
  }

  private UUID expiring(Duration in) {
    UUID application = tenant.application();
    setExpiry(application, in);
    return application;
  }

  private void setExpiry(UUID application, Duration in) {
    installation
        .sql
        .sql("update application set secret_expires_at = ? where application_id = ?")
        .params(Instant.now().plus(in).atOffset(ZoneOffset.UTC), application)
        .update();
  }

  private static ServletWebServerApplicationContext process() {
    return java.util.Objects.requireNonNull(delivering);
  }

  private static GreenMail mail() {
    return java.util.Objects.requireNonNull(mail);
  }

  private static void must(Installation.Answer answer, int status) {
    Tenant.must(answer, status);
  }
}
