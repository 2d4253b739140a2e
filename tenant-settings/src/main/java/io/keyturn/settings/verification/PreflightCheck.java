package io.keyturn.settings.verification;

import io.keyturn.contracts.api.Preflight;
import java.net.URI;
import java.util.Optional;

/** Looks which of Azure's hosts are reached from here; takes seconds at most. */
public interface PreflightCheck {

  /**
   * @param issuer this installation's own public address, if it has one
   */
  Preflight now(Optional<URI> issuer);
}
