package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.OLD;
import static io.keyturn.embedded.devops.Fabrikam.bearer;
import static io.keyturn.embedded.devops.Fabrikam.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ReadTest {

  private final Fabrikam fabrikam = new Fabrikam();
  private final String list =
      "/devops/fabrikam/Payments/_apis/serviceendpoint/endpoints?api-version=7.1";

  @Test
  void oneShowsTheSecretAsNullAndAListNotAtAll() {
    JsonNode one = json(fabrikam.get(fabrikam.read(fabrikam.azure)));
    Answer all = fabrikam.get(list);

    assertThat(one.path("authorization").path("parameters").has("serviceprincipalkey")).isTrue();
    assertThat(one.path("authorization").path("parameters").path("serviceprincipalkey").isNull())
        .isTrue();
    assertThat(json(all).path("count").asInt()).isEqualTo(1);
    assertThat(new String(all.body(), StandardCharsets.UTF_8))
        .doesNotContain("serviceprincipalkey", OLD);
  }

  @Test
  @Tag("FAULT-9")
  void unknownIdIs200AndTheWordNull() {
    Answer unknown = fabrikam.get(fabrikam.read(fabrikam.azure).replace(fabrikam.azure.id(), "x"));
    Answer otherProject =
        fabrikam.get(fabrikam.read(fabrikam.azure).replace(fabrikam.payments.id(), "Shipping"));

    assertThat(unknown.status()).isEqualTo(200);
    assertThat(json(unknown).isNull()).isTrue();
    assertThat(otherProject.status()).as("the worker does not see Shipping").isEqualTo(400);
    assertThat(json(otherProject).path("message").asString()).startsWith("VS800075");
  }

  @Test
  void readerGetsAPartialObjectAndAnEmptyList() {
    Member rita =
        fabrikam.organization.user(
            "99999999-0000-4000-8000-000000000009", "Rita", "rita@fabrikam.test");
    rita.joins(fabrikam.payments.readers());
    var headers =
        bearer(
            fabrikam.directory.token(
                Fabrikam.TENANT, "99999999-0000-4000-8000-000000000009", "", "Rita"));

    JsonNode one = json(fabrikam.call("GET", fabrikam.read(fabrikam.azure), "", headers));
    JsonNode all = json(fabrikam.call("GET", list, "", headers));

    assertThat(one.path("id").asString()).isEqualTo(fabrikam.azure.id());
    assertThat(one.propertyNames()).doesNotContain("authorization", "data", "type");
    assertThat(all.path("count").asInt()).isZero();
  }

  @Test
  void listIsFiltered() {
    fabrikam.payments.connection("images").dockerRegistry("https://r.test", "ci", "pw");
    ServiceConnection federated =
        fabrikam
            .payments
            .connection("federated")
            .federated(Fabrikam.TENANT, Fabrikam.CLIENT, Fabrikam.SUBSCRIPTION, "Production");

    assertThat(names(list)).containsExactly("prod", "images", "federated");
    assertThat(names(list + "&type=AzureRM")).containsExactly("prod", "federated");
    assertThat(names(list + "&authSchemes=workloadidentityfederation"))
        .containsExactly("federated");
    assertThat(names(list + "&endpointIds=" + federated.id())).containsExactly("federated");
    assertThat(names(list + "&endpointNames=images,prod")).containsExactly("prod", "images");
    assertThat(names(list + "&actionFilter=manage")).hasSize(3);
    assertThat(
            json(fabrikam.call(
                    "GET", list + "&actionFilter=manage", "", bearer(fabrikam.aliceToken)))
                .path("count")
                .asInt())
        .as("a contributor uses connections but administers none")
        .isZero();
  }

  @Test
  @Tag("FAULT-10")
  void sharedConnectionHasANamePerProjectAndNoStableOrder() {
    fabrikam.worker.joins(fabrikam.shipping.endpointAdministrators());
    fabrikam.azure.sharedWith(fabrikam.shipping, "prod-for-shipping");
    String fromShipping =
        fabrikam.read(fabrikam.azure).replace(fabrikam.payments.id(), fabrikam.shipping.id());

    JsonNode first = json(fabrikam.get(fabrikam.read(fabrikam.azure)));
    JsonNode second = json(fabrikam.get(fromShipping));

    assertThat(first.path("name").asString()).isEqualTo("prod");
    assertThat(second.path("name").asString()).isEqualTo("prod-for-shipping");
    assertThat(first.path("isShared").asBoolean()).isTrue();
    assertThat(first.path("serviceEndpointProjectReferences"))
        .containsExactlyInAnyOrderElementsOf(second.path("serviceEndpointProjectReferences"));
    assertThat(first.path("serviceEndpointProjectReferences").get(0))
        .isNotEqualTo(second.path("serviceEndpointProjectReferences").get(0));
  }

  @Test
  void sharingOnlyAddsAndTakesABareArray() {
    fabrikam.worker.joins(fabrikam.shipping.administrators());
    ObjectNode reference = World.JSON.createObjectNode();
    fabrikam.shipping.putReference(reference, "prod");
    String path = Fabrikam.write(fabrikam.azure);

    Answer object = fabrikam.call("PATCH", path, reference.toString());
    Answer array = fabrikam.call("PATCH", path, "[" + reference + "]");
    Answer rename =
        fabrikam.call("PATCH", path, "[" + reference.deepCopy().put("name", "other") + "]");

    assertThat(json(object).path("message").asString())
        .contains("Parameter name: endpointProjectReferences");
    assertThat(array.status()).isEqualTo(204);
    assertThat(array.body()).isEmpty();
    assertThat(rename.status()).isEqualTo(500);
    assertThat(fabrikam.azure.document().path("serviceEndpointProjectReferences")).hasSize(2);
    assertThat(fabrikam.azure.holds(OLD)).isTrue();
  }

  @Test
  void deletingFromTheLastProjectDeletesIt() {
    Answer answer =
        fabrikam.call(
            "DELETE", Fabrikam.write(fabrikam.azure) + "&projectIds=" + fabrikam.payments.id(), "");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(fabrikam.organization.connections()).isEmpty();
  }

  @Test
  void projectsArePagedByAHeader() {
    fabrikam.worker.joins(fabrikam.organization.projectCollectionAdministrators());
    String path = "/devops/fabrikam/_apis/projects?api-version=7.1&$top=1";

    Answer first = fabrikam.get(path);
    Answer last =
        fabrikam.get(path + "&continuationToken=" + first.headers().get("x-ms-continuationtoken"));

    assertThat(json(first).path("value").path(0).path("name").asString()).isEqualTo("Payments");
    assertThat(first.headers()).containsEntry("x-ms-continuationtoken", "1");
    assertThat(json(last).path("value").path(0).path("name").asString()).isEqualTo("Shipping");
    assertThat(last.headers()).doesNotContainKey("x-ms-continuationtoken");
  }

  @Test
  void discoveryPointsToThisServer() {
    JsonNode routes =
        json(fabrikam.call("OPTIONS", "/devops/fabrikam/_apis/serviceendpoint", "", Map.of()));
    JsonNode areas =
        json(fabrikam.call("GET", "/devops/fabrikam/_apis/resourceAreas", "", Map.of()));

    assertThat(routes.findValuesAsString("id")).contains("e85f1c62-adfc-4b74-b618-11a150fb195e");
    assertThat(areas.findValuesAsString("locationUrl"))
        .contains(
            "https://localhost:19443/devops/fabrikam/", "https://localhost:19443/vssps/fabrikam/");
  }

  @Test
  void executionHistoryIsPagedNewestFirst() {
    fabrikam.azure.usedBy("build", "succeeded").usedBy("deploy", "failed");
    String path =
        "/devops/fabrikam/Payments/_apis/serviceendpoint/%s/executionhistory?api-version=7.1&top=1"
            .formatted(fabrikam.azure.id());

    Answer first = fabrikam.get(path);
    String token = first.headers().get("x-ms-continuationtoken");
    Answer last = fabrikam.get(path + "&continuationToken=" + token);

    assertThat(json(first).path("value").get(0).path("data").path("result").asString())
        .isEqualTo("failed");
    assertThat(
            json(last).path("value").get(0).path("data").path("definition").path("name").asString())
        .isEqualTo("build");
    assertThat(last.headers()).doesNotContainKey("x-ms-continuationtoken");
  }

  private List<String> names(String path) {
    return json(fabrikam.get(path)).path("value").findValuesAsString("name").stream()
        .filter(name -> !name.equals("Payments"))
        .distinct()
        .toList();
  }
}
