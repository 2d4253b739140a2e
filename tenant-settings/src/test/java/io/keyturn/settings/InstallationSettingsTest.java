package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.settings.Installation.Answer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Settings of the installation that decide who comes in, each in a process of its own. */
class InstallationSettingsTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final Tenant other = installation.tenant();
  private @TempDir Path directory = Path.of("");

  @Test
  void whereTenantsAreListedNoOtherIsServed() {
    try (var process = installation.start("--keyturn.tenants.admitted=" + tenant.id)) {
      assertThat(save(process, tenant, tenant.admin()).status()).isEqualTo(200);
      Answer refused = save(process, other, other.admin());
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.code()).isEqualTo("tenant.not-admitted");
      assertThat(other.get("/devops-settings").code()).isEqualTo("tenant.unknown");
    }
  }

  @Test
  void aListedTenantThatIsNoGuidStopsTheStart() {
    assertThatThrownBy(() -> installation.start("--keyturn.tenants.admitted=contoso.example"))
        .hasStackTraceContaining("keyturn.tenants.admitted must list the GUIDs");
  }

  @Test
  void listsMayBeWrittenAsListsInYaml() throws Exception {
    Path yaml = directory.resolve("more.yml");
    UUID worker = UUID.fromString("c11e0000-0000-4000-8000-000000000001");
    Files.writeString(
        yaml,
        """
        spring.security.oauth2.resourceserver.jwt.audiences:
          - api://keyturn
          - %s
        keyturn:
          worker-door:
            client-ids:
              - %s
          tenants:
            admitted:
              - %s
              - %s
        azure.key-vault-hosts:
          - "*.vault.azure.cn"
          - "*.vault.azure.net"
        """
            .formatted(TokenIssuer.AUDIENCE, worker, UUID.randomUUID(), tenant.id));
    try (var process =
        installation.startWithout("audiences", "--spring.config.additional-location=" + yaml)) {
      assertThat(save(process, tenant, tenant.admin()).status()).isEqualTo(200);
      assertThat(save(process, other, other.admin()).code()).isEqualTo("tenant.not-admitted");
      String path =
          "/api/v1/worker/tenants/"
              + tenant.id
              + "/applications/"
              + UUID.randomUUID()
              + "/rotation-settings";
      String worker1 =
          installation.entra.token(
              Installation.WORKERS_TENANT, UUID.randomUUID(), "Rotation.Worker");
      assertThat(installation.callAt(process, worker1, "GET", path, null).code())
          .isEqualTo("application.unknown");
    }
  }

  @Test
  void theIssuersMetadataSaysWhereItsKeysAre() {
    String issuer = installation.entra.authority() + "/" + tenant.id + "/v2.0";
    try (var process =
        installation.startWithout(
            "jwk-set-uri", "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer)) {
      assertThat(save(process, tenant, tenant.admin()).status()).isEqualTo(200);
      assertThat(save(process, other, other.admin()).status()).isEqualTo(401);
    }
  }

  @Test
  void whoWritesTooMuchWaits() {
    try (var process =
        installation.start("--keyturn.api.writes.burst=2", "--keyturn.api.writes.per-minute=1")) {
      String token = tenant.admin();
      assertThat(save(process, tenant, token).status()).isEqualTo(200);
      assertThat(save(process, tenant, token).status()).isEqualTo(200);
      Answer refused = save(process, tenant, token);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("writes.too-many");
      assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 60L);
      assertThat(
              installation
                  .callAt(process, token, "GET", tenant.path("/devops-settings"), null)
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  @DisplayName("A-27: whom to ask for help is the installation's to say")
  void theContactForHelpIsTheInstallationsOwn() {
    String help = "https://help.contoso.example";
    try (var process = installation.start("--keyturn.support.contact=" + help)) {
      assertThat(
              installation
                  .callAt(process, null, "GET", "/api/v1/openapi", null)
                  .json()
                  .at("/info/contact/url")
                  .asString())
          .isEqualTo(help);
    }
    assertThat(
            installation
                .call(null, "GET", "/api/v1/openapi", null)
                .json()
                .at("/info/contact")
                .isMissingNode())
        .isTrue();
  }

  @Test
  void figuresAndVersionAreToldAtTheManagementPortAlone() {
    save(installation.context, tenant, tenant.admin());
    try (var process =
        installation.start("--management.server.port=0", "--keyturn.metrics.sample=200ms")) {
      int there = process.getEnvironment().getRequiredProperty("local.management.port", int.class);
      URI figures = URI.create("http://127.0.0.1:" + there + "/actuator/prometheus");
      Installation.eventually(() ->
          installation
              .send(figures, null)
              .text()
              .lines()
              .anyMatch(line -> line.matches("keyturn_connectors[{].*\"connected\"[}] [0-9].*")));
      String told = installation.send(figures, null).text();

      assertThat(told)
          .contains("expires=\"7d\",kind=\"token\"", "keyturn_drift{", "keyturn_late{")
          .contains(
              "keyturn_consumer_lag{application=\"tenant-settings\",topic=\"rotation-output\"}")
          .contains("keyturn_figures_unknown{application=\"tenant-settings\"} 0.0")
          .doesNotContain(tenant.id.toString(), Installation.KEY);
      assertThat(installation.send(figures.resolve("info"), null).text()).contains("version");
      assertThat(installation.send(figures.resolve("env"), null).status()).isEqualTo(401);
      assertThat(installation.callAt(process, null, "GET", "/readyz", null).text())
          .isEqualTo("{\"status\":\"UP\"}");
      for (String endpoint : List.of("prometheus", "info", "metrics")) {
        String path = "/actuator/" + endpoint;
        assertThat(installation.callAt(process, null, "GET", path, null).status()).isEqualTo(401);
        assertThat(installation.callAt(process, tenant.admin(), "GET", path, null).status())
            .isEqualTo(404);
        assertThat(installation.call(null, "GET", path, null).status()).isEqualTo(401);
        assertThat(installation.call(tenant.admin(), "GET", path, null).status()).isEqualTo(404);
      }
    }
  }

  private Answer save(ServletWebServerApplicationContext process, Tenant of, String token) {
    return installation.callAt(
        process, token, "PUT", of.path("/devops-settings"), Tenant.SERVICE_PRINCIPAL_MODE);
  }
}
