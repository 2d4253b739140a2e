package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.NEW;
import static io.keyturn.embedded.devops.Fabrikam.OLD;
import static io.keyturn.embedded.devops.Fabrikam.bearer;
import static io.keyturn.embedded.devops.Fabrikam.json;
import static io.keyturn.embedded.devops.Fabrikam.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class UpdateTest {

  private final Fabrikam fabrikam = new Fabrikam();
  private final ServiceConnection azure = fabrikam.azure;

  @Test
  void wholeDocumentWithOneNewParameterIsSavedAndMasked() {
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);

    Answer answer = fabrikam.call("PUT", write(azure), document.toString());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(
            json(answer)
                .path("authorization")
                .path("parameters")
                .path("serviceprincipalkey")
                .isNull())
        .isTrue();
    assertThat(azure.holds(NEW)).isTrue();
    assertThat(azure.secretFingerprints())
        .containsExactly(StoredConnection.fingerprint(OLD), StoredConnection.fingerprint(NEW));
    assertThat(azure.updates()).isEqualTo(1);
  }

  @Test
  void projectLevelFormWorksToo() {
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);

    Answer answer = fabrikam.call("PUT", fabrikam.read(azure), document.toString());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(azure.holds(NEW)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "absent"})
  void secretThatIsNotSentIsLost(String sent) {
    ObjectNode document = fabrikam.readWithSecret(azure, "");
    ObjectNode parameters = (ObjectNode) document.path("authorization").path("parameters");
    switch (sent) {
      case "null" -> parameters.putNull("serviceprincipalkey");
      case "absent" -> parameters.remove("serviceprincipalkey");
      default -> parameters.put("serviceprincipalkey", sent);
    }

    Answer answer = fabrikam.call("PUT", write(azure), document.toString());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(azure.holds(OLD)).isFalse();
    assertThat(azure.secretFingerprints()).last().isEqualTo("lost");
    assertThat(json(fabrikam.get(fabrikam.read(azure))).toString())
        .contains("\"serviceprincipalkey\":null");
  }

  @Test
  void fieldsNobodyKnowsAreKeptAndEchoed() {
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    document.putObject("fromTheFuture").put("level", 3);

    fabrikam.call("PUT", write(azure), document.toString());

    assertThat(json(fabrikam.get(fabrikam.read(azure))).path("fromTheFuture").path("level").asInt())
        .isEqualTo(3);
  }

  @Test
  void changedSubscriptionNameIsAnInternalError() {
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    ((ObjectNode) document.path("data")).put("subscriptionName", "Renamed in Azure");

    Answer answer = fabrikam.call("PUT", write(azure), document.toString());

    assertThat(answer.status()).isEqualTo(500);
    assertThat(json(answer).path("message").asString()).startsWith("TF400898");
    assertThat(azure.holds(OLD)).isTrue();
  }

  @Test
  @Tag("FAULT-13")
  void administratorOfTheProjectAloneMayNotEdit() {
    azure.noLongerOrganizationAdministrator(fabrikam.worker);
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);

    Answer answer = fabrikam.call("PUT", write(azure), document.toString());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(json(answer).path("message").asString())
        .startsWith("You need to be an organisation/collection level Administrator");
    assertThat(azure.holds(OLD)).isTrue();
    assertThat(azure.updates()).isZero();
    assertThat(azure.writes()).singleElement().extracting(RecordedCall::status).isEqualTo(403);
  }

  @Test
  void idsMustMatch() {
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    document.put("id", Fabrikam.CLIENT);

    assertThat(fabrikam.call("PUT", write(azure), document.toString()).status()).isEqualTo(400);
  }

  @Test
  void projectReferencesAndAuthorizationAreRequired() {
    ObjectNode noReference = fabrikam.readWithSecret(azure, NEW);
    noReference.putArray("serviceEndpointProjectReferences");
    ObjectNode noAuthorization = fabrikam.readWithSecret(azure, NEW);
    noAuthorization.remove("authorization");

    Answer first = fabrikam.call("PUT", write(azure), noReference.toString());
    Answer second = fabrikam.call("PUT", write(azure), noAuthorization.toString());

    assertThat(json(first).path("message").asString())
        .isEqualTo("At least one project reference required to create an endpoint.");
    assertThat(json(second).path("typeKey").asString()).isEqualTo("ServiceEndpointException");
    assertThat(azure.holds(OLD)).isTrue();
  }

  @Test
  @Tag("FAULT-10")
  void referenceLeftOutIsUnshared() {
    azure.sharedWith(fabrikam.shipping, "prod-for-shipping");
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    var references = document.path("serviceEndpointProjectReferences");
    assertThat(references).hasSize(2);
    document.putArray("serviceEndpointProjectReferences").add(references.get(0));

    fabrikam.call("PUT", write(azure), document.toString());

    assertThat(azure.document().path("serviceEndpointProjectReferences")).hasSize(1);
    assertThat(azure.document().path("isShared").asBoolean()).isFalse();
  }

  @Test
  void nameOfASharedReferenceCannotBeChanged() {
    azure.sharedWith(fabrikam.shipping, "prod-for-shipping");
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    ((ObjectNode) document.path("serviceEndpointProjectReferences").get(0)).put("name", "other");

    Answer answer = fabrikam.call("PUT", write(azure), document.toString());

    assertThat(answer.status()).isEqualTo(500);
  }

  @Test
  void savingAnAutomaticConnectionMintsASecretOverOurs() {
    ServiceConnection automatic =
        fabrikam
            .payments
            .connection("auto")
            .automatic(Fabrikam.TENANT, Fabrikam.CLIENT, OLD, Fabrikam.SUBSCRIPTION, "Production")
            .organizationAdministrator(fabrikam.worker);

    fabrikam.call("PUT", write(automatic), fabrikam.readWithSecret(automatic, NEW).toString());

    assertThat(automatic.holds(NEW)).isFalse();
    assertThat(automatic.holds(OLD)).isFalse();
  }

  @Test
  void registryOfAzureRefusesANewSecret() {
    ServiceConnection acr =
        fabrikam
            .payments
            .connection("acr")
            .azureContainerRegistry(Fabrikam.TENANT, Fabrikam.CLIENT, OLD, "fabrikam.azurecr.io")
            .organizationAdministrator(fabrikam.worker);
    ObjectNode document = (ObjectNode) json(fabrikam.get(fabrikam.read(acr)));
    ((ObjectNode) document.path("authorization").path("parameters"))
        .put("servicePrincipalKey", NEW);

    Answer answer = fabrikam.call("PUT", write(acr), document.toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(json(answer).path("message").asString())
        .contains("Updated field: 'serviceprincipalkey'");
    assertThat(acr.holds(OLD)).isTrue();
  }

  @Test
  @Tag("FAULT-9")
  void connectionThatIsGoneCannotBeUpdated() {
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    azure.delete();

    assertThat(fabrikam.call("PUT", write(azure), document.toString()).status()).isEqualTo(404);
  }

  @Test
  void updatingManyEchoesTheKeysThatWereSent() {
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    String path = "/devops/fabrikam/_apis/serviceendpoint/endpoints?api-version=7.1";

    Answer answer = fabrikam.call("PUT", path, "[" + document + "]");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("\"serviceprincipalkey\":null")
        .doesNotContain(NEW);
    assertThat(azure.holds(NEW)).isTrue();
  }

  @Test
  void modificationShowsOnlyInThePreviewOf72() {
    fabrikam.call("PUT", write(azure), fabrikam.readWithSecret(azure, NEW).toString());

    var released = json(fabrikam.get(fabrikam.read(azure)));
    var preview = json(fabrikam.get(fabrikam.read(azure).replace("7.1", "7.2-preview.4")));

    assertThat(released.has("modificationDate")).isFalse();
    assertThat(preview.path("modifiedBy").path("displayName").asString()).isEqualTo("Keyturn");
    assertThat(preview.path("modificationDate").asString()).isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  @DisplayName("FAULT-5: applied, but not ready, failed or in progress")
  void appliedUpdateCanAnswerThatItIsNotReady() {
    azure
        .afterNextUpdate(AfterUpdate.NOT_READY)
        .afterNextUpdate(AfterUpdate.OPERATION_FAILED)
        .afterNextUpdate(AfterUpdate.OPERATION_IN_PROGRESS);
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);

    var notReady = json(fabrikam.call("PUT", write(azure), document.toString()));
    var failed = json(fabrikam.call("PUT", write(azure), document.toString()));
    var inProgress = json(fabrikam.call("PUT", write(azure), document.toString()));
    var readAfterwards = json(fabrikam.get(fabrikam.read(azure)));

    assertThat(notReady.path("isReady").asBoolean(true)).isFalse();
    assertThat(failed.path("operationStatus").path("state").asString()).isEqualTo("Failed");
    assertThat(inProgress.path("operationStatus").path("state").asString()).isEqualTo("InProgress");
    assertThat(readAfterwards.path("isReady").asBoolean()).isTrue();
    assertThat(azure.holds(NEW)).isTrue();
  }

  @Test
  @DisplayName("FAULT-4: applied, but answered 500")
  void appliedUpdateCanAnswer500() {
    azure.afterNextUpdate(AfterUpdate.ANSWERS_500);

    Answer answer =
        fabrikam.call("PUT", write(azure), fabrikam.readWithSecret(azure, NEW).toString());

    assertThat(answer.status()).isEqualTo(500);
    assertThat(azure.holds(NEW)).isTrue();
    assertThat(azure.updates()).isEqualTo(1);
  }

  @Test
  void creatorBecomesAdministratorOnBothLevels() {
    fabrikam.payments.assign(fabrikam.alice, "Creator");
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    document.put("name", "second");
    ((ObjectNode) document.path("serviceEndpointProjectReferences").get(0)).put("name", "second");
    String path = "/devops/fabrikam/_apis/serviceendpoint/endpoints?api-version=7.1";

    Answer created = fabrikam.call("POST", path, document.toString(), bearer(fabrikam.aliceToken));
    Answer again = fabrikam.call("POST", path, document.toString(), bearer(fabrikam.aliceToken));

    assertThat(created.status()).isEqualTo(200);
    ServiceConnection made = fabrikam.organization.connection(json(created).path("id").asString());
    ObjectNode edited = (ObjectNode) json(created);
    ((ObjectNode) edited.path("authorization").path("parameters"))
        .put("serviceprincipalkey", "third");
    assertThat(
            fabrikam
                .call("PUT", write(made), edited.toString(), bearer(fabrikam.aliceToken))
                .status())
        .isEqualTo(200);
    assertThat(json(again).path("typeKey").asString())
        .isEqualTo("DuplicateServiceConnectionException");
  }

  @Test
  @DisplayName("FAULT-9: converted to federation between read and write")
  void convertedConnectionRefusesTheDocumentReadBefore() {
    ObjectNode document = fabrikam.readWithSecret(azure, NEW);
    azure.convertToFederation();

    Answer answer = fabrikam.call("PUT", write(azure), document.toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(azure.holds(NEW)).isFalse();
    assertThat(azure.document().path("authorization").path("scheme").asString())
        .isEqualTo("WorkloadIdentityFederation");
    assertThat(azure.document().path("data").has("revertSchemeDeadline")).isTrue();
  }

  @Test
  void conversionTakesAShortBodyAndGoesBothWaysOnly() {
    String convert = write(azure) + "&operation=ConvertAuthenticationScheme";
    String body =
        """
        {"id":"%s","type":"azurerm","authorization":{"scheme":"WorkloadIdentityFederation"},
         "serviceEndpointProjectReferences":[]}
        """
            .formatted(azure.id());

    Answer converted = fabrikam.call("PUT", convert, body);
    Answer again = fabrikam.call("PUT", convert, body);
    Answer back =
        fabrikam.call(
            "PUT", convert, body.replace("WorkloadIdentityFederation", "ServicePrincipal"));

    assertThat(converted.status()).isEqualTo(200);
    assertThat(json(converted).toString()).doesNotContain("serviceprincipalkey");
    assertThat(json(again).path("message").asString()).startsWith("Converting endpoint type");
    assertThat(back.status()).isEqualTo(200);
    assertThat(azure.holds(OLD)).isFalse();
  }
}
