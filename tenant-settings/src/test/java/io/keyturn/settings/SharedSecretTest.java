package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two applications never renew one secret in Key Vault. */
class SharedSecretTest {

  private static final String CARRIED = "\"automatic\": false";
  private static final String RENEWED = "\"automatic\": true";
  private static final String SCHEDULED =
      "\"automatic\": false, \"schedule\": {\"kind\": \"interval\", \"every\": \"PT720H\"}";

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private final Tenant other = installation.tenant();
  private final UUID first = UUID.randomUUID();
  private final UUID second = UUID.randomUUID();
  private final String secret = "shop-" + UUID.randomUUID();

  @BeforeEach
  void settings() {
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
    other.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE);
  }

  @Test
  void theOtherApplicationIsNamedWhereItIsOfTheSameTenant() {
    Tenant.must(save(tenant, first, RENEWED), 200);

    Answer refused = save(tenant, second, CARRIED);

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("secret.taken");
    assertThat(refused.fieldCode("secret.name")).isEqualTo("secret.taken");
    assertThat(refused.json().path("detail").asString())
        .contains("app " + first, first.toString(), secret);
    assertThat(refused.json().path("remedy").asString()).contains("a name of its own");
    assertThat(tenant.get("/applications/" + second).status()).isEqualTo(404);
  }

  @Test
  void anotherTenantsApplicationIsNotNamed() {
    Tenant.must(save(other, first, RENEWED), 200);

    Answer refused = save(tenant, second, RENEWED);

    assertThat(refused.code()).isEqualTo("secret.taken");
    assertThat(refused.json().path("detail").asString()).contains("of another tenant");
    assertThat(refused.text())
        .doesNotContain(first.toString())
        .doesNotContain("app " + first)
        .doesNotContain(other.id.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {RENEWED, SCHEDULED})
  void whatIsCarriedOnlyMayBeSharedUntilEitherRenewsIt(String renewing) {
    Tenant.must(save(tenant, first, CARRIED), 200);
    Tenant.must(save(tenant, second, CARRIED), 200);
    Tenant.must(save(other, first, CARRIED), 200);

    assertThat(save(tenant, first, renewing).code()).isEqualTo("secret.taken");
    assertThat(save(other, first, renewing).code()).isEqualTo("secret.taken");
    Tenant.must(save(tenant, second, CARRIED), 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://CONTOSO.vault.azure.net", "https://contoso.vault.azure.net:443/"})
  void oneSecretIsOneHoweverItIsWritten(String vault) {
    Tenant.must(save(tenant, first, RENEWED), 200);

    Answer refused =
        tenant.put(
            "/applications/" + second,
            body(second, RENEWED)
                .replace("https://contoso.vault.azure.net", vault)
                .replace(secret, secret.toUpperCase(java.util.Locale.ROOT)));

    assertThat(refused.code()).isEqualTo("secret.taken");
  }

  @Test
  void aVaultOfTheSameNameInAnotherCloudIsAnotherOne() {
    Tenant.must(save(tenant, first, RENEWED), 200);

    Tenant.must(
        tenant.put(
            "/applications/" + second,
            body(second, RENEWED)
                .replace("https://contoso.vault.azure.net", "https://localhost:1/vaults/contoso")),
        200);
  }

  @Test
  void whatWasStoredBeforeTheRuleCanBeEditedAndMended() {
    Tenant.must(save(tenant, first, RENEWED), 200);
    UUID elsewhere = UUID.randomUUID();
    Tenant.must(save(tenant, elsewhere, RENEWED, secret + "-x"), 200);
    installation
        .sql
        .sql("update application set secret_name = ? where application_id = ?")
        .params(secret, elsewhere)
        .update();

    Tenant.must(save(tenant, elsewhere, RENEWED), 200);
    Tenant.must(save(tenant, elsewhere, CARRIED), 200);
    assertThat(save(tenant, elsewhere, RENEWED).code()).isEqualTo("secret.taken");
    Tenant.must(save(tenant, elsewhere, RENEWED, secret + "-y"), 200);
  }

  @Test
  void aSecretIsFreeAgainWhenItsApplicationIsGone() {
    Tenant.must(save(other, first, RENEWED), 200);
    Tenant.must(other.delete("/applications/" + first), 204);

    Tenant.must(save(tenant, second, RENEWED), 200);
  }

  @Test
  void ofSavesAtTheSameMomentOneComesThrough() throws Exception {
    List<Callable<Integer>> saves =
        IntStream.range(0, 12)
            .<Callable<Integer>>mapToObj(
                i -> () -> save(i % 2 == 0 ? tenant : other, UUID.randomUUID(), RENEWED).status())
            .toList();

    try (ExecutorService at = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> answers = at.invokeAll(saves).stream().map(Future::resultNow).sorted().toList();

      assertThat(answers.getFirst()).isEqualTo(200);
      assertThat(answers.subList(1, answers.size())).containsOnly(409);
    }
  }

  @Test
  void anOwnerIsNotToldOfOthersApplications() {
    Tenant.must(save(tenant, first, CARRIED), 200);
    Tenant.must(
        tenant.put(
            "/applications/" + second,
            body(second, CARRIED).replace(tenant.owner.toString(), UUID.randomUUID().toString())),
        200);

    Answer refused =
        installation.call(
            tenant.ownerToken(),
            "PUT",
            tenant.path("/applications/" + first),
            body(first, RENEWED));

    assertThat(refused.code()).as(refused.text()).isEqualTo("secret.taken");
    assertThat(refused.text()).doesNotContain(second.toString());
  }

  private Answer save(Tenant of, UUID id, String more) {
    return save(of, id, more, secret);
  }

  private Answer save(Tenant of, UUID id, String more, String name) {
    return of.put("/applications/" + id, body(id, more).replace(secret, name));
  }

  private String body(UUID id, String more) {
    return """
    {"name": "app %s", "integrationEnabled": true, "owners": ["%s"], %s,
     "secret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "%s"}}
    """
        .formatted(id, tenant.owner, more, secret);
  }
}
