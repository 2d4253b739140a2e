package io.keyturn.embedded.devops;

import static io.keyturn.embedded.devops.Fabrikam.CLIENT;
import static io.keyturn.embedded.devops.Fabrikam.NEW;
import static io.keyturn.embedded.devops.Fabrikam.OLD;
import static io.keyturn.embedded.devops.Fabrikam.SUBSCRIPTION;
import static io.keyturn.embedded.devops.Fabrikam.TENANT;
import static io.keyturn.embedded.devops.Fabrikam.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.http.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EndpointProxyTest {

  static final String TEST_STORED =
      """
      {"dataSourceDetails":{"dataSourceName":"TestConnection"},"resultTransformationDetails":{}}
      """;

  private final Fabrikam fabrikam = new Fabrikam();

  @Test
  void storedSecretIsTested() {
    JsonNode result = json(test(fabrikam.azure, TEST_STORED));

    assertThat(result.path("statusCode").asString()).isEqualTo("ok");
    assertThat(result.path("result").isArray()).isTrue();
    assertThat(result.path("errorMessage").asString("?")).isEmpty();
  }

  @Test
  void candidateIsTestedInPlaceOfTheStoredSecret() {
    JsonNode good = json(test(fabrikam.azure, inline(NEW)));
    Answer answer = test(fabrikam.azure, inline("wrong"));

    assertThat(good.path("statusCode").asString()).isEqualTo("ok");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(json(answer).path("statusCode").asString()).isEqualTo("badRequest");
    assertThat(json(answer).path("errorMessage").asString()).contains("AADSTS7000215");
    assertThat(fabrikam.azure.holds(OLD)).isTrue();
    assertThat(fabrikam.azure.writes()).isEmpty();
  }

  @Test
  void goodSecretWithoutARoleOnTheSubscriptionIsForbidden() {
    String elsewhere = inline(NEW).replace(SUBSCRIPTION, "99999999-0000-4000-8000-000000000009");

    JsonNode result = json(test(fabrikam.azure, elsewhere));

    assertThat(result.path("statusCode").asString()).isEqualTo("forbidden");
    assertThat(result.path("errorMessage").asString()).doesNotContain("AADSTS");
  }

  @Test
  void otherSpellingOfAParameterIsNotUnderstood() {
    JsonNode result = json(test(fabrikam.azure, inline(NEW).replace("tenantid", "tenantId")));

    assertThat(result.path("statusCode").asString()).isEqualTo("badRequest");
  }

  @Test
  void registrysTestProvesNothing() {
    ServiceConnection docker =
        fabrikam.payments.connection("images").dockerRegistry("https://r.test", "ci", "pw");
    String wrong =
        """
        {"dataSourceDetails":{"dataSourceName":"TestConnection"},
         "serviceEndpointDetails":{"type":"dockerregistry","url":"https://hub.docker.com/",
         "authorization":{"scheme":"UsernamePassword","parameters":{"password":"wrong"}}}}
        """;

    assertThat(json(test(docker, wrong)).path("statusCode").asString()).isEqualTo("ok");
  }

  @Test
  void unknownDataSourceOrConnectionIsRefused() {
    Answer source = test(fabrikam.azure, TEST_STORED.replace("TestConnection", "Other"));
    Answer type =
        test(fabrikam.payments.connection("any").generic("https://g.test", "u", "p"), TEST_STORED);
    fabrikam.azure.delete();
    Answer connection = test(fabrikam.azure, TEST_STORED);

    assertThat(source.status()).isEqualTo(400);
    assertThat(type.status()).isEqualTo(400);
    assertThat(connection.status()).isEqualTo(404);
  }

  private Answer test(ServiceConnection connection, String body) {
    return fabrikam.call(
        "POST",
        "/devops/fabrikam/Payments/_apis/serviceendpoint/endpointproxy?api-version=7.1&endpointId="
            + connection.id(),
        body);
  }

  private static String inline(String secret) {
    ObjectNode body = (ObjectNode) World.JSON.readTree(TEST_STORED);
    ObjectNode details = body.putObject("serviceEndpointDetails");
    details.put("type", "azurerm");
    details.put("url", "https://management.azure.com/");
    details.putObject("data").put("subscriptionId", SUBSCRIPTION);
    ObjectNode authorization = details.putObject("authorization");
    authorization.put("scheme", "ServicePrincipal");
    authorization
        .putObject("parameters")
        .put("tenantid", TENANT)
        .put("serviceprincipalid", CLIENT)
        .put("serviceprincipalkey", secret);
    return body.toString();
  }
}
