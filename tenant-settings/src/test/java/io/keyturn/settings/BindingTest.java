package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.settings.Installation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BindingTest {

  private final Installation installation = Installation.shared();
  private final Tenant tenant = installation.tenant();

  @Test
  @DisplayName("A-02, decision 3: several connections per application, each one organization's")
  void severalConnectionsPerApplication() {
    tenant.connectedTo("several");
    UUID application = tenant.application();

    Answer one = bind(tenant, application, "several", UUID.randomUUID());
    Answer other =
        bind(tenant, application, "https://dev.azure.com/Several/Shop", UUID.randomUUID());

    assertThat(one.status()).isEqualTo(201);
    assertThat(one.header("Location")).endsWith(one.json().path("id").asString());
    assertThat(other.status()).isEqualTo(201);
    assertThat(tenant.get("/applications/" + application + "/bindings").json().path("items"))
        .hasSize(2);
  }

  @Test
  @DisplayName("A-02: one connection is never bound twice, not even by another tenant")
  void aConnectionIsBoundOnce() {
    tenant.connectedTo("bound-once");
    UUID connection = UUID.randomUUID();
    UUID application = tenant.application();
    Tenant.must(bind(tenant, application, "bound-once", connection), 201);
    Tenant stranger = installation.tenant().connectedTo("Bound-Once");

    Answer again = bind(tenant, tenant.application(), "bound-once", connection);
    Answer strangers = bind(stranger, stranger.application(), "Bound-Once", connection);

    assertThat(again.status()).isEqualTo(409);
    assertThat(strangers.status()).isEqualTo(409);
    assertThat(strangers.code()).isEqualTo("connection.already-bound");
    assertThat(strangers.text())
        .doesNotContain(tenant.id.toString())
        .doesNotContain(application.toString())
        .isEqualTo(again.text());
  }

  @Test
  void anOrganizationWithoutConnectorIsRefused() {
    tenant.connectedTo("has-one");

    assertThat(bind(tenant, tenant.application(), "has-none", UUID.randomUUID()).code())
        .isEqualTo("connector.missing");
  }

  @Test
  @DisplayName("A-01, A-10: no new binding while a toggle is off, and what is bound stays bound")
  void bindingsSurviveTheToggles() {
    tenant.connectedTo("toggles");
    UUID application = tenant.application();
    Tenant.must(bind(tenant, application, "toggles", UUID.randomUUID()), 201);

    tenant.put("/applications/" + application, tenant.application("billing", false));
    assertThat(bind(tenant, application, "toggles", UUID.randomUUID()).code())
        .isEqualTo("application.integration-off");
    tenant.put("/devops-settings", Tenant.SERVICE_PRINCIPAL_MODE.replaceFirst("true", "false"));
    assertThat(bind(tenant, application, "toggles", UUID.randomUUID()).code())
        .isEqualTo("tenant.integration-off");

    assertThat(tenant.get("/applications/" + application + "/bindings").json().path("items"))
        .hasSize(1);
  }

  @Test
  void aBindingOfAnotherApplicationIsNotDeleted() {
    tenant.connectedTo("not-mine");
    UUID application = tenant.application();
    String binding =
        bind(tenant, application, "not-mine", UUID.randomUUID()).json().path("id").asString();

    assertThat(
            tenant.delete("/applications/" + tenant.application() + "/bindings/" + binding).code())
        .isEqualTo("binding.unknown");
    assertThat(tenant.get("/applications/" + application + "/bindings").json().path("items"))
        .hasSize(1);
  }

  @Test
  @DisplayName("A-02: of many who bind one connection at the same moment one succeeds")
  void aRaceHasOneWinner() throws Exception {
    UUID connection = UUID.randomUUID();
    List<Callable<Integer>> race = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Tenant racer = installation.tenant().connectedTo("race");
      for (int j = 0; j < 3; j++) {
        UUID application = racer.application();
        race.add(() -> bind(racer, application, "race", connection).status());
      }
    }

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> result : threads.invokeAll(race)) {
        statuses.add(result.get());
      }

      assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }
  }

  private static Answer bind(
      Tenant tenant, UUID application, String organization, UUID connection) {
    return tenant.post(
        "/applications/" + application + "/bindings", Tenant.binding(organization, connection));
  }
}
