package io.keyturn.worker.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.api.InspectionResult;
import io.keyturn.contracts.api.InspectionState;
import io.keyturn.contracts.api.InspectionTask;
import io.keyturn.contracts.api.RotationSettings.Binding;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.embedded.devops.Member;
import io.keyturn.embedded.devops.ServiceConnection;
import io.keyturn.embedded.http.Exchange;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.contoso.JournalDatabase;
import io.keyturn.worker.contoso.Scene;
import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.limit.LimitProperties;
import io.keyturn.worker.limit.Limits;
import io.keyturn.worker.output.Outbox;
import io.keyturn.worker.renewal.ClientSecrets;
import io.keyturn.worker.rotation.Backlog;
import io.keyturn.worker.secret.VaultSecrets;
import io.keyturn.worker.settings.SettingsProperties;
import io.keyturn.worker.settings.TenantSettings;
import io.keyturn.worker.target.Memory;
import io.keyturn.worker.target.MemoryProperties;
import io.keyturn.worker.target.RegistryLogin;
import io.keyturn.worker.target.SignIns;
import io.keyturn.worker.target.Targets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Looks at connections of the embedded Azure, with the worker's own records beside. */
class InspectionsTest {

  private static final JournalDatabase DATABASE = new JournalDatabase();

  private final Contoso contoso = Contoso.shared();
  private final Scene scene = new Scene(contoso);
  private final Member anna =
      scene.organization().user(UUID.randomUUID().toString(), "Anna Admin", "anna@contoso.example");
  private Inspections inspections = inspections();

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @BeforeEach
  void mend() {
    contoso.mend();
  }

  @Test
  void aConnectionThatWorksAndThatNobodyTouchedIsInSync() {
    scene.azurerm("payments-prod");
    carried();

    InspectionResult found = look();

    assertThat(found.state()).isEqualTo(InspectionState.IN_SYNC);
    assertThat(found.message()).contains("is as Keyturn left it, and what it holds works");
    assertThat(found.remedy()).isNull();
    assertThat(found.lookedAt()).isEqualTo(contoso.clock().instant());
  }

  @Test
  void oneThatKeyturnNeverWroteIsJudgedByWhetherItWorks() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    savedBy(connection, anna);

