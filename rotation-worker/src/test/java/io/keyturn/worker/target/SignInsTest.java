package io.keyturn.worker.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.SignIn;
import io.keyturn.contracts.api.RotationSettings.Connector;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.api.WorkerSignIn;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.contracts.secret.SealingKey;
import io.keyturn.worker.contoso.Contoso;
import io.keyturn.worker.identity.WorkerIdentity;
import io.keyturn.worker.secret.VaultSecrets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SignInsTest {

  private static final String CLIENT = "22222222-2222-4222-8222-222222222222";
  private static final ClientSecret ASSERTION = ClientSecret.of("canary.signed.statement");

  private final SealingKey key = SealingKey.generate();
  private final SignIns signIns = signIns();

  @Test
  @DisplayName("D-06: a sealed statement of Keyturn is opened and signed in with")
  void aSealedStatementIsSignedInWith() {
    Attempt<Actor> actor = signIns.actor(Contoso.TENANT, connector("fabrikam"));

    assertThat(actor)
        .isEqualTo(
            Attempt.succeeded(
                new Actor(
                    "fabrikam", new SignIn.FederatedPrincipal(Contoso.TENANT, CLIENT, ASSERTION))));
    assertThat(actor.toString()).doesNotContain("canary");
  }

  @Test
  @DisplayName("FAULT-23: a statement sealed for one organization does not open for another")
  void aStatementForAnotherOrganizationDoesNotOpen() {
    assertThatThrownBy(() -> signIns.actor(Contoso.TENANT, connector("contoso")))
        .isInstanceOf(RuntimeException.class)
        .hasMessageNotContaining("canary");
  }

  @Test
  @DisplayName("A certificate is read from Key Vault with its key, and never shown")
  void aCertificateIsReadFromKeyVault() {
    Contoso.shared()
        .azure()
        .keyVault()
        .setSecret(Contoso.VAULT, "devops-certificate", "canary-pem");

    Attempt<Actor> actor =
        signIns.actor(
            Contoso.TENANT,
            new Connector(
                "c",
                "fabrikam",
                new WorkerSignIn.CertificatePrincipal(
                    Contoso.TENANT,
                    CLIENT,
                    new SecretLocation(Contoso.VAULT_URL, "devops-certificate"))));

    assertThat(actor)
        .isEqualTo(
            Attempt.succeeded(
                new Actor(
                    "fabrikam",
                    new SignIn.CertificatePrincipal(
                        Contoso.TENANT, CLIENT, ClientSecret.of("canary-pem")))));
    assertThat(actor.toString()).doesNotContain("canary");
  }

  @Test
  @DisplayName(
      "S-16, S-18, Z-15: a managed identity is bound to the tenant that the settings are of")
  void aManagedIdentityIsBoundToItsTenant() {
    Attempt<Actor> own =
        signIns.actor(
            Contoso.TENANT,
            new Connector("c", "fabrikam", new WorkerSignIn.ManagedIdentity(null, null)));
    Attempt<Actor> across =
        signIns.actor(
            Contoso.TENANT,
            new Connector(
                "c",
                "fabrikam",
                new WorkerSignIn.ManagedIdentity(
                    CLIENT, new WorkerSignIn.ManagedIdentity.Application("other", CLIENT))));

    assertThat(own)
        .isEqualTo(
            Attempt.succeeded(
                new Actor("fabrikam", new SignIn.ManagedIdentity(Contoso.TENANT, null))));
    assertThat(across)
        .isEqualTo(
            Attempt.succeeded(
                new Actor(
                    "fabrikam",
                    new SignIn.FederatedManagedIdentity(
                        "other", CLIENT, new SignIn.ManagedIdentity(Contoso.TENANT, CLIENT)))));
  }

  private Connector connector(String organization) {
    return new Connector(
        "c",
        organization,
        new WorkerSignIn.FederatedPrincipal(
            Contoso.TENANT,
            CLIENT,
            SealingKey.seal(ASSERTION, key.publicKey(), Contoso.TENANT + "|fabrikam")));
  }

  private SignIns signIns() {
    Contoso contoso = Contoso.shared();
    WorkerIdentity identity = contoso.identity();
    return new SignIns(
        key,
        new VaultSecrets(
            contoso.properties(), identity.credential(), identity.azureHttp(), contoso.clock()),
        new Memory(new MemoryProperties(Duration.ZERO, Duration.ZERO, 1), contoso.clock()));
  }
}
