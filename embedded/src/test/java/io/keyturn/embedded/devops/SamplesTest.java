package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.NEW;
import static io.keyturn.embedded.devops.Fabrikam.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keyturn.embedded.devops.spec.SpecConformance;
import io.keyturn.embedded.http.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Microsoft's published payloads as they are, where their folder is at hand. */
class SamplesTest {

  private final Fabrikam fabrikam = new Fabrikam();

  @ParameterizedTest
  @CsvSource({
    "spec-endpoint-get.json, password",
    "spec-endpoint-update.json, password",
    "spec-endpoint-create-azurerm-manual-spnkey.json, serviceprincipalkey",
  })
  void payloadIsServedAndUpdatedWithoutAnyOtherChange(String sample, String secretName)
      throws IOException {
    ObjectNode payload = (ObjectNode) body(sample);
    JsonNode reference =
        payload.path("serviceEndpointProjectReferences").get(0).path("projectReference");
    AzureProject project =
        fabrikam.organization.project(
            reference.path("id").asString(), reference.path("name").asString());
    fabrikam.worker.joins(project.endpointAdministrators());
    ServiceConnection connection =
        project.store(payload).organizationAdministrator(fabrikam.worker);
    String path =
        "/devops/fabrikam/%s/_apis/serviceendpoint/endpoints/%s?api-version=7.1"
            .formatted(project.id(), connection.id());

    ObjectNode served = (ObjectNode) json(fabrikam.get(path));
    assertThat(served).isEqualTo(payload);
    ((ObjectNode) served.path("authorization").path("parameters")).put(secretName, NEW);
    Answer updated = fabrikam.call("PUT", Fabrikam.write(connection), served.toString());

    assertThat(updated.status()).isEqualTo(200);
    assertThat(json(updated)).isEqualTo(payload);
    assertThat(json(fabrikam.get(path))).isEqualTo(payload);
    assertThat(connection.holds(NEW)).isTrue();
  }

  private static JsonNode body(String sample) throws IOException {
    Optional<Path> specs = SpecConformance.findSpecs();
    assumeTrue(specs.isPresent(), "no folder shared/azure-devops here or above: skipped");
    Path file = specs.orElseThrow().resolveSibling("samples").resolve(sample);
    return World.JSON
        .readTree(Files.readString(file))
        .path("example")
        .path("responses")
        .path("200")
        .path("body");
  }
}
