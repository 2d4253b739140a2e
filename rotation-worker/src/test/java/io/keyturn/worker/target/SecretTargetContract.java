package io.keyturn.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Attempt.Refused;
import io.keyturn.contracts.outcome.Attempt.RetryLater;
import io.keyturn.contracts.outcome.Attempt.Succeeded;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.worker.admission.Admission.Admitted;
import io.keyturn.worker.admission.BindingChecks;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.secret.VaultSecrets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every kind of service connection that holds a secret must do. */
interface SecretTargetContract {

  Scene scene();

  /** A bound connection that holds an older secret. */
  ServiceConnection connection();

  /** A secret that works on the other side and is not in the connection yet. */
  String working();

  String parameter();

  /** Binds the connection's identity to somebody else, as a person in the portal could. */
  void becomeSomebodyElses(ObjectNode document);

  /** Lets the connection sign in at another address, as the same identity. */
  void signInElsewhere(ObjectNode document);

  @BeforeEach
  default void mend() {
    Contoso.shared().mend();
  }

  @Test
  default void isAdmitted() {
    connection();

    assertThat(BindingChecks.check(open().facts())).isInstanceOf(Admitted.class);
  }

  @Test
  default void aProofOfAWorkingSecretSucceedsAndWritesNothing() {
    ServiceConnection connection = connection();
    String working = working();

    assertThat(open().prove(ClientSecret.of(working))).isInstanceOf(Succeeded.class);
    assertThat(connection.writes()).isEmpty();
    assertThat(connection.holds(working)).isFalse();
  }

  @Test // FAULT-17
  default void aSecretThatDoesNotWorkMayStillBecomeValid() {
    ServiceConnection connection = connection();

    assertThat(open().prove(ClientSecret.of("canary-not-known")))
        .isInstanceOfSatisfying(
            RetryLater.class,
            later -> assertThat(later.reason()).isEqualTo(Reason.CANDIDATE_NOT_YET_VALID));
    assertThat(connection.writes()).isEmpty();
  }

  @Test // FAULT-10
  default void anUpdateChangesTheSecretAndNothingElse() {
    ServiceConnection connection =
        connection()
            .sharedWith(scene().organization().project("Storefront"), "as-the-storefront-calls-it")
            .edit(document -> {
              document.put("somethingNobodyKnows", "stays");
              document.withObjectProperty("data").put("unknownToo", "stays as well");
            });
    JsonNode before = withoutTimes(connection.document());
    String working = working();

    assertThat(open().update(ClientSecret.of(working), Attempt::done))
        .isInstanceOf(Succeeded.class);

    assertThat(connection.holds(working)).isTrue();
    assertThat(connection.updates()).isEqualTo(1);
    assertThat(withoutTimes(connection.document())).isEqualTo(before);
    assertThat(connection.document().path("serviceEndpointProjectReferences")).hasSize(2);
  }

  @Test
  default void updatingTwiceIsTheSameAsOnce() {
    ServiceConnection connection = connection();
    String working = working();
    OpenTarget target = open();
    target.update(ClientSecret.of(working), Attempt::done);
    JsonNode once = withoutTimes(connection.document());

    assertThat(target.update(ClientSecret.of(working), Attempt::done))
        .isInstanceOf(Succeeded.class);

    assertThat(connection.holds(working)).isTrue();
    assertThat(withoutTimes(connection.document())).isEqualTo(once);
  }

  @Test
  default void whatIsStoredIsVerified() {
    connection();
    String working = working();
    OpenTarget target = open();
    target.update(ClientSecret.of(working), Attempt::done);

    assertThat(target.verify(ClientSecret.of(working))).isInstanceOf(Succeeded.class);
  }

  @Test // FAULT-9
  default void aConnectionThatBecomesSomebodyElsesBetweenReadingAndWritingIsNotWritten() {
    ServiceConnection connection = connection();
    OpenTarget target = open();
    connection.edit(this::becomeSomebodyElses);

    notWritten(
        target.update(ClientSecret.of(working()), Attempt::done),
        Reason.IDENTITY_MISMATCH,
        connection);
  }

