package io.keyturn.contracts.api;

import java.time.Instant;
import java.util.List;

/**
 * What tenant-settings reaches of Azure from where it runs (D-14, D-16).
 *
 * @param checks each for itself, whatever became of the others
 */
public record Preflight(Instant checkedAt, List<Check> checks) {

  public Preflight {
    checks = List.copyOf(checks);
  }

  /**
   * @param what a stable name: {@code entra}, {@code azure-devops}, {@code azure-devops-identity},
   *     {@code azure-resource-manager}, {@code managed-identity}, {@code federation-issuer}
   * @param host with its port where that is unusual
   * @param message a sentence for an administrator, with the next step if there is one
   */
  public record Check(String what, String host, Outcome outcome, String message) {}

  /** A timeout is a matter of networks, an HTTP error is one of the service (Z-12). */
  public enum Outcome {
    REACHED,
    TIMED_OUT,
    NAME_UNKNOWN,
    CONNECTION_FAILED,
    TLS_FAILED,
    HTTP_ERROR
  }
}
