package io.keyturn.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AzurermTargetTest implements SecretTargetContract {

  private final Scene scene = new Scene(Contoso.shared());

  @Override
  public Scene scene() {
    return scene;
  }

  @Override
  public ServiceConnection connection() {
    return scene.azurerm("payments-prod");
  }

  @Override
  public String working() {
    return scene.seeded();
  }

  @Override
  public String parameter() {
    return "serviceprincipalkey";
  }

  @Override
  public void signInElsewhere(ObjectNode document) {
    document.put("url", "https://management.chinacloudapi.cn/");
  }

  @Override
  public void becomeSomebodyElses(ObjectNode document) {
    document
        .withObjectProperty("authorization")
        .withObjectProperty("parameters")
        .put("serviceprincipalid", UUID.randomUUID().toString());
  }

  @Test // FAULT-9
  void aConnectionThatIsConvertedToFederationBetweenReadingAndWritingIsNotWritten() {
    ServiceConnection connection = connection();
    OpenTarget target = open();
    connection.convertToFederation();

    assertThat(target.update(ClientSecret.of(working()), Attempt::done))
        .isInstanceOfSatisfying(
            Refused.class,
            no -> assertThat(no.reason()).isEqualTo(Reason.CONNECTION_SCHEME_UNSUPPORTED));
    assertThat(connection.writes()).isEmpty();
  }

  @Test
  void aWrongSecretThatIsStoredIsSeenByVerification() {
    ServiceConnection connection = connection();
    OpenTarget target = open();
    connection.edit(document ->
        document
            .withObjectProperty("authorization")
            .withObjectProperty("parameters")
            .put("serviceprincipalkey", "canary-changed-by-hand"));

    assertThat(target.verify(ClientSecret.of(working())))
        .isInstanceOfSatisfying(
            RetryLater.class,
            later -> assertThat(later.reason()).isEqualTo(Reason.CANDIDATE_NOT_YET_VALID));
  }

  @Test
  void theSpellingOfTheParameterThatIsThereIsKept() {
    ServiceConnection connection =
        connection()
            .edit(document -> {
              ObjectNode parameters =
                  document.withObjectProperty("authorization").withObjectProperty("parameters");
              parameters.set("servicePrincipalKey", parameters.get("serviceprincipalkey"));
              parameters.remove("serviceprincipalkey");
            });

    open().update(ClientSecret.of(working()), Attempt::done);

    assertThat(connection.document().path("authorization").path("parameters").propertyNames())
        .contains("servicePrincipalKey")
        .doesNotContain("serviceprincipalkey");
  }
}
