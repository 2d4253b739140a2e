package io.keyturn.settings;

import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.embedded.entra.Person;
import io.keyturn.settings.Installation.Answer;
import io.keyturn.settings.connector.ConnectorVerification;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Contoso's console in one browser that the tests of this JVM share, and the people who use it. */
final class Console {

  private static @Nullable Console shared;

  final Contoso contoso = Contoso.shared();
  final String administrator = person("Ada Admin", "Rotation.TenantAdmin");
  final String auditor = person("Otto Auditor", "Rotation.Auditor");
  final String owner = person("Olga Owner", "Rotation.ApplicationOwner");
  final Browser browser =
      Browser.open(
          "http://127.0.0.1:" + Objects.requireNonNull(contoso.context.getWebServer()).getPort());

  static synchronized Console shared() {
    Console known = shared;
    if (known == null) {
      known = new Console();
      Runtime.getRuntime().addShutdownHook(new Thread(known.browser::close));
      shared = known;
    }
    return known;
  }

  private Console() {
    person("Nina Nobody", null);
    contoso.guest("Gina Guest");
  }

  private String person(String name, @Nullable String role) {
    String objectId = UUID.randomUUID().toString();
    contoso
        .azure
        .entra()
        .addPerson(
            Person.member(
                Contoso.TENANT, objectId, name.replace(' ', '.') + "@contoso.example", name));
    if (role != null) {
      contoso.azure.entra().assignRole(Contoso.TENANT, objectId, Contoso.KEYTURN, role);
    }
    return objectId;
  }

  Browser as(String person) {
    return browser.signIn(person);
  }

  /** What Azure DevOps says about an organization from now on. */
  void answers(String organization, ConnectorStatus status, String message) {
    verification().answer(organization, status, message);
  }

  Installation.FakeVerification verification() {
    return (Installation.FakeVerification) contoso.context.getBean(ConnectorVerification.class);
  }

  UUID application(String name) {
    UUID id = UUID.randomUUID();
    application(id, name, "");
    return id;
  }

  /**
   * @param more fields of the application, with a comma behind them
   */
  Answer application(UUID id, String name, String more) {
    Answer answer =
        contoso.put(
            contoso.token(administrator),
            "/applications/" + id,
            """
            {"name": "%s", "integrationEnabled": true, "owners": ["%s"], %s
             "secret": {"vaultUrl": "https://contoso.vault.azure.net", "name": "%s-client-secret"}}
            """
                .formatted(name, owner, more, id.toString().substring(0, 8)));
    Contoso.must(answer, 200);
    return answer;
  }

  /** As the worker would. */
  Rotation rotation(UUID application) {
    return new Rotation(application, UUID.randomUUID());
  }

  /** A rotation that the worker tells of. */
  record Rotation(UUID application, UUID id) {

    Rotation tell(int sequence, String step, String outcome, String message) {
      return tell(sequence, step, outcome, "", message);
    }

    /**
     * @param more fields of the line, with a comma behind them
     */
    Rotation tell(int sequence, String step, String outcome, String more, String message) {
      Installation.shared()
          .tell(
              Contoso.TENANT + "/" + application,
              """
              {"rotationId": "%s", "tenantId": "%s", "applicationId": "%s", "sequence": %d,
               "at": "%s", "step": "%s", "outcome": "%s", %s "message": "%s", "durationMs": 412}
              """
                  .formatted(
                      id,
                      Contoso.TENANT,
                      application,
                      sequence,
                      Instant.now(),
                      step,
                      outcome,
                      more,
                      message));
      return this;
    }

    String path() {
      return "/console/rotations/" + id;
    }
  }

  /** Waits until the rotation stands so. */
  void until(Rotation rotation, String state) {
    Installation.eventually(() ->
        contoso
            .get(contoso.token(administrator), "/rotations/" + rotation.id())
            .json()
            .path("state")
            .asString("")
            .equals(state));
  }
}
