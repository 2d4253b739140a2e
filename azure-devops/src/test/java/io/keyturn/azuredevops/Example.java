package io.keyturn.azuredevops;

import io.keyturn.contracts.secret.ClientSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Names and documents that the tests share. */
final class Example {

  static final Clock NOON = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
  static final UUID PROJECT = UUID.fromString("c7e5f0b3-71fa-4429-9fb3-3321963a7c06");
  static final UUID CONNECTION = UUID.fromString("1dfdea68-9549-409e-abee-c5da69cfec5f");
  static final ConnectionAddress ADDRESS =
      new ConnectionAddress(PROJECT, "TestProject", CONNECTION, "Prod / ARM");
  static final String ACTIVITY = "7abd520f-b400-416e-8fb6-23dadb2519b5";
  static final String PAT = "pat-canary-5b3f0c";
  static final Actor ACTOR =
      new Actor("fabrikam", new SignIn.PersonalAccessToken(ClientSecret.of(PAT)));
  static final ClientSecret CANDIDATE = ClientSecret.of("~[candidate]@canary+:\"\\ü");

  static final String AZURERM =
      """
      {"data":{"subscriptionId":"1272a66f-e2e8-4e88-ab43-487409186c3f","creationMode":"Manual",\
      "unknownToUs":"kept"},"id":"1dfdea68-9549-409e-abee-c5da69cfec5f","name":"Prod / ARM",\
      "type":"AzureRM","url":"https://management.azure.com/","authorization":{"parameters":\
      {"tenantid":"t","serviceprincipalid":"c","authenticationType":"spnKey",\
      "serviceprincipalkey":null},"scheme":"ServicePrincipal"},"isShared":true,"isReady":true,\
      "serviceEndpointProjectReferences":[{"projectReference":{"id":\
      "c7e5f0b3-71fa-4429-9fb3-3321963a7c06","name":"TestProject"},"name":"Prod / ARM"},\
      {"projectReference":{"id":"d8e7e7fd-44d3-47f8-9c72-5c7907714bf1","name":"Other"},\
      "name":"Arm of the other"}],"x-later":{"n":1.10,"big":123456789012345678901234567890,\
      "list":[3,2,1]}}\
      """;

  private Example() {}

  static AzureDevOps client(ScriptedServer server) {
    return client(server, CallGate.OPEN);
  }

  static AzureDevOps client(ScriptedServer server, CallGate gate) {
    return new AzureDevOps(
        server.urls(null),
        null,
        new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)),
        gate,
        NOON);
  }
}
