package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.Directory.Principal;
import io.keyturn.embedded.entra.State.Subscription;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Azure Resource Manager: which subscriptions a principal can see, and the vaults in them. */
final class ResourceManager implements Site {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Directory directory;
  private final State state;

  ResourceManager(Directory directory, State state) {
    this.directory = directory;
    this.state = state;
  }

  @Override
  public String prefix() {
    return "/management";
  }

  @Override
  public Answer handle(Request request) {
    Optional<Principal> caller = caller(request);
    if (caller.isEmpty()) {
      return error(
              401,
              "AuthenticationFailed",
              "Authentication failed. The 'Authorization' header is missing or invalid.")
          .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }
    List<String> segments = request.segments();
    if (!request.method().equals("GET")
        || segments.isEmpty()
        || !segments.getFirst().equalsIgnoreCase("subscriptions")
        || !(segments.size() <= 2 || asksForVaults(segments))) {
      return error(404, "InvalidResourceType", "The resource type could not be found.");
    }
    if (!request.query().containsKey("api-version")) {
      return error(
          400,
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.");
    }
    List<Subscription> visible = state.subscriptionsOf(caller.get().objectId());
    if (segments.size() == 1) {
      return list(visible);
    }
    Answer subscription = one(caller.get(), visible, segments.get(1));
    return segments.size() == 2 || subscription.status() != 200
        ? subscription
        : vaults(segments.get(1));
  }

  private static boolean asksForVaults(List<String> segments) {
    return segments.size() == 5
        && String.join("/", segments.subList(2, 5))
            .equalsIgnoreCase("providers/Microsoft.KeyVault/vaults");
  }

  private Answer vaults(String subscriptionId) {
    ObjectNode body = JSON.createObjectNode();
    var value = body.putArray("value");
    for (String vault : state.vaults(subscriptionId)) {
      value
          .addObject()
          .put("name", vault)
          .put("type", "Microsoft.KeyVault/vaults")
          .putObject("properties")
          .put("vaultUri", "https://" + vault + ".vault.azure.net/");
    }
    return Answer.json(200, body.toString());
  }

  private static Answer list(List<Subscription> visible) {
    ObjectNode body = JSON.createObjectNode();
    var value = body.putArray("value");
    visible.forEach(subscription -> value.add(json(subscription)));
    body.putObject("count").put("type", "Total").put("value", visible.size());
    return Answer.json(200, body.toString());
  }

  private Answer one(Principal caller, List<Subscription> visible, String id) {
    Optional<Subscription> found =
        visible.stream().filter(known -> known.subscriptionId().equalsIgnoreCase(id)).findFirst();
    if (found.isPresent()) {
      return Answer.json(200, json(found.get()).toString());
    }
    if (state.subscription(id).isEmpty()) {
      return error(
          404, "SubscriptionNotFound", "The subscription '" + id + "' could not be found.");
    }
    return error(
        403,
        "AuthorizationFailed",
        "The client '"
            + caller.clientId().orElse(caller.account())
            + "' with object id '"
            + caller.objectId()
            + "' does not have authorization to perform action"
            + " 'Microsoft.Resources/subscriptions/read' over scope '/subscriptions/"
            + id
            + "' or the scope is invalid. If access was recently granted, please refresh your"
            + " credentials.");
  }

  private Optional<Principal> caller(Request request) {
    Optional<String> token =
        request
            .header("authorization")
            .filter(value -> value.startsWith("Bearer "))
            .map(value -> value.substring("Bearer ".length()));
    return token
        .flatMap(value -> directory.principalOf(value, "https://management.azure.com"))
        .or(() ->
            token.flatMap(
                value -> directory.principalOf(value, "https://management.core.windows.net")));
  }

  private static ObjectNode json(Subscription subscription) {
    return JSON.createObjectNode()
        .put("id", "/subscriptions/" + subscription.subscriptionId())
        .put("subscriptionId", subscription.subscriptionId())
        .put("tenantId", subscription.tenantId())
        .put("displayName", subscription.displayName())
        .put("state", "Enabled")
        .put("authorizationSource", "RoleBased");
  }

  private static Answer error(int status, String code, String message) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error").put("code", code).put("message", message);
    return Answer.json(status, body.toString());
  }
}
