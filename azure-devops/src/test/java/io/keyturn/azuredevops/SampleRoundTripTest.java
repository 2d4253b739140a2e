package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.succeeded;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.keyturn.contracts.secret.ClientSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Microsoft's own published documents, kept outside the repository. */
class SampleRoundTripTest {

  @ParameterizedTest
  @CsvSource({
    "spec-endpoint-create-azurerm-manual-spnkey.json, serviceprincipalkey",
    "spec-endpoint-get.json, password",
    "spec-endpoint-update.json, password"
  })
  @Tag("A-20")
  @Tag("A-21")
  @DisplayName("A-20, A-21: a published document differs after an update in the secret only")
  void updateLeavesPublishedDocumentsAsTheyAre(String sample, String parameter) throws IOException {
    ObjectNode published =
        (ObjectNode)
            Json.MAPPER
                .readTree(Files.readString(samples().resolve(sample)))
                .at("/example/responses/200/body");
    UUID id = UUID.fromString(published.path("id").stringValue());
    ClientSecret secret = ClientSecret.of("[6g\"yXA5S20@MN+:~\\u00e9");
    ObjectNode expected = published.deepCopy();
    ((ObjectNode) expected.at("/authorization/parameters")).put(parameter, secret.reveal());

    try (ScriptedServer server = ScriptedServer.http()) {
      server.answer(json(200, published.toString()));
      ServiceConnections connections = Example.client(server).serviceConnections();
      ConnectionAddress address =
          new ConnectionAddress(Example.PROJECT, "TestProject", id, "published");
      ServiceConnection current = succeeded(connections.get(Example.ACTOR, address));
      succeeded(connections.update(Example.ACTOR, address, current, parameter, secret));

      assertThat(server.seen().getLast().body()).isEqualTo(expected.toString());
      assertThat(expected.toString()).isNotEqualTo(published.toString());
    }
  }

  private static Path samples() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path found = at.resolve("shared/azure-devops/samples");
      if (Files.isDirectory(found)) {
        return found;
      }
    }
    return abort("no folder shared/azure-devops/samples above this module: sample not checked");
  }
}