    assertThat(look().state()).isEqualTo(InspectionState.IN_SYNC);
    assertThat(look().message()).contains("is as it was bound");
  }

  @Test
  void somebodyWhoSavesItAfterKeyturnIsNamed() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    carried();
    contoso.clock().turn(Duration.ofMinutes(5));
    savedBy(connection, anna);

    InspectionResult found = look();

    assertThat(found.state()).isEqualTo(InspectionState.CHANGED);
    assertThat(found.reason()).isEqualTo("CONNECTION_EDITED_BY_SOMEBODY");
    assertThat(found.changedBy()).isEqualTo("Anna Admin");
    assertThat(found.changedAt()).isEqualTo(contoso.clock().instant());
    assertThat(found.message()).startsWith("Anna Admin saved ");
    assertThat(found.remedy()).contains("propagate");
  }

  @Test
  void whatWasSavedBeforeKeyturnsOwnWriteIsNobodysDrift() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    savedBy(connection, anna);
    contoso.clock().turn(Duration.ofMinutes(5));
    carried();

    assertThat(look().state()).isEqualTo(InspectionState.IN_SYNC);
  }

  @Test
  void aClockThatIsBehindDoesNotMakeKeyturnItselfASomebody() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    carried();
    contoso.clock().turn(Duration.ofMinutes(5));
    savedBy(connection, scene.worker());

    assertThat(look().state()).isEqualTo(InspectionState.IN_SYNC);
  }

  @Test
  void aConnectionOfAnotherApplicationIsChanged() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    savedBy(connection, anna);
    connection.edit(
        document -> parameters(document).put("serviceprincipalid", UUID.randomUUID().toString()));

    InspectionResult found = look();

    assertThat(found.state()).isEqualTo(InspectionState.CHANGED);
    assertThat(found.reason()).isEqualTo("IDENTITY_MISMATCH");
    assertThat(found.changedBy()).isEqualTo("Anna Admin");
  }

  @Test
  void aSecretThatWasReplacedInThePortalFails() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    carried();
    contoso.clock().turn(Duration.ofHours(2));
    savedBy(connection, anna);
    connection.edit(
        document -> parameters(document).put("serviceprincipalkey", "canary-typed-by-hand"));

    InspectionResult found = look();

    assertThat(found.state()).isEqualTo(InspectionState.FAILING);
    assertThat(found.reason()).isEqualTo("CANDIDATE_REJECTED");
    assertThat(found.changedBy()).isEqualTo("Anna Admin");
    assertThat(found.toString()).doesNotContain("canary");
  }

  @Test
  void whatWasCarriedAMomentAgoMayStillBePropagatingAndIsLookedAtLater() {
    ServiceConnection connection = scene.azurerm("payments-prod");
    carried();
    connection.edit(
        document -> parameters(document).put("serviceprincipalkey", "canary-not-yet-there"));

    assertThat(inspections.lookAt(task())).isEmpty();
  }

  @Test
  void aDeletedConnectionIsGone() {
    scene.azurerm("payments-prod").delete();

    assertThat(look().state()).isEqualTo(InspectionState.GONE);
    assertThat(look().reason()).isEqualTo("CONNECTION_NOT_FOUND");
  }

  @Test
  void aConvertedConnectionNeedsNoRotationAnyMore() {
    scene.azurerm("payments-prod").convertToFederation();

    InspectionResult found = look();

    assertThat(found.state()).isEqualTo(InspectionState.NO_LONGER_NEEDED);
    assertThat(found.message()).contains("workload identity federation");
    assertThat(found.remedy()).contains("Delete the binding");
  }

  @Test
  void aClientSecretThatSomebodyRemovedAtEntraFailsEvenBeforeASignInDoes() {
    scene.azurerm("payments-prod");
    carriedKey("00000000-0000-4000-8000-00000000dead", Duration.ofDays(100));

    InspectionResult found = look();

    assertThat(found.state()).isEqualTo(InspectionState.FAILING);
    assertThat(found.reason()).isEqualTo("CLIENT_SECRET_REMOVED");
    assertThat(found.keyId()).isEqualTo("00000000-0000-4000-8000-00000000dead");
  }

  @Test
  void whenOurClientSecretExpiresIsToldByEntra() {
    scene.azurerm("payments-prod");
    String keyId =
        contoso.azure().entra().addSecret(scene.clientId(), "ours", Duration.ofDays(30)).keyId();
    carriedKey(keyId, Duration.ofDays(100));

    InspectionResult found = look();

    assertThat(found.state()).isEqualTo(InspectionState.IN_SYNC);
    assertThat(found.keyId()).isEqualTo(keyId);
    assertThat(found.secretExpiresAt())
        .isBetween(
            contoso.clock().instant().plus(Duration.ofDays(29)),
            contoso.clock().instant().plus(Duration.ofDays(31)));
  }

  @Test
  void whereNobodyCanSignInNothingIsKnownAndItSaysWhy() {
    scene.azurerm("payments-prod");
    scene.notAuthenticated("The connector was saved unverified.");

    InspectionResult found = look();

    assertThat(found.state()).isEqualTo(InspectionState.UNKNOWN);
    assertThat(found.reason()).isEqualTo("CONNECTOR_NOT_AUTHENTICATED");
    assertThat(found.message()).isEqualTo("The connector was saved unverified.");
  }

  @Test
  void aRegistrysPasswordIsNotReadToBeTried() {
    scene.docker("images", Contoso.BASIC_REGISTRY);
    List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    contoso.azure().listen(exchanges::add);

    assertThat(look().state()).isEqualTo(InspectionState.IN_SYNC);
    assertThat(look().message()).contains("cannot be seen without the password");
    assertThat(exchanges).noneMatch(it -> it.path().contains(scene.secret().name()));
  }

  @Test
  void withAToggleOffNothingIsCalled() {
    scene.azurerm("payments-prod");
    scene.applicationEnabled(false);

    assertThat(inspections.lookAt(task())).isEmpty();
    assertThat(scene.organization().calls()).isEmpty();
  }

  @Test
  void betweenTwoStepsOfARotationNobodyLooks() {
    scene.azurerm("payments-prod");
    UUID rotation = UUID.randomUUID();
    DATABASE
        .jdbc()
        .sql(
            """
            insert into rotation (id, tenant_id, application_id, trigger, origin, state,
                received_at, next_attempt_at)
            values (:id, :tenant, :application, 'SECRET_RENEWED', 'x|0|0', 'APPLYING', now(), now())
            """)
        .param("id", rotation)
        .param("tenant", Contoso.TENANT)
        .param("application", scene.clientId())
        .update();
    DATABASE
        .jdbc()
        .sql("insert into rotation_binding values (?, ?, 'UPDATED', null)")
        .params(rotation, scene.bindings().getFirst().id())
        .update();

    assertThat(inspections.lookAt(task())).isEmpty();
    assertThat(scene.organization().calls()).isEmpty();
  }

  @Test
  void aLookWritesNothingAndReadsNoSecretOfTheApplication() {
    scene.azurerm("payments-prod");
    scene.azurerm("payments-test").convertToFederation();
    scene.azurerm("payments-old").delete();
    scene.renew();
    carriedKey("00000000-0000-4000-8000-00000000dead", Duration.ofDays(100));
    List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    contoso.azure().listen(exchanges::add);

    assertThat(inspections.lookAt(task())).hasSize(3);

    assertThat(scene.organization().calls()).isNotEmpty();
    assertThat(scene.writes()).isEmpty();
    assertThat(exchanges)
        .filteredOn(it -> it.path().contains(scene.clientId()) || it.path().contains("/graph"))
        .isNotEmpty()
        .allMatch(it -> it.method().equals("GET"));
    assertThat(exchanges).noneMatch(it -> it.path().contains(scene.secret().name()));
  }

  @Test
  void aFullOrAClosedOrganizationIsLeftToRotations() {
    scene.azurerm("payments-prod");
    inspections =
        inspections((organization, identity) ->
            io.keyturn.contracts.outcome.Attempt.retryLater(
                io.keyturn.contracts.outcome.Reason.THROTTLED, "full"));

    assertThat(inspections.lookAt(task())).isEmpty();
  }

  @Test
  void aRunLooksAtAllThatIsDueAndTellsIt() {
    scene.azurerm("payments-prod");
    Scene other = new Scene(contoso);
    other.azurerm("shop-prod");
    contoso.settings().due(task(), task(other));

    assertThat(inspections.run()).isEqualTo(2);

    assertThat(contoso.settings().found())
        .extracting(InspectionResult::bindingId)
        .contains(scene.bindings().getFirst().id(), other.bindings().getFirst().id());
  }

  private InspectionResult look() {
    List<InspectionResult> found = inspections.lookAt(task());
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private InspectionTask task() {
    return task(scene);
  }

  private static InspectionTask task(Scene scene) {
    return new InspectionTask(
        Contoso.TENANT, scene.clientId(), scene.bindings().stream().map(Binding::id).toList());
  }

  /** Keyturn has just carried a version there and seen it work. */
  private void carried() {
    carried("v1");
  }

  private void carried(String version) {
    for (Binding binding : scene.bindings()) {
      DATABASE
          .jdbc()
          .sql(
              """
              insert into connection_secret
              values (:tenant, :application, :binding, :version, :at)
              """)
          .param("tenant", Contoso.TENANT)
          .param("application", scene.clientId())
          .param("binding", binding.id())
          .param("version", version)
          .param("at", contoso.clock().instant().atOffset(ZoneOffset.UTC))
          .update();
    }
  }

  /** The same, with a client secret that Keyturn made at Entra. */
  private void carriedKey(String keyId, Duration life) {
    Instant now = contoso.clock().instant();
    carried("v-ours");
    DATABASE
        .jdbc()
        .sql(
            """
            insert into client_secret (display_name, tenant_id, application_id, rotation_id, asked_at,
                expires_on, key_id, vault_url, secret_name, secret_version)
            values (:name, :tenant, :application, gen_random_uuid(), :now, :expires, :key, :vault,
                :secret, 'v-ours')
            """)
        .param("name", "Keyturn " + scene.clientId())
        .param("tenant", Contoso.TENANT)
        .param("application", scene.clientId())
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("expires", now.plus(life).atOffset(ZoneOffset.UTC))
        .param("key", keyId)
        .param("vault", Contoso.VAULT_URL)
        .param("secret", scene.secret().name())
        .update();
  }

  private void savedBy(ServiceConnection connection, Member who) {
    connection.edit(document -> {
      document.put("modifiedBy", who.id());
      document.put("modificationDate", contoso.clock().instant().toString());
    });
  }

  private static ObjectNode parameters(ObjectNode document) {
    return document.withObjectProperty("authorization").withObjectProperty("parameters");
  }

  private Inspections inspections() {
    return inspections(
        new Limits(
            new LimitProperties(50, 500, Duration.ofMillis(250), Duration.ZERO), contoso.clock()));
  }

  private Inspections inspections(io.keyturn.azuredevops.CallGate gate) {
    WorkerIdentity identity = contoso.identity();
    SealingKey sealingKey = SealingKey.generate();
    VaultSecrets secrets =
        new VaultSecrets(
            contoso.properties(), identity.credential(), identity.azureHttp(), contoso.clock());
    Memory memory =
        new Memory(
            new MemoryProperties(Duration.ofMinutes(1), Duration.ofMinutes(5), 100),
            contoso.clock());
    return new Inspections(
        new TenantSettings(
            new SettingsProperties(
                contoso.settings().url(), Contoso.API_URI + "/.default", Duration.ofSeconds(5)),
            identity.http(),
            identity.credential(),
            sealingKey.publicKey()),
        new Targets(
            contoso.client(gate),
            new SignIns(sealingKey, secrets, memory),
            new RegistryLogin(identity.http(), Duration.ofSeconds(5)),
            memory),
        ClientSecrets.of(
            new ClientSecrets.Reach(
                contoso.properties().graphUrl(),
                identity.http(),
                identity.credential(),
                gate,
                Duration.ofSeconds(5)),
            secrets,
            DATABASE.jdbc(),
            new Outbox(DATABASE.jdbc()),
            contoso.clock()),
        new Backlog(DATABASE.jdbc(), contoso.clock()),
        DATABASE.jdbc(),
        contoso.clock(),
        new InspectionProperties(
            "*/10 * * * * ?", 40, 4, Duration.ofSeconds(50), Duration.ofHours(1)));
  }
}
