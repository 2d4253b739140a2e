package io.keyturn.worker.admission;

import io.keyturn.contracts.connection.ConnectionFacts;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Service connections as Azure DevOps shows them; each differs from a good one in one thing. */
final class Connections {

  static final String TENANT = "11111111-1111-4111-8111-111111111111";
  static final String APPLICATION = "22222222-2222-4222-8222-222222222222";

  private Connections() {}

  static ConnectionFacts azurerm() {
    return new ConnectionFacts(
        "payments-prod",
        "azurerm",
        "ServicePrincipal",
        Optional.of("spnKey"),
        Optional.of("Manual"),
        Optional.empty(),
        Optional.of(APPLICATION),
        Optional.of(TENANT),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  static ConnectionFacts docker() {
    return new ConnectionFacts(
        "storefront",
        "dockerregistry",
        "UsernamePassword",
        Optional.empty(),
        Optional.empty(),
        Optional.of("Others"),
        Optional.empty(),
        Optional.empty(),
        Optional.of("https://registry.contoso.com/v2/"),
        Optional.of("robot"),
        true);
  }

  static ConnectionFacts type(ConnectionFacts c, String type) {
    return with(c, Map.of("type", type));
  }

  static ConnectionFacts scheme(ConnectionFacts c, String scheme) {
    return with(c, Map.of("scheme", scheme));
  }

  static ConnectionFacts authentication(ConnectionFacts c, Optional<String> type) {
    return with(c, Map.of("authenticationType", type));
  }

  static ConnectionFacts creation(ConnectionFacts c, Optional<String> mode) {
    return with(c, Map.of("creationMode", mode));
  }

  static ConnectionFacts registryType(ConnectionFacts c, Optional<String> type) {
    return with(c, Map.of("registryType", type));
  }

  static ConnectionFacts identity(
      ConnectionFacts c, Optional<String> clientId, Optional<String> tenantId) {
    return with(c, Map.of("clientId", clientId, "tenantId", tenantId));
  }

  static ConnectionFacts login(ConnectionFacts c, String registry, Optional<String> username) {
    return with(c, Map.of("registry", Optional.of(registry), "username", username));
  }

  static ConnectionFacts notReady(ConnectionFacts c) {
    return with(c, Map.of("ready", false));
  }

  /** The same but for these components, so that a new one changes nothing here. */
  private static ConnectionFacts with(ConnectionFacts c, Map<String, ?> changed) {
    RecordComponent[] components = ConnectionFacts.class.getRecordComponents();
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        String name = components[i].getName();
        values[i] =
            changed.containsKey(name)
                ? Objects.requireNonNull(changed.get(name))
                : components[i].getAccessor().invoke(c);
      }
      return (ConnectionFacts) ConnectionFacts.class.getConstructors()[0].newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
