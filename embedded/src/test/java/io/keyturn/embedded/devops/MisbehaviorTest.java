package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.NEW;
import static io.keyturn.embedded.devops.Fabrikam.OLD;
import static io.keyturn.embedded.devops.Fabrikam.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class MisbehaviorTest {

  private final Fabrikam fabrikam = new Fabrikam();
  private final String read = fabrikam.read(fabrikam.azure);

  @Test
  @DisplayName("FAULT-7: throttled until it was left alone that long")
  void throttledOrganizationWantsToBeLeftAlone() {
    fabrikam.organization.throttle(Duration.ofSeconds(10));

    Answer blocked = fabrikam.get(read);
    fabrikam.clock.turn(Duration.ofSeconds(9));
    Answer tooEarly = fabrikam.get(read);
    fabrikam.clock.turn(Duration.ofSeconds(9));
    Answer stillTooEarly = fabrikam.get(read);
    fabrikam.clock.turn(Duration.ofSeconds(10));
    Answer patient = fabrikam.get(read);

    assertThat(blocked.status()).isEqualTo(429);
    assertThat(blocked.headers()).containsEntry("Retry-After", "10");
    assertThat(json(blocked).path("message").asString()).startsWith("TF400733");
    assertThat(tooEarly.status()).isEqualTo(429);
    assertThat(stillTooEarly.status()).isEqualTo(429);
    assertThat(patient.status()).isEqualTo(200);
    assertThat(patient.headers()).doesNotContainKey("Retry-After");
  }

  @Test
  @DisplayName("FAULT-7: Retry-After on a success is about the next call")
  void successCanCarryRetryAfter() {
    fabrikam.organization.nextAnswerCarriesRetryAfter(Duration.ofSeconds(7));

    Answer first = fabrikam.get(read);
    Answer second = fabrikam.get(read);

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers()).containsEntry("Retry-After", "7");
    assertThat(json(first).path("id").asString()).isEqualTo(fabrikam.azure.id());
    assertThat(second.headers()).doesNotContainKey("Retry-After");
  }

  @Test
  void throttlingOneOrganizationLeavesOthersAlone() {
    AzureOrganization other = fabrikam.devops.organization("contoso", Fabrikam.TENANT);
    other.servicePrincipal(Fabrikam.WORKER, Fabrikam.CLIENT, "Keyturn");
    fabrikam.organization.throttle(Duration.ofHours(1));

    assertThat(fabrikam.get("/devops/contoso/_apis/projects?api-version=7.1").status())
        .isEqualTo(200);
  }

  @Test
  void deactivatedOrganizationAnswersWithAByteOrderMark() {
    fabrikam.organization.deactivate();

    Answer answer = fabrikam.get(read);
    fabrikam.organization.activate();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).startsWith(0xEF, 0xBB, 0xBF);
    assertThat(json(answer).path("message").asString()).startsWith("TF24668");
    assertThat(answer.headers().get("X-TFS-ServiceError")).startsWith("TF24668");
    assertThat(fabrikam.get(read).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("FAULT-6: the next read is a sign-in page")
  void nextReadCanBeASignInPage() {
    fabrikam.azure.nextReadIsSignInPage();

    assertThat(fabrikam.get(read).status()).isEqualTo(203);
    assertThat(fabrikam.get(read).status()).isEqualTo(200);
  }

  @Test
  void callsOfAConnectionTellWhoDidWhat() {
    fabrikam.call(
        "PUT",
        Fabrikam.write(fabrikam.azure),
        fabrikam.readWithSecret(fabrikam.azure, NEW).toString());

    assertThat(fabrikam.azure.calls())
        .extracting(RecordedCall::method, RecordedCall::who, RecordedCall::status)
        .containsExactly(Tuple.tuple("GET", "Keyturn", 200), Tuple.tuple("PUT", "Keyturn", 200));
    assertThat(fabrikam.azure.writes()).hasSize(1);
    assertThat(fabrikam.azure.calls().toString()).doesNotContain(NEW, OLD);
  }

  @Test
  void stateComesBackWithItsSecretsRolesAndTokens() {
    String token =
        fabrikam.organization.personalAccessToken(
            fabrikam.alice,
            "laptop",
            fabrikam.clock.instant().plus(Duration.ofDays(1)),
            "vso.serviceendpoint");
    fabrikam.call(
        "PUT",
        Fabrikam.write(fabrikam.azure),
        fabrikam.readWithSecret(fabrikam.azure, NEW).toString());
    JsonNode saved = World.JSON.readTree(fabrikam.devops.save().toString());
    Fabrikam restarted = new Fabrikam();

    restarted.devops.restore(saved);

    AzureOrganization organization = restarted.devops.organization("fabrikam", Fabrikam.TENANT);
    ServiceConnection again =
        organization
            .project("Payments")
            .connection("prod")
            .azureResourceManager(
                Fabrikam.TENANT, Fabrikam.CLIENT, "seed", Fabrikam.SUBSCRIPTION, "Production");
    assertThat(again.holds(NEW)).as("filling again does not overwrite").isTrue();
    assertThat(again.updates()).isEqualTo(1);
    assertThat(again.secretFingerprints()).hasSize(2);
    assertThat(restarted.call("GET", read, "", Fabrikam.basic(token)).status()).isEqualTo(200);
    assertThat(
            restarted
                .call(
                    "PUT",
                    Fabrikam.write(again),
                    restarted.readWithSecret(again, "third").toString())
                .status())
        .isEqualTo(200);
    assertThat(restarted.devops.save().toString()).contains("third");
  }

  @Test
  void publishedPayloadIsServedAsItIsAndUpdatedWithoutAnyOtherChange() {
    AzureProject project =
        fabrikam.organization.project("c7e5f0b3-71fa-4429-9fb3-3321963a7c06", "TestProject");
    fabrikam.worker.joins(project.endpointAdministrators());
    var payload =
        (ObjectNode)
            World.JSON.readTree(
                """
                {"data":{},"id":"5e47a0d8-c745-44f8-8f93-784f18ff31c4","name":"MyNewServiceEndpoint",
                 "type":"Generic","url":"https://myserver","createdBy":{"displayName":"Chuck"},
                 "description":"","authorization":{"parameters":{"username":"myusername",
                 "password":"mypassword"},"scheme":"UsernamePassword"},"isShared":false,
                 "isReady":true,"owner":"Library","serviceEndpointProjectReferences":[
                 {"projectReference":{"id":"c7e5f0b3-71fa-4429-9fb3-3321963a7c06",
                 "name":"TestProject"},"name":"MyNewServiceEndpoint"}]}
                """);
    ServiceConnection connection =
        project.store(payload).organizationAdministrator(fabrikam.worker);
    String path =
        "/devops/fabrikam/TestProject/_apis/serviceendpoint/endpoints/"
            + connection.id()
            + "?api-version=7.1";

    var served = (ObjectNode) json(fabrikam.get(path));
    var expected = payload.deepCopy();
    ((ObjectNode) expected.path("authorization").path("parameters")).putNull("password");
    ((ObjectNode) served.path("authorization").path("parameters")).put("password", NEW);
    Answer updated = fabrikam.call("PUT", Fabrikam.write(connection), served.toString());

    assertThat(json(updated)).isEqualTo(expected);
    assertThat(json(fabrikam.get(path))).isEqualTo(expected);
    assertThat(connection.holds(NEW)).isTrue();
    assertThat(new String(updated.body(), StandardCharsets.UTF_8)).doesNotContain(NEW);
  }
}
