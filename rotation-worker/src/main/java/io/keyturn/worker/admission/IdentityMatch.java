package io.keyturn.worker.admission;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.admission.Admission.Declined;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The connection signs in as the application whose secret it gets (A-20a, A-21a). Writing one
 * application's secret into another's connection would break it and show the secret to strangers.
 */
final class IdentityMatch {

  private IdentityMatch() {}

  static Optional<Declined> check(BindingFacts facts, ConnectionFacts connection) {
    if (connection.isOfType("azurerm")) {
      boolean same =
          isOne(connection.clientId(), facts.applicationId())
              && isOne(connection.tenantId(), facts.tenantId());
      return same ? Optional.empty() : mismatch(facts, "signs in as another application or tenant");
    }
    // Any registry may have any user name, but an Azure one knows client ids.
    if (isAzureRegistry(connection) && !isOne(connection.username(), facts.applicationId())) {
      return mismatch(facts, "signs in to an Azure registry as somebody else");
    }
    return Optional.empty();
  }

  private static Optional<Declined> mismatch(BindingFacts facts, String what) {
    return Optional.of(
        new Declined(
            Reason.IDENTITY_MISMATCH,
            facts.name()
                + " "
                + what
                + ". Nothing was written. Bind the connection of this application, or remove the"
                + " binding."));
  }

  private static boolean isAzureRegistry(ConnectionFacts connection) {
    String address = connection.registry().orElse("");
    try {
      URI uri = URI.create(address.contains("://") ? address : "https://" + address);
      String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
      return host.endsWith(".azurecr.io")
          || host.endsWith(".azurecr.cn")
          || host.endsWith(".azurecr.us");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isOne(Optional<String> actual, String expected) {
    return actual.map(String::trim).filter(expected::equalsIgnoreCase).isPresent();
  }
}
