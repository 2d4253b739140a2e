package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.TENANT;
import static io.keyturn.embedded.devops.Fabrikam.basic;
import static io.keyturn.embedded.devops.Fabrikam.bearer;
import static io.keyturn.embedded.devops.Fabrikam.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SignInTest {

  private static final String ME =
      "/devops/fabrikam/_apis/connectionData?api-version=7.1-preview.1";

  private final Fabrikam fabrikam = new Fabrikam();
  private final Instant tomorrow = fabrikam.clock.instant().plus(Duration.ofDays(1));

  @Test
  void tokenOfEntraIsAcceptedAsBearerAndAsPassword() {
    Answer bearer = fabrikam.get(ME);
    Answer password = fabrikam.call("GET", ME, "", basic(fabrikam.workerToken));

    assertThat(json(bearer).path("authenticatedUser").path("id").asString())
        .isEqualTo(fabrikam.worker.id());
    assertThat(json(password).path("authenticatedUser").path("subjectDescriptor").asString())
        .isEqualTo(fabrikam.worker.descriptor())
        .startsWith("aadsp.");
    assertThat(bearer.headers())
        .containsEntry("X-VSS-ResourceTenant", TENANT)
        .containsEntry("Content-Type", "application/json; charset=utf-8; api-version=7.1-preview.1")
        .containsKeys("ActivityId", "X-VSS-E2EID");
  }

  @Test
  @DisplayName("FAULT-6: a bad credential meets a sign-in page that says 203")
  void badCredentialMeetsASignInPage() {
    for (Map<String, String> headers :
        List.of(
            Map.<String, String>of(),
            Map.of("Authorization", "Bearer nobody"),
            Map.of("Authorization", "Basic bm8tY29sb24="),
            Map.of("Authorization", "Basic !!"))) {
      Answer answer = fabrikam.call("GET", ME, "", headers);

      assertThat(answer.status()).isEqualTo(203);
      assertThat(answer.headers().get("Content-Type")).startsWith("text/html");
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("Sign In");
    }
  }

  @Test
  void clientThatSuppressesThePageGets401WithoutABody() {
    Answer answer = fabrikam.call("GET", ME, "", bearer("nobody"));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().get("WWW-Authenticate")).startsWith("Basic realm=");
  }

  @Test
  void patchWithABadCredentialIsAnErrorInJson() {
    Answer answer =
        fabrikam.call(
            "PATCH", Fabrikam.write(fabrikam.azure), "[]", Map.of("Authorization", "Bearer x"));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(json(answer).path("typeKey").asString()).isEqualTo("UnauthorizedRequestException");
  }

  @Test
  void strangerAndGuestOfAnotherTenantAreNotLetIn() {
    String stranger =
        fabrikam.directory.token(TENANT, "77777777-0000-4000-8000-000000000007", "", "Stranger");
    String foreign = fabrikam.directory.token(Fabrikam.CLIENT, Fabrikam.ALICE, "", "Alice");

    Answer unknown = fabrikam.call("GET", ME, "", bearer(stranger));

    assertThat(unknown.status()).isEqualTo(401);
    assertThat(json(unknown).path("message").asString()).startsWith("TF400813");
    assertThat(fabrikam.call("GET", ME, "", bearer(foreign)).status()).isEqualTo(401);
  }

  @Test
  void personalAccessTokenEndsWithItsDateItsUserAndItsRevocation() {
    String token =
        fabrikam.organization.personalAccessToken(fabrikam.alice, "laptop", tomorrow, "app_token");

    assertThat(fabrikam.call("GET", ME, "", basic(token)).status()).isEqualTo(200);
    assertThat(fabrikam.call("GET", ME, "", bearer(token)).status()).isEqualTo(401);

    fabrikam.clock.turn(Duration.ofDays(2));
    assertThat(fabrikam.call("GET", ME, "", basic(token)).status()).isEqualTo(401);

    fabrikam.clock.turn(Duration.ofDays(-2));
    fabrikam.alice.disabled();
    assertThat(fabrikam.call("GET", ME, "", basic(token)).status()).isEqualTo(401);

    Member bob =
        fabrikam.organization.user(
            "88888888-0000-4000-8000-000000000008", "Bob", "bob@fabrikam.test");
    String ofBob = fabrikam.organization.personalAccessToken(bob, "bob", tomorrow, "app_token");
    fabrikam.organization.revokePersonalAccessToken("bob");
    assertThat(fabrikam.call("GET", ME, "", basic(ofBob)).status()).isEqualTo(401);
  }

  @Test
  void personalAccessTokenIsGoodForOneOrganization() {
    AzureOrganization other = fabrikam.devops.organization("contoso", TENANT);
    other.user(Fabrikam.ALICE, "Alice", "alice@fabrikam.test");
    String token =
        fabrikam.organization.personalAccessToken(fabrikam.alice, "laptop", tomorrow, "app_token");

    assertThat(fabrikam.call("GET", ME.replace("fabrikam", "contoso"), "", basic(token)).status())
        .isEqualTo(401);
  }

  @Test
  void missingScopeLooksLikeMissingAuthentication() {
    String reader =
        fabrikam.organization.personalAccessToken(
            fabrikam.alice, "reader", tomorrow, "vso.serviceendpoint");
    fabrikam.azure.organizationAdministrator(fabrikam.alice);
    String document = fabrikam.readWithSecret(fabrikam.azure, Fabrikam.NEW).toString();

    Answer read = fabrikam.call("GET", fabrikam.read(fabrikam.azure), "", basic(reader));
    Answer write = fabrikam.call("PUT", Fabrikam.write(fabrikam.azure), document, basic(reader));

    assertThat(read.status()).isEqualTo(200);
    assertThat(write.status()).isEqualTo(401);
    assertThat(json(write).path("message").asString())
        .startsWith("TF400813: Resource not available for anonymous access.");
    assertThat(fabrikam.azure.updates()).isZero();
  }

  @Test
  void organizationsAreListedForUsersOnly() {
    String accounts = "/accounts/_apis/accounts?api-version=7.1";
    String token =
        fabrikam.organization.personalAccessToken(fabrikam.alice, "laptop", tomorrow, "app_token");
    String ofAlice = accounts + "&memberId=" + fabrikam.alice.id();

    Answer alice = fabrikam.call("GET", ofAlice, "", bearer(fabrikam.aliceToken));
    Answer worker = fabrikam.get(accounts + "&memberId=" + fabrikam.worker.id());
    Answer nothingAsked = fabrikam.get(accounts);
    Answer profile = fabrikam.get("/accounts/_apis/profile/profiles/me?api-version=7.1");

    assertThat(json(alice).path("value").path(0).path("accountName").asString())
        .isEqualTo("fabrikam");
    assertThat(json(worker).path("count").asInt()).isZero();
    assertThat(nothingAsked.status()).isEqualTo(400);
    assertThat(json(nothingAsked).path("eventId").asInt()).isEqualTo(4236);
    assertThat(fabrikam.call("GET", ofAlice, "", basic(token)).status()).isEqualTo(401);
    assertThat(json(profile).path("id").asString()).isEqualTo(fabrikam.worker.id());
  }

  @Test
  void versionIsNeededForWritesAndPreviewMustBeSaid() {
    String write = Fabrikam.write(fabrikam.azure);
    Answer none = fabrikam.call("PUT", write.replace("?api-version=7.1", ""), "{}");
    Answer released = fabrikam.get(ME.replace("-preview.1", ""));
    Answer future = fabrikam.get(fabrikam.read(fabrikam.azure).replace("7.1", "9.0"));

    assertThat(json(none).path("typeKey").asString()).isEqualTo("VssVersionNotSpecifiedException");
    assertThat(json(released).path("typeKey").asString())
        .isEqualTo("VssInvalidPreviewVersionException");
    assertThat(json(future).path("typeKey").asString()).isEqualTo("VssVersionOutOfRangeException");
  }
}
