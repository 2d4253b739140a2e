package io.keyturn.sandbox;

import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.entra.EmbeddedEntra;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Contoso: the tenant of the demo, its names and ids, and what happens in it. */
final class DemoTenant {

  static final String TENANT = "8f1d2c64-3b0a-4f5e-9d77-0f2f1f6f9a10";
  static final String ORGANIZATION = "contoso";
  static final String LABS = "contoso-labs";
  static final String VAULT = "contoso-demo";
  static final String VAULT_URL = "https://contoso-demo.vault.azure.net";
  static final String REGISTRY = "harbor";
  static final String REGISTRY_USER = "robot$storefront";

  static final String API_CLIENT_ID = "b7d2f0a4-51f3-4c0e-8f0b-2c1f6d9e0a01";
  static final String API_URI = "api://keyturn";
  static final String WORKER_CLIENT_ID = "c0a1e5d2-7b64-4d1f-9a3c-5e8f7a6b0b02";
  static final String DEVOPS_CLIENT_ID = "d4b8c3f6-2e95-4a7d-b1c0-7f3a9d8e0c03";
  static final String CLI_CLIENT_ID = "e9c6a7b8-4d13-4f2a-8e5b-0a1b2c3d0d04";

  /** What people sign in with from a command line: a public client, which has no secret. */
  static final String PEOPLE_CLIENT_ID = "fad7b8c9-5e24-403b-9f6c-1b2c3d4e0e05";

  static final String ADMINISTRATOR = "0a4f7c1e-9b2d-4e6a-8c3f-1d5e7f900e05";
  static final String OWNER = "1b5a8d2f-ac3e-4f7b-9d40-2e6f80a11f06";
  static final String AUDITOR = "2c6b9e30-bd4f-4a8c-8e51-3f7091b22a07";
  static final String GUEST = "3d7caf41-ce50-4b9d-9f62-4081a2c33b08";
  static final String NOBODY = "4e8db052-df61-4cae-a073-5192b3d44c09";
  static final String GUESTS_HOME = "9a2e3d75-4c1b-4b6f-8e88-1a3a2a7a0b11";

  /** The applications of the demo by name, with their client ids. */
  enum App {
    PAYMENTS("51c7d7e2-6a40-4cf8-8a3e-7b9f0c6f2a11"),
    STOREFRONT("62d8e8f3-7b51-4d09-9b4f-8ca01d703b12"),
    INVOICING("73e9f904-8c62-4e1a-ac50-9db12e814c13"),
    REPORTING("84fa0a15-9d73-4f2b-bd61-aec23f925d14"),
    ANALYTICS("950b1b26-ae84-403c-8e72-bfd340a36e15"),
    WAREHOUSE("a61c2c37-bf95-414d-9f83-c0e451b47f16"),
    ARCHIVE("b72d3d48-c0a6-425e-a094-d1f562c58017"),
    MAILER("c83e4e59-d1b7-436f-b1a5-e20673d69118");

    final String clientId;

    App(String clientId) {
      this.clientId = clientId;
    }

    String title() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    String secretName() {
      return title() + "-client-secret";
    }
  }

  /**
   * A secret that was just renewed.
   *
   * @param value what the connections shall hold in the end
   */
  record Renewed(SecretVersion version, String value) {
    @Override
    public String toString() {
      return "Renewed[" + version + "]";
    }
  }

  private final DemoAzure demo;
  private final Map<String, ServiceConnection> connections = new TreeMap<>();

  DemoTenant(DemoAzure demo) {
    this.demo = demo;
  }

  /** Remembers a seeded connection under its name. */
  void remember(ServiceConnection connection) {
    connections.put(connection.name(), connection);
  }

  ServiceConnection connection(String name) {
    ServiceConnection connection = connections.get(name);
    if (connection == null) {
      throw new IllegalArgumentException("the demo has no service connection " + name);
    }
    return connection;
  }

  /**
   * Renews an application's secret the way its owner's own tooling would: at Entra, or at the
   * registry, and then as a new version in Key Vault.
   */
  Renewed renew(App app) {
    EmbeddedAzure azure = demo.azure();
    String value;
    if (app == App.STOREFRONT) {
      value = Settings.random();
      azure.registries().user(REGISTRY, REGISTRY_USER, value);
    } else {
      EmbeddedEntra.NewSecret added =
          azure.entra().addSecret(app.clientId, "renewed by contoso", Duration.ofDays(180));
      value = added.secretText();
    }
    String version = azure.keyVault().setSecret(VAULT, app.secretName(), value);
    return new Renewed(new SecretVersion(VAULT_URL, app.secretName(), version), value);
  }
}
