package io.keyturn.worker.target;

import io.keyturn.azuredevops.Actor;
import io.keyturn.azuredevops.ConnectionAddress;
import io.keyturn.azuredevops.ServiceConnection;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.ClientSecret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One kind of service connection that holds a secret. */
interface SecretTarget {

  /** Azure DevOps' name of the type; compared ignoring case. */
  String type();

  /** The authorization parameter that holds the secret. */
  String parameter();

  /** Where the secret is sent and as whom; a proof holds for exactly this. */
  List<Optional<String>> signsInTo(ServiceConnection connection);

  /** What a proof proves, as an object of "works for". */
  String proofOf(ServiceConnection connection);

  /** Whether the secret works, before anything is changed. May be asked any number of times. */
  Attempt<@Nullable Void> prove(
      Actor actor, ConnectionAddress address, ServiceConnection connection, ClientSecret candidate);

  /** Whether the stored connection works. */
  Attempt<@Nullable Void> verify(
      Actor actor, ConnectionAddress address, ServiceConnection connection, ClientSecret stored);

  /**
   * Whether what is stored works, found out without knowing it; empty where only the secret itself
   * could tell.
   */
  Optional<Attempt<@Nullable Void>> tryStored(Actor actor, ConnectionAddress address);
}
