package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.State.MachineIdentity;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import io.keyturn.embedded.http.Site;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * The token endpoint of the instance metadata service, which a virtual machine reaches at {@code
 * http://169.254.169.254}. What it hands out is real to the other sites. It is slow or broken when
 * the server's faults say so; an identity that is not attached it refuses by itself.
 */
final class InstanceMetadata implements Site {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final State state;
  private final Tokens tokens;
  private final Supplier<String> base;
  private final Clock clock;

  InstanceMetadata(State state, Tokens tokens, Supplier<String> base, Clock clock) {
    this.state = state;
    this.tokens = tokens;
    this.base = base;
    this.clock = clock;
  }

  @Override
  public String prefix() {
    return "/imds";
  }

  @Override
  public Answer handle(Request request) {
    if (!request.segments().equals(List.of("metadata", "identity", "oauth2", "token"))
        || !request.method().equals("GET")) {
      return refused(404, "not_found", "The requested resource was not found");
    }
    // Both keep out requests that somebody tricked a server on the machine into.
    if (request.header("metadata").filter("true"::equalsIgnoreCase).isEmpty()) {
      return refused(400, "invalid_request", "Required metadata header not specified");
    }
    if (request.header("x-forwarded-for").isPresent()) {
      return refused(400, "invalid_request", "Requests with X-Forwarded-For are not served");
    }
    String resource = request.query().getOrDefault("resource", "");
    if (!request.query().getOrDefault("api-version", "").equals("2018-02-01")
        || resource.isEmpty()) {
      return refused(400, "invalid_request", "api-version and resource are required");
    }
    return attached(request.query().getOrDefault("client_id", ""))
        .flatMap(identity -> state.servicePrincipal(identity.tenantId(), identity.clientId()))
        .map(principal -> token(principal, resource))
        .orElseGet(() -> refused(400, "invalid_request", "Identity not found"));
  }

  /** Without a client id the system-assigned one, else the only one there is. */
  private Optional<MachineIdentity> attached(String clientId) {
    List<MachineIdentity> all = state.machineIdentities();
    if (!clientId.isEmpty()) {
      return all.stream()
          .filter(identity -> identity.clientId().equalsIgnoreCase(clientId))
          .findFirst();
    }
    return all.stream()
        .filter(MachineIdentity::systemAssigned)
        .findFirst()
        .or(() -> all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty());
  }

  private Answer token(State.ServicePrincipal principal, String resource) {
    Application identity = state.application(principal.clientId()).orElseThrow();
    long expires = clock.instant().plus(Tokens.LIFE).getEpochSecond();
    return Answer.json(
        200,
        JSON.createObjectNode()
            .put("access_token", tokens.forApplication(base.get(), principal, identity, resource))
            .put("client_id", principal.clientId())
            // Numbers in texts, as there.
            .put("expires_in", String.valueOf(Tokens.LIFE.toSeconds()))
            .put("expires_on", String.valueOf(expires))
            .put("resource", resource)
            .put("token_type", "Bearer")
            .toString());
  }

  private static Answer refused(int status, String error, String description) {
    return Answer.json(
        status,
        JSON.createObjectNode()
            .put("error", error)
            .put("error_description", description)
            .toString());
  }
}
