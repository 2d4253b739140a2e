package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people edit the same thing: the second to save is told, when they want to be. */
class LostUpdateTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();
  private String applicationPath = "";

  @BeforeEach
  void somethingToEdit() {
    tenant.connectedTo("shop");
    applicationPath = "/applications/" + tenant.application();
  }

  @Test
  void anOutdatedEditIsRefusedAndNothingIsStored() {
    for (Edited edited : edited()) {
      String read = tenant.get(edited.path()).header("ETag");
      Answer first = put(edited.path(), edited.body(), Map.of("If-Match", read));
      Answer second = put(edited.path(), edited.body(), Map.of("If-Match", read));

      assertThat(first.status()).as(first.text()).isEqualTo(200);
      assertThat(second.status()).as(edited.path()).isEqualTo(412);
      assertThat(second.code()).isEqualTo("edit.outdated");
      assertThat(second.json().path("remedy").asString()).contains("If-Match");
      Answer now = tenant.get(edited.path());
      assertThat(now.text()).isEqualTo(first.text());
      assertThat(now.header("ETag")).isEqualTo(first.header("ETag")).isNotEqualTo(read);
    }
  }

  @Test
  void anEditWithoutIfMatchIsStoredAsBefore() {
    for (Edited edited : edited()) {
      assertThat(put(edited.path(), edited.body(), Map.of()).status()).isEqualTo(200);
    }
  }

  @Test
  void ofManyWhoReadTheSameStateOneSaves() throws Exception {
    for (Edited edited : edited()) {
      String read = tenant.get(edited.path()).header("ETag");
      Callable<Integer> save =
          () -> put(edited.path(), edited.body(), Map.of("If-Match", read)).status();
      try (var people = Executors.newFixedThreadPool(8)) {
        List<Integer> answers =
            people.invokeAll(IntStream.range(0, 8).mapToObj(_ -> save).toList()).stream()
                .map(Future::resultNow)
                .toList();
        assertThat(answers).as(edited.path()).containsOnly(200, 412).containsOnlyOnce(200);
      }
    }
  }

  @Test
  void onlyWhatIsNotThereIsMadeWhenTheCallerSaysSo() {
    for (Edited edited : edited()) {
      Answer refused = put(edited.path(), edited.body(), Map.of("If-None-Match", "*"));
      assertThat(refused.status()).as(edited.path()).isEqualTo(412);
      assertThat(refused.code()).isEqualTo("edit.exists");
    }
    Tenant fresh = installation.tenant();
    Map<String, String> onlyNew = Map.of("If-None-Match", "*");
    String path = fresh.path("/devops-settings");
    String body = Tenant.SERVICE_PRINCIPAL_MODE;
    assertThat(installation.call(fresh.admin(), "PUT", path, body, onlyNew).status())
        .isEqualTo(200);
    assertThat(installation.call(fresh.admin(), "PUT", path, body, onlyNew).status())
        .isEqualTo(412);
  }

  @Test
  void whatIsGoneMatchesNothing() {
    Tenant fresh = installation.tenant();

    Answer refused =
        installation.call(
            fresh.admin(),
            "PUT",
            fresh.path("/devops-settings"),
            Tenant.SERVICE_PRINCIPAL_MODE,
            Map.of("If-Match", "*"));

    assertThat(refused.code()).isEqualTo("edit.outdated");
    assertThat(fresh.get("/devops-settings").code()).isEqualTo("tenant.unknown");
  }

  @Test
  void anOutdatedDeleteIsRefused() {
    for (String path : List.of("/connectors/c-shop", applicationPath)) {
      Answer refused = call("DELETE", path, null, Map.of("If-Match", "\"0123\""));
      assertThat(refused.code()).isEqualTo("edit.outdated");
      String tag = tenant.get(path).header("ETag");
      assertThat(call("DELETE", path, null, Map.of("If-Match", "\"x\", " + tag)).status())
          .isEqualTo(204);
    }
  }

  @Test
  void aTagThatIsNoneIsMalformedAndAWeakOneNeverMatches() {
    String path = "/devops-settings";
    String tag = tenant.get(path).header("ETag");
    String body = Tenant.SERVICE_PRINCIPAL_MODE;

    assertThat(put(path, body, Map.of("If-Match", "abc")).code())
        .isEqualTo("precondition.malformed");
    assertThat(put(path, body, Map.of("If-Match", "")).status()).isEqualTo(400);
    assertThat(put(path, body, Map.of("If-Match", "W/" + tag)).code()).isEqualTo("edit.outdated");
  }

  private List<Edited> edited() {
    return List.of(
        new Edited("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE),
        new Edited("/connectors/c-shop", "{\"organization\": \"shop\"}"),
        new Edited(applicationPath, tenant.application("renamed", true)));
  }

  private Answer put(String path, String body, Map<String, String> headers) {
    return call("PUT", path, body, headers);
  }

  private Answer call(
      String method,
      String path,
      @org.jspecify.annotations.Nullable String body,
      Map<String, String> headers) {
    return installation.call(tenant.admin(), method, tenant.path(path), body, headers);
  }

  private record Edited(String path, String body) {}
}
