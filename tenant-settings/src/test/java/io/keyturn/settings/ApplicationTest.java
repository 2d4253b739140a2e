package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ApplicationTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @Test
  void theListComesInParts() {
    tenant.connectedTo("pages" + tenant.id.toString().substring(0, 8));
    List<String> ids =
        IntStream.range(0, 5).mapToObj(i -> tenant.application().toString()).sorted().toList();

    List<String> seen = new ArrayList<>();
    String after = "";
    do {
      JsonNode page =
          tenant.get("/applications?limit=2" + (after.isEmpty() ? "" : "&after=" + after)).json();
      assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
      page.path("items").forEach(it -> seen.add(it.path("applicationId").asString()));
      after = page.path("next").asString("");
    } while (!after.isEmpty());

    assertThat(seen).containsExactlyElementsOf(ids);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"limit=0", "limit=201", "limit=x", "limit=-1", "after=x", "after=1-1-1-1-1"})
  void aWrongPartIsRefused(String query) {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    assertThat(tenant.get("/applications?" + query).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "https://Contoso.Vault.Azure.NET/, https://contoso.vault.azure.net",
    "https://contoso.vault.azure.net:443, https://contoso.vault.azure.net:443",
    "https://localhost:19443/vaults/Contoso, https://localhost:19443/vaults/contoso"
  })
  void vaultUrlsAreNormalized(String typed, String stored) {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    assertThat(save(typed, "s" + tenant.id).json().at("/secret/vaultUrl").asString())
        .isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://contoso.vault.azure.net",
        "https://vault.azure.net",
        "https://contoso.vault.azure.net.evil.example",
        "https://evil.example/contoso.vault.azure.net",
        "https://evil.example#.vault.azure.net",
        "https://evil.example?.vault.azure.net",
        "https://evil.example\\\\.vault.azure.net",
        "https://a.b.vault.azure.net",
        "https://contoso.vault.azure.net@evil.example",
        "https://user@contoso.vault.azure.net",
        "https://contoso.vault.azure.net:8443",
        "https://contoso.vault.azure.net/path",
        "https://localhost/../x",
        "https://169.254.169.254",
        "contoso",
        "file:///etc/passwd"
      })
  void vaultsElsewhereAreRefused(String typed) {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    Answer refused = save(typed, "s1");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.fieldCode("secret.vaultUrl")).isEqualTo("vault.not-allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a_b", "a.b", "a b", "../x"})
  void secretNamesAreKeyVaults(String name) {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);

    assertThat(save("https://contoso.vault.azure.net", name).fieldCode("secret.name"))
        .isEqualTo("secret.name");
  }

  @Test
  @DisplayName("A-09: an owner switches, binds and rotates, but does not say which secret is read")
  void anOwnerMayNotMoveTheSecret() {
    tenant.connectedTo("owned" + tenant.id.toString().substring(0, 8));
    UUID application = tenant.application();
    String mine = tenant.application("renamed", false);

    assertThat(asOwner(application, mine).status()).isEqualTo(200);
    assertThat(asOwner(application, mine.replace("billing-secret", "payroll-secret")).code())
        .isEqualTo("application.administrators-only");
    assertThat(
            asOwner(
                    application,
                    mine.replace(tenant.owner.toString(), UUID.randomUUID().toString()))
                .code())
        .isEqualTo("application.administrators-only");
    assertThat(tenant.get("/applications/" + application).json().at("/secret/name").asString())
        .startsWith("billing-secret");
  }

  @Test
  void anApplicationWithBindingsStays() {
    tenant.connectedTo("boundapp");
    UUID application = tenant.application();
    Tenant.must(
        tenant.post(
            "/applications/" + application + "/bindings",
            Tenant.binding("boundapp", UUID.randomUUID())),
        201);

    assertThat(tenant.delete("/applications/" + application).code()).isEqualTo("application.bound");
    UUID other = tenant.application();
    Tenant.must(tenant.delete("/applications/" + other), 204);
    assertThat(tenant.get("/applications/" + other).code()).isEqualTo("application.unknown");
  }

  private Answer asOwner(UUID application, String body) {
    return installation.call(
        tenant.ownerToken(), "PUT", tenant.path("/applications/" + application), body);
  }

  private Answer save(String vaultUrl, String name) {
    return tenant.put(
        "/applications/" + UUID.randomUUID(),
        """
        {"name": "x", "integrationEnabled": true, "owners": ["00000000-0000-4000-8000-00000000000f"],
         "secret": {"vaultUrl": "%s", "name": "%s"}}
        """
            .formatted(vaultUrl, name));
  }
}
