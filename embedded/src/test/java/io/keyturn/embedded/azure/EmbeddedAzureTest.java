package io.keyturn.embedded.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import io.keyturn.embedded.keyvault.Permission;
import io.keyturn.embedded.state.Stateful;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EmbeddedAzureTest {

  @TempDir Path directory;

  /** Counts; stands for the sites of Azure DevOps. */
  private static final class Counter implements Site, Stateful {

    private final AtomicInteger count = new AtomicInteger();

    @Override
    public String prefix() {
      return "/devops";
    }

    @Override
    public Answer handle(Request request) {
      return Answer.json(200, String.valueOf(count.incrementAndGet()));
    }

    @Override
    public String stateName() {
      return "counter";
    }

    @Override
    public JsonNode save() {
      return JsonMapper.shared().createObjectNode().put("count", count.get());
    }

    @Override
    public void restore(JsonNode saved) {
      count.set(saved.path("count").asInt());
    }
  }

  @Test
  void furtherSitesAreServedAndKeptLikeTheOthers() throws Exception {
    for (String expected : List.of("1", "2")) {
      try (Azure azure =
          new Azure(
              EmbeddedAzure.builder()
                  .dataDirectory(directory)
                  .sites(entra -> List.of(new Counter())))) {
        assertThat(azure.send(azure.to("/devops/x").POST(BodyPublishers.noBody())).body())
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aChangeIsOnDiskSoonAfterItsAnswerWithoutClosing() throws Exception {
    try (Azure azure =
        new Azure(
            EmbeddedAzure.builder()
                .dataDirectory(directory)
                .sites(entra -> List.of(new Counter())))) {
      azure.send(azure.to("/devops/x").POST(BodyPublishers.noBody()));

      Path file = directory.resolve("state/counter.json");
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (!(Files.exists(file) && Files.readString(file).contains("1"))) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whatIsNotToBeKeptIsGoneAfterClosing() {
    Path certificate;
    try (Azure azure = new Azure()) {
      certificate = azure.azure().caCertificate();
      assertThat(certificate).exists();
    }

    assertThat(certificate.getParent()).doesNotExist();
  }

  @Test
  void theSettingsPointToEverySite() {
    try (Azure azure = new Azure()) {
      String origin = "https://localhost:" + azure.azure().port();

      assertThat(azure.azure().settings())
          .containsEntry("azure.devops-url", origin + "/devops")
          .containsEntry("azure.devops-identity-url", origin + "/vssps")
          .containsEntry("azure.devops-accounts-url", origin + "/accounts")
          .containsEntry("azure.authority-host", origin + "/entra")
          .containsEntry("azure.graph-url", origin + "/graph")
          .containsEntry("azure.management-url", origin + "/management")
          .containsEntry("azure.key-vault-url", origin + "/vaults/{vault}")
          .containsEntry("azure.key-vault-hosts", "*.vault.azure.net,localhost")
          .containsEntry("azure.ca-certificate", azure.azure().caCertificate().toString());
    }
  }

  @Test
  void aVaultAnswersUnderItsHostNameToo() throws Exception {
    try (Azure azure = new Azure()) {
      azure
          .azure()
          .keyVault()
          .permit(Azure.VAULT, azure.servicePrincipal(), Permission.SECRETS_USER);
      azure.azure().keyVault().setSecret(Azure.VAULT, "shop", "one");
      String token = azure.token("https://vault.azure.net/.default");
      String request =
          "GET /secrets/shop?api-version=7.5 HTTP/1.1\r\nHost: contoso.vault.azure.net\r\n"
              + "Authorization: Bearer "
              + token
              + "\r\nConnection: close\r\n\r\n";

      try (var socket =
          azure
              .azure()
              .clientContext()
              .getSocketFactory()
              .createSocket("127.0.0.1", azure.azure().port())) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .contains("https://contoso.vault.azure.net/secrets/shop/");
      }
    }
  }
}
