package io.keyturn.settings.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.entra.Application;
import io.keyturn.embedded.entra.Tenant;
import io.keyturn.embedded.keyvault.Permission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

@DisplayName("Decision 10: the keyring comes from the settings, a file or Key Vault")
class KeyringSourcesTest {

  private static final String K1 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final String K2 = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
  private static final String ENTRA = "7a3f1d52-0c4e-4b7a-8f53-6d1f4a3c9e01";
  private static final String CLIENT = "7a3f1d52-0c4e-4b7a-8f53-6d1f4a3c9e02";
  private static final String OBJECT = "7a3f1d52-0c4e-4b7a-8f53-6d1f4a3c9e03";
  private static final UUID TENANT = UUID.randomUUID();

  private @TempDir Path directory = Path.of("");

  @Test
  void aFileMayHoldAllOfIt() throws Exception {
    StoredCredentials credentials =
        read(Map.of(KeyFile.FILE, file("current-key=k2\nkeys.k1=" + K1 + "\nkeys.k2=" + K2)));

    assertThat(credentials.currentKey()).isEqualTo("k2");
    opens(credentials);
  }

  @Test
  void theSettingsGoBeforeAFile() throws Exception {
    StoredCredentials credentials =
        read(
            Map.of(
                KeyFile.FILE,
                file("current-key=k2\nkeys.k2=" + K2 + "\nkeys.k1=" + K2),
                Keyring.CURRENT,
                "k1",
                Keyring.KEYS + ".k1",
                K1));

    assertThat(credentials.currentKey()).isEqualTo("k1");
    opens(credentials);
  }

  @Test
  void aFileThatIsNotThereOrNoKeyringStopsTheStart() throws Exception {
    assertThatThrownBy(() -> read(Map.of(KeyFile.FILE, directory.resolve("none").toString())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(KeyFile.FILE);
    String broken = file("current-key=k1\nkeys.k1=canary\\u00zz");
    assertThatThrownBy(() -> read(Map.of(KeyFile.FILE, broken)))
        .isInstanceOf(IllegalStateException.class)
        .hasNoCause()
        .message()
        .doesNotContain("canary");
  }

  @Test
  void aSecretOfAVaultMayHoldAllOfIt() {
    try (EmbeddedAzure azure = EmbeddedAzure.start()) {
      Map<String, String> settings = installation(azure);
      azure
          .keyVault()
          .setSecret("contoso", "keyturn-keyring", "current-key=k1\nkeys.k1=" + K1 + "\n");

      opens(read(settings));
    }
  }

  @Test
  void aVaultThatDoesNotAnswerWithItStopsTheStart() {
    try (EmbeddedAzure azure = EmbeddedAzure.start()) {
      Map<String, String> settings = installation(azure);

      assertThatThrownBy(() -> read(settings))
          .isInstanceOf(IllegalStateException.class)
          .hasNoCause()
          .hasMessageContaining("404")
          .hasMessageContaining("Key Vault Secrets User");
    }
  }

  private Map<String, String> installation(EmbeddedAzure azure) {
    azure.entra().addTenant(new Tenant(ENTRA, "Contoso", "contoso.onmicrosoft.com"));
    azure.entra().addApplication(Application.of(ENTRA, OBJECT, CLIENT, "Keyturn"));
    azure.entra().seedSecret(CLIENT, "settings-secret");
    azure.keyVault().addVault("contoso", ENTRA);
    azure
        .keyVault()
        .permit(
            "contoso",
            azure.entra().servicePrincipalId(ENTRA, CLIENT).orElseThrow(),
            Permission.SECRETS_USER);
    Map<String, String> settings = new HashMap<>(azure.settings());
    settings.put("keyturn.identity.tenant-id", ENTRA);
    settings.put("keyturn.identity.client-id", CLIENT);
    settings.put("keyturn.identity.client-secret", "settings-secret");
    settings.put(VaultKeyring.URL, azure.vaultUrl("contoso"));
    return settings;
  }

  private static void opens(StoredCredentials credentials) {
    ClientSecret secret = ClientSecret.of("canary");
    assertThat(credentials.decrypt(credentials.encrypt(secret, TENANT, "column"), TENANT, "column"))
        .isEqualTo(secret);
  }

  private String file(String text) throws Exception {
    return Files.writeString(directory.resolve("keyring" + UUID.randomUUID()), text).toString();
  }

  private static StoredCredentials read(Map<String, String> settings) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("test", new HashMap<>(settings)));
    return new EncryptionSetup().storedCredentials(environment);
  }
}
