package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keyturn.embedded.devops.AzureProject;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.RecordedCall;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.settings.Installation.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Binding, with every check again on the server and with the user's own token. */
class BindingFlowTest {

  private final Contoso contoso = Contoso.shared();
  private final String ada = contoso.person("Ada");
  private final Member adaHere = contoso.member(contoso.contoso, ada, "Ada");
  private final AzureProject project = contoso.contoso.project("P" + UUID.randomUUID());
  private final UUID application = contoso.application(ada);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Endpoint Administrators",
        "Project Administrators",
        "Project Collection Administrators"
      })
  @DisplayName("A-02, A-09, A-12: an owner in any of the three groups binds")
  void anOwnerBinds(String group) {
    switch (group) {
      case "Endpoint Administrators" -> adaHere.joins(project.endpointAdministrators());
      case "Project Administrators" -> adaHere.joins(project.administrators());
      default -> adaHere.joins(contoso.contoso.projectCollectionAdministrators());
    }
    ServiceConnection connection =
        contoso.arm(project, "prod", application).organizationAdministrator(adaHere);

    Answer bound = bind(connection);

    assertThat(bound.status()).as(bound.text()).isEqualTo(201);
    assertThat(bound.json().path("connectionName").asString()).isEqualTo("prod");
    assertThat(bound.json().path("projectName").asString()).isEqualTo(project.name());
    assertThat(bound.json().path("createdBy").asString()).isEqualTo(ada);
    assertThat(bound.json().has("registry")).isFalse();
    assertThat(contoso.contoso.calls().stream().filter(RecordedCall::isWrite)).isEmpty();
    assertThat(contoso.endpointCalls(project)).allMatch(call -> call.who().equals("Ada"));
  }

  @Test
  @DisplayName("A-10, Z-13: no choice without the one before, each with its own code")
  void theStepsInTheirOrder() {
    UUID some = UUID.randomUUID();

    assertThat(
            body("{\"projectId\": \"%s\", \"connectionId\": \"%s\"}".formatted(some, some))
                .fieldCode("organization"))
        .isEqualTo("binding.organization-first");
    assertThat(
            body("{\"organization\": \"contoso\", \"connectionId\": \"%s\"}".formatted(some))
                .fieldCode("projectId"))
        .isEqualTo("binding.project-first");
    assertThat(
            body("{\"organization\": \"contoso\", \"projectId\": \"%s\"}".formatted(some))
                .fieldCode("connectionId"))
        .isEqualTo("field.required");
    assertThat(bindings()).isEmpty();
  }

  @Test
  @DisplayName("A-10, A-12, A-13, A-20a, C-5: each check says no by its own code, the first one")
  void everyCheckAgain() {
    ServiceConnection others = contoso.arm(project, "prod", UUID.randomUUID());
    others.edit(it -> it.withObjectProperty("data").put("creationMode", "Automatic"));

    assertThat(
            body("""
            {"organization": "fabrikam-labs", "projectId": "%s", "connectionId": "%s"}
            """
                    .formatted(project.id(), others.id()))
                .code())
        .isEqualTo("connector.missing");
    Answer unknown =
        body(
            """
            {"organization": "contoso", "projectId": "%s", "connectionId": "%s"}
            """
                .formatted(UUID.randomUUID(), others.id()));
    assertThat(unknown.code()).as(unknown.text()).isEqualTo("project.not-found");
    adaHere.joins(project.contributors());
    assertThat(bind(others).code()).isEqualTo("project.blocked");
    assertThat(contoso.endpointCalls(project)).isEmpty();
    adaHere.joins(project.endpointAdministrators());
    Answer unsupported = bind(others);
    assertThat(unsupported.code()).as(unsupported.text()).isEqualTo("connection.unsupported");
    assertThat(unsupported.fieldCode("connectionId")).isEqualTo("CONNECTION_AUTOMATIC");
    others.edit(it -> it.withObjectProperty("data").put("creationMode", "Manual"));
    assertThat(bind(others).code()).isEqualTo("connection.identity-mismatch");
    others.edit(it ->
        it.withObjectProperty("authorization")
            .withObjectProperty("parameters")
            .put("serviceprincipalid", application.toString()));
    assertThat(bind(others).code()).isEqualTo("connection.administration-denied");
    assertThat(bindings()).isEmpty();
    others.organizationAdministrator(adaHere);
    assertThat(bind(others).status()).isEqualTo(201);
    assertThat(bind(others).code()).isEqualTo("connection.already-bound");
    assertThat(bindings()).hasSize(1);
  }

  @Test
  void aConnectionThatIsNotThere() {
    adaHere.joins(project.endpointAdministrators());

    Answer missing =
        body(
            """
            {"organization": "contoso", "projectId": "%s", "connectionId": "%s"}
            """
                .formatted(project.id(), UUID.randomUUID()));

    assertThat(missing.code()).as(missing.text()).isEqualTo("connection.not-found");
  }

  @Test
  @DisplayName("A-20a: a connection of the same application in another tenant is not ours")
  void anotherTenantsConnection() {
    adaHere.joins(project.endpointAdministrators());
    ServiceConnection foreign =
        project
            .connection("foreign")
            .azureResourceManager(
                Contoso.HOME, application.toString(), "old", Contoso.SUBSCRIPTION, "Production")
            .organizationAdministrator(adaHere);

    assertThat(bind(foreign).code()).isEqualTo("connection.identity-mismatch");
  }

  @Test
  @DisplayName("A-14, A-21a: a registry is bound with its address, which the worker is told")
  void aRegistryIsPinned() {
    adaHere.joins(project.endpointAdministrators());
    ServiceConnection registry =
        project
            .connection("harbor")
            .dockerRegistry("https://harbor.contoso.example", "bot", "p")
            .organizationAdministrator(adaHere);
    ServiceConnection azures =
        project
            .connection("acr by hand")
            .dockerRegistry("https://contoso.azurecr.io", UUID.randomUUID().toString(), "p")
            .organizationAdministrator(adaHere);

    Answer bound = bind(registry);

    assertThat(bound.status()).as(bound.text()).isEqualTo(201);
    assertThat(bound.json().path("registry").asString())
        .isEqualTo("https://harbor.contoso.example");
    assertThat(bind(azures).code()).isEqualTo("connection.identity-mismatch");
    assertThat(told().at("/bindings/0/registry").asString())
        .isEqualTo("https://harbor.contoso.example");
  }

  @Test
  @DisplayName("A-09: who owns another application, or none, does not bind this one")
  void nobodyElseBinds() {
    String bob = contoso.person("Bob");
    contoso.member(contoso.contoso, bob, "Bob").joins(project.endpointAdministrators());
    ServiceConnection connection = contoso.arm(project, "prod", application);

    assertThat(contoso.bind(contoso.token(bob), application, project, connection).code())
        .isEqualTo("access.denied");
    assertThat(contoso.endpointCalls(project)).isEmpty();
  }

  @Test
  @DisplayName("S-15, FAULT-24: no token and no registration secret is in a log or an answer")
  void tokensStayWhereTheyAre() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    List<Logger> all =
        java.util.stream.Stream.of(
                "com.azure.core", "com.azure.identity", "com.microsoft.aad.msal4j", "io.keyturn")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();
    List<Level> before = all.stream().map(Logger::getLevel).toList();
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    root.addAppender(logged);
    all.forEach(it -> it.setLevel(Level.TRACE));
    String token = contoso.token(ada);
    adaHere.joins(project.endpointAdministrators());
    ServiceConnection connection = contoso.arm(project, "prod", application);
    String answers;
    try {
      answers =
          contoso.get(token, "/organizations").text()
              + contoso.bind(token, application, project, connection).text();
    } finally {
      for (int i = 0; i < all.size(); i++) {
        all.get(i).setLevel(before.get(i));
      }
      root.detachAppender(logged);
    }

    // The signature's part is enough: headers are alike and claims are no secret by themselves.
    String signature = token.substring(token.lastIndexOf('.') + 1);
    assertThat(logged.list).isNotEmpty();
    assertThat(logged.list.stream().map(it -> it.getFormattedMessage() + it.getKeyValuePairs()))
        .noneMatch(it -> it.contains(signature) || it.contains("canary-registration-secret"))
        .noneMatch(it -> it.contains("eyJ") && it.contains("access_token"));
    assertThat(answers).doesNotContain(signature).doesNotContain("canary-registration-secret");
  }

  private Answer bind(ServiceConnection connection) {
    return contoso.bind(contoso.token(ada), application, project, connection);
  }

  private Answer body(String body) {
    return contoso.post(contoso.token(ada), "/applications/" + application + "/bindings", body);
  }

  private JsonNode bindings() {
    return contoso
        .get(contoso.token(ada), "/applications/" + application + "/bindings")
        .json()
        .path("items");
  }

  private JsonNode told() {
    contoso
        .azure
        .entra()
        .assignRole(
            Contoso.TENANT,
            contoso.azure.entra().servicePrincipalId(Contoso.TENANT, Contoso.KEYTURN).orElseThrow(),
            Contoso.KEYTURN,
            "Rotation.Worker");
    Answer told =
        contoso.get(
            contoso.azure.entra().applicationToken(Contoso.TENANT, Contoso.KEYTURN, Contoso.API),
            "/api/v1/worker/tenants/"
                + Contoso.TENANT
                + "/applications/"
                + application
                + "/rotation-settings");
    Contoso.must(told, 200);
    return told.json();
  }
}
