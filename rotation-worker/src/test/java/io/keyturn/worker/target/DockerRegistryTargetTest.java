package io.keyturn.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DockerRegistryTargetTest implements SecretTargetContract {

  private final Scene scene = new Scene(Contoso.shared());

  @Override
  public Scene scene() {
    return scene;
  }

  @Override
  public ServiceConnection connection() {
    return scene.docker("storefront", Contoso.BASIC_REGISTRY);
  }

  @Override
  public String working() {
    return scene.renewPassword(Contoso.BASIC_REGISTRY).value();
  }

  @Override
  public String parameter() {
    return "password";
  }

  @Override
  public void becomeSomebodyElses(ObjectNode document) {
    document
        .withObjectProperty("authorization")
        .withObjectProperty("parameters")
        .put("registry", "https://contoso.azurecr.io")
        .put("username", "somebody");
  }

  @Override
  public void signInElsewhere(ObjectNode document) {
    document
        .withObjectProperty("authorization")
        .withObjectProperty("parameters")
        .put("registry", "https://registry.example");
  }

  @Test
  void aPasswordThatTheRegistryNoLongerAcceptsIsSeenByVerification() {
    connection();
    OpenTarget target = open();
    String stored = working();
    target.update(ClientSecret.of(stored), Attempt::done);
    working();

    assertThat(target.verify(ClientSecret.of(stored)))
        .isInstanceOfSatisfying(
            RetryLater.class,
            later -> assertThat(later.reason()).isEqualTo(Reason.CANDIDATE_NOT_YET_VALID));
  }

  @Test
  void itIsProvenAtTheRegistryAndNotByAzureDevOpsWhichAsksDockerHub() {
    ServiceConnection connection = connection();

    open().prove(ClientSecret.of(working()));

    assertThat(connection.calls()).noneMatch(call -> call.path().contains("endpointproxy"));
  }
}