  @Test // FAULT-9, FAULT-18
  default void aConnectionThatSignsInElsewhereSinceItWasLookedAtIsNotWritten() {
    ServiceConnection connection = connection();
    String working = working();
    OpenTarget target = open();
    target.prove(ClientSecret.of(working));
    connection.edit(this::signInElsewhere);

    notWritten(
        target.update(ClientSecret.of(working), Attempt::done),
        Reason.CONNECTION_CHANGED,
        connection);
  }

  @Test // FAULT-3
  default void aRunThatTakesUpAfterACrashProvesBeforeItWrites() {
    ServiceConnection connection = connection();
    working();

    Attempt<?> attempt =
        open().update(ClientSecret.of("a secret that works nowhere"), Attempt::done);

    assertThat(attempt)
        .isInstanceOfSatisfying(
            RetryLater.class,
            later -> assertThat(later.reason()).isEqualTo(Reason.CANDIDATE_NOT_YET_VALID));
    assertThat(connection.writes()).isEmpty();
  }

  @Test // FAULT-9
  default void aConnectionThatIsDeletedBetweenReadingAndWritingIsNotWritten() {
    ServiceConnection connection = connection();
    OpenTarget target = open();
    connection.delete();

    notWritten(
        target.update(ClientSecret.of(working()), Attempt::done),
        Reason.CONNECTION_NOT_FOUND,
        connection);
  }

  @Test // FAULT-9
  default void aConnectionThatIsRetypedBetweenReadingAndWritingIsNotWritten() {
    ServiceConnection connection = connection();
    OpenTarget target = open();
    connection.edit(document -> {
      boolean arm = document.path("type").asString("").equals("azurerm");
      document.put("type", arm ? "dockerregistry" : "azurerm");
      document
          .withObjectProperty("authorization")
          .put("scheme", arm ? "UsernamePassword" : "ServicePrincipal");
      document
          .withObjectProperty("data")
          .put("registrytype", "Others")
          .put("creationMode", "Manual");
      document
          .withObjectProperty("authorization")
          .withObjectProperty("parameters")
          .put("tenantid", Contoso.TENANT)
          .put("serviceprincipalid", scene().clientId());
    });

    notWritten(
        target.update(ClientSecret.of(working()), Attempt::done),
        Reason.CONNECTION_TYPE_UNSUPPORTED,
        connection);
  }

  @Test
  default void onlyTheOneParameterIsNamedAsTheSecret() {
    ServiceConnection connection = connection();
    working();

    assertThat(
            connection
                .document()
                .path("authorization")
                .path("parameters")
                .path(parameter())
                .isNull())
        .isTrue();
  }

  default OpenTarget open() {
    Contoso contoso = Contoso.shared();
    WorkerIdentity identity = contoso.identity();
    SealingKey key = SealingKey.generate();
    VaultSecrets secrets =
        new VaultSecrets(
            contoso.properties(), identity.credential(), identity.azureHttp(), contoso.clock());
    Memory memory =
        new Memory(new MemoryProperties(Duration.ZERO, Duration.ZERO, 1), contoso.clock());
    return new Targets(
            contoso.client(),
            new SignIns(key, secrets, memory),
            new RegistryLogin(identity.http(), Duration.ofSeconds(5)),
            memory)
        .open(scene().settings(key.publicKey()), binding());
  }

  private Binding binding() {
    return scene().bindings().getFirst();
  }

  private static void notWritten(Attempt<?> attempt, Reason reason, ServiceConnection connection) {
    assertThat(attempt)
        .isInstanceOfSatisfying(Refused.class, no -> assertThat(no.reason()).isEqualTo(reason));
    assertThat(connection.writes()).isEmpty();
  }

  private static JsonNode withoutTimes(JsonNode document) {
    ObjectNode copy = (ObjectNode) document.deepCopy();
    copy.remove("modificationDate");
    copy.remove("modifiedBy");
    return copy;
  }
}
