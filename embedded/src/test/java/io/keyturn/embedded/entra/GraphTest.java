package io.keyturn.embedded.entra;

import static io.keyturn.embedded.azure.Azure.APPLICATION;
import static io.keyturn.embedded.azure.Azure.OBJECT;
import static io.keyturn.embedded.azure.Azure.SECRET;
import static io.keyturn.embedded.azure.Azure.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.azure.Azure;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GraphTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ADD = "/graph/v1.0/applications/" + OBJECT + "/addPassword";
  private static final String REMOVE = "/graph/v1.0/applications/" + OBJECT + "/removePassword";

  private Azure azure;
  private String token;

  @BeforeEach
  void anOwnerOfItself() {
    azure = new Azure();
    azure
        .azure()
        .entra()
        .changeApplication(
            APPLICATION, application -> application.withOwners(List.of(azure.servicePrincipal())));
    token = azure.token("https://graph.microsoft.com/.default");
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/graph/v1.0/applications/" + OBJECT,
        "/graph/v1.0/applications(appId='" + APPLICATION + "')"
      })
  void anApplicationIsFoundByItsObjectIdOrAlternateKey(String path) throws Exception {
    JsonNode found = JSON.readTree(get(path.replace("'", "%27")).body());

    assertThat(found.path("appId").asString()).isEqualTo(APPLICATION);
    assertThat(found.path("id").asString()).isEqualTo(OBJECT);
  }

  @Test
  void anApplicationIsFoundByAFilter() throws Exception {
    String filter = "/graph/v1.0/applications?$filter=appId%20eq%20%27" + APPLICATION + "%27";

    assertThat(JSON.readTree(get(filter).body()).path("value")).hasSize(1);
  }

  @Test
  void neitherTheClientIdNorTheServicePrincipalIsAnApplicationsObjectId() throws Exception {
    assertThat(get("/graph/v1.0/applications/" + APPLICATION).statusCode()).isEqualTo(404);
    assertThat(get("/graph/v1.0/applications/" + azure.servicePrincipal()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aNewPasswordIsShownOnceAndWorksUntilItIsRemoved() throws Exception {
    JsonNode added =
        JSON.readTree(
            post(
                    ADD,
                    """
                    {"passwordCredential": {"displayName": "Keyturn r1", "endDateTime": "2099-01-01T00:00:00Z"}}\
                    """)
                .body());
    String secret = added.path("secretText").asString();
    EmbeddedEntra entra = azure.azure().entra();

    assertThat(secret).hasSizeBetween(16, 64).startsWith(added.path("hint").asString());
    assertThat(entra.tryClientSecret(TENANT, APPLICATION, secret).accepted()).isTrue();
    assertThat(entra.tryClientSecret(TENANT, APPLICATION, SECRET).accepted()).isTrue();
    assertThat(get("/graph/v1.0/applications/" + OBJECT + "/passwordCredentials").body())
        .contains("Keyturn r1")
        .doesNotContain(secret);

    String key = "{\"keyId\": \"" + added.path("keyId").asString() + "\"}";
    assertThat(post(REMOVE, key).statusCode()).isEqualTo(204);
    assertThat(entra.tryClientSecret(TENANT, APPLICATION, secret).accepted()).isFalse();
    assertThat(post(REMOVE, key).statusCode()).isEqualTo(400);
  }

  @Test
  void onlyAnOwnerOrAnAdministratorOfAllChangesPasswords() throws Exception {
    EmbeddedEntra entra = azure.azure().entra();
    entra.changeApplication(APPLICATION, application -> application.withOwners(List.of()));
    assertThat(post(ADD, "{}").statusCode()).isEqualTo(403);

    entra.assignRole(
        TENANT, azure.servicePrincipal(), Graph.CLIENT_ID, "Application.ReadWrite.All");
    assertThat(post(ADD, "{}").statusCode()).isEqualTo(200);
  }

  // FAULT-16
  @ParameterizedTest
  @ValueSource(ints = {400, 409})
  void aConflictIsAnsweredAsToldAndChangesNothing(int status) throws Exception {
    azure.azure().graph().conflict(status, 1);

    assertThat(post(ADD, "{}").statusCode()).isEqualTo(status);
    assertThat(azure.azure().entra().application(APPLICATION).orElseThrow().passwords()).hasSize(1);
    assertThat(post(ADD, "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void aPolicyForbidsOrShortensSecrets() throws Exception {
    azure.azure().graph().passwordPolicy(true, Duration.ofDays(90));
    assertThat(post(ADD, "{}").body()).contains("exceeds the max value");

    azure.azure().graph().passwordPolicy(false, null);
    assertThat(post(ADD, "{}").body()).contains("not allowed");
  }

  @Test
  void aTokenForAnotherAudienceIsRefused() throws Exception {
    token = azure.token("https://vault.azure.net/.default");

    assertThat(get("/graph/v1.0/applications").statusCode()).isEqualTo(401);
  }

  @Test
  void aPersonSeesTheirGroups() throws Exception {
    EmbeddedEntra entra = azure.azure().entra();
    String ada = "aaaaaaaa-0000-4000-8000-000000000001";
    entra.addPerson(Person.member(TENANT, ada, "ada@contoso.example", "Ada"));
    entra.addGroup(TENANT, "bbbbbbbb-0000-4000-8000-000000000001", "Release", List.of(ada));
    assertThat(get("/graph/v1.0/me").statusCode()).isEqualTo(400);

    token = entra.personToken(ada, APPLICATION, "https://graph.microsoft.com", "User.Read");

    assertThat(get("/graph/v1.0/me").body()).contains("ada@contoso.example");
    assertThat(get("/graph/v1.0/me/memberOf").body()).contains("Release");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return azure.send(azure.to(path).header("Authorization", "Bearer " + token));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return azure.send(
        azure
            .to(path)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }
}
