package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What an identity of Entra sees in Azure Resource Manager: its subscriptions, and the key vaults
 * in them. Seeing a vault is not reading its secrets, which takes a role of the vault's own (Z-16).
 */
public final class Subscriptions {

  /** Each cloud's Resource Manager is an audience of its own. */
  private static final Set<String> CLOUDS =
      Set.of("management.azure.com", "management.usgovcloudapi.net", "management.chinacloudapi.cn");

  private final URI management;
  private final Transport transport;
  private final AccessTokens tokens;
  private final Duration deadline;

  Subscriptions(URI management, Transport transport, AccessTokens tokens, Duration deadline) {
    this.management = management;
    this.transport = transport;
    this.tokens = tokens;
    this.deadline = deadline;
  }

  public record Subscription(UUID id, String name) {}

  /**
   * A part of a list.
   *
   * @param complete false when there is more, which is not read
   */
  public record Page<T>(List<T> items, boolean complete) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /** Those in which the identity has any role. */
  public Attempt<Page<Subscription>> list(String organization, SignIn.Principal identity) {
    return get(organization, identity, "/subscriptions?api-version=2022-12-01")
        .map(answer ->
            page(
                answer,
                item ->
                    Json.guid(item, "subscriptionId")
                        .map(id ->
                            new Subscription(
                                id, Json.text(item, "displayName").orElse(id.toString())))));
  }

  /** The names of the key vaults in it that the identity may see. */
  public Attempt<Page<String>> vaults(
      String organization, SignIn.Principal identity, UUID subscription) {
    return get(
            organization,
            identity,
            "/subscriptions/"
                + subscription
                + "/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01")
        .map(answer -> page(answer, item -> Json.text(item, "name")));
  }

  private static <T> Page<T> page(JsonNode answer, Function<JsonNode, Optional<T>> read) {
    List<T> items = new ArrayList<>();
    Json.elements(answer).forEach(item -> read.apply(item).ifPresent(items::add));
    return new Page<>(items, Json.text(answer, "nextLink").isEmpty());
  }

  private Attempt<JsonNode> get(String organization, SignIn.Principal identity, String path) {
    try {
      return switch (tokens.token(organization, identity, audience())) {
        case Attempt.Succeeded<ClientSecret>(ClientSecret token) -> send(token, path);
        case Attempt.RetryLater<ClientSecret>(Reason reason, String why, Duration after) ->
            new Attempt.RetryLater<>(reason, why, after);
        case Attempt.Refused<ClientSecret>(Reason reason, String why) ->
            new Attempt.Refused<>(reason, why);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Attempt.retryLater(Reason.TIMED_OUT, "Keyturn was stopped while it asked Azure.");
    }
  }

  private Attempt<JsonNode> send(ClientSecret token, String path) throws InterruptedException {
    try {
      Answer answer =
          transport.send(
              new Transport.Outgoing(
                  "GET",
                  URI.create(management + path),
                  Map.of("Authorization", "Bearer " + token.reveal(), "Accept", "application/json"),
                  null),
              deadline);
      return switch (answer.status()) {
        case 200 -> Attempt.succeeded(Json.MAPPER.readTree(answer.body()));
        case 401, 403, 404 ->
            Attempt.refused(
                Reason.ACCESS_FORBIDDEN,
                "Azure Resource Manager answered with status "
                    + answer.status()
                    + ": the identity has no role there. Give it Reader on the subscription if it"
                    + " is to see it.");
        case 429 ->
            Attempt.retryLater(
                Reason.THROTTLED, "Azure Resource Manager asks for fewer calls; try again later.");
        default ->
            Attempt.retryLater(
                Reason.SERVER_ERROR,
                "Azure Resource Manager answered with status " + answer.status() + ".");
      };
    } catch (TimeoutException e) {
      return Attempt.retryLater(
          Reason.TIMED_OUT,
          "Azure Resource Manager did not answer at " + management.getHost() + " in time.");
    } catch (JacksonException e) {
      return Attempt.retryLater(
          Reason.UNEXPECTED_ANSWER, "Azure Resource Manager answered with something unreadable.");
    } catch (IOException e) {
      return Attempt.retryLater(
          Reason.UNREACHABLE,
          "Azure Resource Manager cannot be reached at "
              + management.getHost()
              + ". Check azure.management-url, name resolution, proxy and firewall.");
    }
  }

  private String audience() {
    return CLOUDS.contains(management.getHost())
        ? "https://" + management.getHost()
        : "https://management.azure.com";
  }
}
