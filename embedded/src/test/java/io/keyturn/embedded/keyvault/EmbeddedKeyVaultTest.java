package io.keyturn.embedded.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceModifiedException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.keyturn.embedded.azure.Azure;
import io.keyturn.embedded.azure.EmbeddedAzure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKeyVaultTest {

  @TempDir Path directory;

  @Test
  void microsoftsClientWritesReadsAndListsVersions() {
    try (Azure azure = officer(new Azure())) {
      SecretClient client = azure.secrets();
      KeyVaultSecret first = client.setSecret("shop", "one");
      KeyVaultSecret second =
          client.setSecret(
              new KeyVaultSecret("shop", "two")
                  .setProperties(
                      new SecretProperties()
                          .setContentType("client secret")
                          .setTags(Map.of("keyId", "k2"))
                          .setExpiresOn(OffsetDateTime.parse("2030-01-01T00:00:00Z"))));

      assertThat(client.getSecret("shop").getValue()).isEqualTo("two");
      assertThat(client.getSecret("shop", first.getProperties().getVersion()).getValue())
          .isEqualTo("one");
      KeyVaultSecret read = client.getSecret("shop", second.getProperties().getVersion());
      assertThat(read.getProperties().getName()).isEqualTo("shop");
      assertThat(read.getProperties().getContentType()).isEqualTo("client secret");
      assertThat(read.getProperties().getTags()).containsEntry("keyId", "k2");
      assertThat(read.getProperties().getExpiresOn()).isEqualTo("2030-01-01T00:00:00Z");
      assertThat(client.listPropertiesOfSecretVersions("shop"))
          .extracting(SecretProperties::getVersion)
          .containsExactlyInAnyOrder(
              first.getProperties().getVersion(), second.getProperties().getVersion());
    }
  }

  @Test
  void sixtyOneSecretsComeInThreePages() {
    try (Azure azure = officer(new Azure())) {
      for (int i = 0; i < 61; i++) {
        azure.azure().keyVault().setSecret(Azure.VAULT, "s" + i, "v");
      }

      assertThat(azure.secrets().listPropertiesOfSecrets().streamByPage().toList())
          .extracting(page -> page.getValue().size())
          .containsExactly(25, 25, 11);
    }
  }

  // FAULT-15
  @Test
  void aDisabledVersionIsForbiddenUntilItIsEnabled() {
    try (Azure azure = officer(new Azure())) {
      SecretClient client = azure.secrets();
      SecretProperties version = client.setSecret("shop", "one").getProperties();

      client.updateSecretProperties(version.setEnabled(false));
      assertThatThrownBy(() -> client.getSecret("shop", version.getVersion()))
          .isInstanceOf(ResourceModifiedException.class)
          .hasMessageContaining("disabled secret");

      client.updateSecretProperties(version.setEnabled(true));
      assertThat(client.getSecret("shop").getValue()).isEqualTo("one");
    }
  }

  @Test
  void aDeletedNameIsTakenUntilRecoveredOrPurged() {
    try (Azure azure = officer(new Azure())) {
      SecretClient client = azure.secrets();
      client.setSecret("shop", "one");
      client.beginDeleteSecret("shop").waitForCompletion();

      assertThatThrownBy(() -> client.getSecret("shop"))
          .isInstanceOf(ResourceNotFoundException.class);
      assertThatThrownBy(() -> client.setSecret("shop", "two"))
          .isInstanceOfSatisfying(
              HttpResponseException.class,
              e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(409));

      client.beginRecoverDeletedSecret("shop").waitForCompletion();
      assertThat(client.getSecret("shop").getValue()).isEqualTo("one");

      client.beginDeleteSecret("shop").waitForCompletion();
      client.purgeDeletedSecret("shop");
      assertThat(client.setSecret("shop", "two").getValue()).isEqualTo("two");
    }
  }

  // Z-16
  @Test
  void eachDataActionNeedsItsOwnPermission() {
    try (Azure azure = new Azure()) {
      SecretClient client = azure.secrets();
      azure.azure().keyVault().setSecret(Azure.VAULT, "shop", "one");

      assertForbidden(() -> client.getSecret("shop"), "getSecret");

      azure
          .azure()
          .keyVault()
          .permit(Azure.VAULT, azure.servicePrincipal(), Permission.SECRETS_USER);
      assertThat(client.getSecret("shop").getValue()).isEqualTo("one");
      assertForbidden(() -> client.setSecret("shop", "two"), "setSecret");

      azure.azure().keyVault().permit(Azure.VAULT, azure.servicePrincipal(), Set.of());
      assertForbidden(() -> client.getSecret("shop"), "getSecret");
    }
  }

  @Test
  void aTokenOfAnotherTenantIsChallengedAgain() throws Exception {
    try (Azure azure = officer(new Azure())) {
      azure.azure().keyVault().addVault("foreign", "99999999-9999-4999-8999-999999999999");
      String token = azure.token("https://vault.azure.net/.default");
      var request = azure.to("/vaults/foreign/secrets?api-version=7.5");

      var answer = azure.send(request.header("Authorization", "Bearer " + token));

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
          .contains("99999999-9999-4999-8999-999999999999");
    }
  }

  @Test
  void everyNewVersionIsToldWhoeverMadeIt() {
    try (Azure azure = officer(new Azure())) {
      List<EmbeddedKeyVault.NewVersion> told = new ArrayList<>();
      azure.azure().keyVault().onNewVersion(told::add);

      String seeded = azure.azure().keyVault().setSecret(Azure.VAULT, "shop", "one");
      String sent = azure.secrets().setSecret("shop", "two").getProperties().getVersion();

      assertThat(told)
          .extracting(EmbeddedKeyVault.NewVersion::version)
          .containsExactly(seeded, sent);
    }
  }

  @Test
  void secretsSurviveARestartInFilesForTheirOwnerOnly() throws Exception {
    var builder = EmbeddedAzure.builder().dataDirectory(directory);
    try (Azure azure = officer(new Azure(builder))) {
      azure.secrets().setSecret("shop", "kept");
    }

    try (Azure azure = new Azure(builder)) {
      assertThat(azure.azure().restored()).isTrue();
      assertThat(azure.secrets().getSecret("shop").getValue()).isEqualTo("kept");
    }
    for (String file : List.of("state/keyvault.json", "state/entra.json", "ca-key.pem")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
          .isEqualTo("rw-------");
    }
    assertThat(directory.resolve("state/entra.json")).content().doesNotContain(Azure.SECRET);
  }

  private static Azure officer(Azure azure) {
    azure
        .azure()
        .keyVault()
        .permit(Azure.VAULT, azure.servicePrincipal(), Permission.SECRETS_OFFICER);
    return azure;
  }

  private static void assertForbidden(Runnable call, String action) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            HttpResponseException.class,
            e -> {
              assertThat(e.getResponse().getStatusCode()).isEqualTo(403);
              assertThat(e).hasMessageContaining("ForbiddenByRbac").hasMessageContaining(action);
            });
  }
}
