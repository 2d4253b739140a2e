package io.keyturn.worker.admission;

import io.keyturn.contracts.connection.ConnectionFacts;
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
    return new ConnectionFacts(
        c.name(),
        type,
        c.scheme(),
        c.authenticationType(),
        c.creationMode(),
        c.registryType(),
        c.clientId(),
        c.tenantId(),
        c.registry(),
        c.username(),
        c.ready());
  }

  static ConnectionFacts scheme(ConnectionFacts c, String scheme) {
    return new ConnectionFacts(
        c.name(),
        c.type(),
        scheme,
        c.authenticationType(),
        c.creationMode(),
        c.registryType(),
        c.clientId(),
        c.tenantId(),
        c.registry(),
        c.username(),
        c.ready());
  }

  static ConnectionFacts authentication(ConnectionFacts c, Optional<String> type) {
    return new ConnectionFacts(
        c.name(),
        c.type(),
        c.scheme(),
        type,
        c.creationMode(),
        c.registryType(),
        c.clientId(),
        c.tenantId(),
        c.registry(),
        c.username(),
        c.ready());
  }

  static ConnectionFacts creation(ConnectionFacts c, Optional<String> mode) {
    return new ConnectionFacts(
        c.name(),
        c.type(),
        c.scheme(),
        c.authenticationType(),
        mode,
        c.registryType(),
        c.clientId(),
        c.tenantId(),
        c.registry(),
        c.username(),
        c.ready());
  }

  static ConnectionFacts registryType(ConnectionFacts c, Optional<String> type) {
    return new ConnectionFacts(
        c.name(),
        c.type(),
        c.scheme(),
        c.authenticationType(),
        c.creationMode(),
        type,
        c.clientId(),
        c.tenantId(),
        c.registry(),
        c.username(),
        c.ready());
  }

  static ConnectionFacts identity(
      ConnectionFacts c, Optional<String> clientId, Optional<String> tenantId) {
    return new ConnectionFacts(
        c.name(),
        c.type(),
        c.scheme(),
        c.authenticationType(),
        c.creationMode(),
        c.registryType(),
        clientId,
        tenantId,
        c.registry(),
        c.username(),
        c.ready());
  }

  static ConnectionFacts login(ConnectionFacts c, String registry, Optional<String> username) {
    return new ConnectionFacts(
        c.name(),
        c.type(),
        c.scheme(),
        c.authenticationType(),
        c.creationMode(),
        c.registryType(),
        c.clientId(),
        c.tenantId(),
        Optional.of(registry),
        username,
        c.ready());
  }

  static ConnectionFacts notReady(ConnectionFacts c) {
    return new ConnectionFacts(
        c.name(),
        c.type(),
        c.scheme(),
        c.authenticationType(),
        c.creationMode(),
        c.registryType(),
        c.clientId(),
        c.tenantId(),
        c.registry(),
        c.username(),
        false);
  }
}
