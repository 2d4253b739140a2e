package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.encryption.ReEncrypt;
import io.keyturn.settings.encryption.ReEncryptCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** An installation of its own: other tests' credentials stay as they are. */
@DisplayName("Decision 10: keys can be changed while the service runs")
class ReEncryptTest {

  private static final String OTHER_KEY = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
  private static final String[] NEW_KEY = {
    "--keyturn.encryption.current-key=k2", "--keyturn.encryption.keys.k2=" + OTHER_KEY
  };

  private static final Installation OWN = new Installation();

  private final Installation installation = OWN;
  private @TempDir Path directory = Path.of("");

  @AfterAll
  static void stop() {
    OWN.context.close();
  }

  @Test
  void everyCredentialIsUnderTheNewKeyAndStillTheSame() {
    List<Tenant> tenants = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tenants.add(tenantWithTokens(i));
    }

    try (var process = installation.start(NEW_KEY)) {
      ReEncrypt.Result result = process.getBean(ReEncrypt.class).run();
      assertThat(result.done()).isEqualTo(40);
      assertThat(result.unreadable()).isEmpty();
      assertThat(process.getBean(ReEncrypt.class).run().done()).isZero();
    }

    assertThat(keysInUse()).containsExactly("k2");
    try (var process = installation.startWithout("k1", NEW_KEY)) {
      for (Tenant tenant : tenants) {
        assertThat(
                installation
                    .callAt(
                        process,
                        tenant.admin(),
                        "POST",
                        tenant.path("/connectors/own/verify"),
                        null)
                    .status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void whatIsSavedMeanwhileIsNotOverwritten() throws Exception {
    List<Tenant> tenants = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tenants.add(tenantWithTokens(i));
    }
    AtomicBoolean over = new AtomicBoolean();
    try (var process = installation.start(NEW_KEY);
        var people = Executors.newFixedThreadPool(10)) {
      List<Future<String>> last = new ArrayList<>();
      for (Tenant tenant : tenants) {
        last.add(people.submit(writing(process, tenant, over)));
      }
      assertThat(process.getBean(ReEncrypt.class).run().unreadable()).isEmpty();
      over.set(true);
      for (int i = 0; i < tenants.size(); i++) {
        String written = last.get(i).get();
        assertThat(
                tenants
                    .get(i)
                    .get("/devops-settings")
                    .json()
                    .at("/personalAccessTokenState/fingerprint")
                    .asString())
            .isEqualTo(written);
      }
    }
    assertThat(keysInUse()).containsExactly("k2");
  }

  /** Whoever waited for Azure DevOps saves what it read before: not the old ciphertext. */
  @Test
  void anEditThatBeganBeforeDoesNotBringTheOldKeyBack() {
    Tenant tenant = tenantWithTokens(1);
    try (var process = installation.start(NEW_KEY)) {
      installation.verification.meanwhile(
          organization(tenant), () -> process.getBean(ReEncrypt.class).run());
      String body =
          "{\"organization\": \"%s\", \"signIn\": {\"kind\": \"personalAccessToken\"}}"
              .formatted(organization(tenant));
      Tenant.must(tenant.put("/connectors/own", body), 200);
      assertThat(keysInUse()).containsExactly("k2");

      Tenant another = tenantWithTokens(2);
      installation.verification.meanwhile(
          organization(another), () -> process.getBean(ReEncrypt.class).run());
      Tenant.must(another.post("/connectors/own/verify", null), 200);
      assertThat(keysInUse()).containsExactly("k2");
    }
  }

  @Test
  void whatCannotBeReadIsNamedAndTheRestIsDone() {
    Tenant good = tenantWithTokens(1);
    Tenant bad = tenantWithTokens(2);
    installation
        .sql
        .sql("update tenant set personal_access_token = 'k0:AAAA' where tenant_id = ?")
        .param(bad.id)
        .update();

    try (var process = installation.start(NEW_KEY)) {
      ReEncrypt.Result result = process.getBean(ReEncrypt.class).run();
      assertThat(result.unreadable()).singleElement().asString().contains(bad.id.toString());
      assertThat(result.done()).isEqualTo(3);
    }
    Tenant.must(bad.put("/devops-settings", Tenant.PAT_MODE.formatted("pat-mended")), 200);
    assertThat(good.get("/devops-settings").status()).isEqualTo(200);
  }

  @Test
  void theCommandRunsBesideTheServiceAndSaysWhetherAllIsDone() throws Exception {
    Tenant tenant = tenantWithTokens(1);
    Path keys = directory.resolve("keyring");
    Files.writeString(keys, "current-key=k2\nkeys.k2=" + OTHER_KEY + "\n");

    int status =
        ReEncryptCommand.run(
            installation.application(),
            installation.arguments("current-key", "--keyturn.encryption.file=" + keys));

    assertThat(status).isZero();
    assertThat(keysInUse()).containsExactly("k2");
    installation
        .sql
        .sql("update tenant set personal_access_token = 'k0:AAAA' where tenant_id = ?")
        .param(tenant.id)
        .update();
    assertThat(
            ReEncryptCommand.run(
                installation.application(),
                installation.arguments("current-key", "--keyturn.encryption.file=" + keys)))
        .isEqualTo(1);
    Tenant.must(tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("pat-mended")), 200);
  }

  private Callable<String> writing(
      ServletWebServerApplicationContext process, Tenant tenant, AtomicBoolean over) {
    return () -> {
      String fingerprint = "";
      do {
        fingerprint =
            installation
                .callAt(
                    process,
                    tenant.admin(),
                    "PUT",
                    tenant.path("/devops-settings"),
                    Tenant.PAT_MODE.formatted("token-" + UUID.randomUUID()))
                .json()
                .at("/personalAccessTokenState/fingerprint")
                .asString();
      } while (!over.get());
      return fingerprint;
    };
  }

  private Tenant tenantWithTokens(int number) {
    Tenant tenant = installation.tenant();
    Tenant.must(tenant.put("/devops-settings", Tenant.PAT_MODE.formatted("pat-" + number)), 200);
    Tenant.must(
        tenant.post(
            "/connectors",
            """
            {"name": "own", "organization": "%s",
             "signIn": {"kind": "personalAccessToken", "personalAccessToken": "own-%d"}}
            """
                .formatted(organization(tenant), number)),
        201);
    return tenant;
  }

  private static String organization(Tenant tenant) {
    return "o" + tenant.id;
  }

  /** In whichever column: one that nobody declared is found here. */
  private List<String> keysInUse() {
    return installation
        .sql
        .sql(
            "select table_name, column_name from information_schema.columns"
                + " where table_schema = 'tenant_settings' and data_type = 'text'"
                + " and table_name <> 'flyway_schema_history'")
        .query((row, n) -> "select %2$s from %1$s".formatted(row.getString(1), row.getString(2)))
        .list()
        .stream()
        .flatMap(query ->
            installation.sql.sql(query).query((row, n) -> "" + row.getString(1)).list().stream())
        .filter(it -> it.matches("k[0-9]+:[A-Za-z0-9+/]+=*"))
        .map(it -> it.substring(0, it.indexOf(':')))
        .distinct()
        .toList();
  }
}
