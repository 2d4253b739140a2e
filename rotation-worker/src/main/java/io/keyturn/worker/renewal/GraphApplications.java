package io.keyturn.worker.renewal;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.ClientSecret;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An application's client secrets in Microsoft Graph. Nothing is ever sent twice: a call whose
 * answer is lost may have been carried out, and {@link #keys} tells.
 *
 * <p>Applications are named by client id ({@code applications(appId='…')}); the object id, which
 * {@code applications/…} takes, is known to no service connection. Source: microsoft-graph-docs,
 * application-addpassword.md, application-removepassword.md.
 */
final class GraphApplications {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final GraphCalls calls;
  private final String base;
  private final Clock clock;

  GraphApplications(GraphCalls calls, URI graph, Clock clock) {
    this.calls = calls;
    this.base = graph.toString().replaceAll("/+$", "") + "/v1.0/applications(appId='";
    this.clock = clock;
  }

  /** Every client secret that the application has, ours and others', good and expired. */
  Attempt<List<EntraKey>> keys(String tenantId, String clientId) {
    return calls.get(
        tenantId,
        base + clientId + "')?$select=appId,passwordCredentials",
        body -> {
          List<EntraKey> keys = new ArrayList<>();
          for (JsonNode key : body.required("passwordCredentials")) {
            keys.add(key(key));
          }
          return List.copyOf(keys);
        });
  }

  /**
   * Makes a client secret.
   *
   * @param displayName told apart from every other by whoever calls: it is all that is known of a
   *     secret whose making was not answered
   */
  Attempt<NewKey> add(String tenantId, String clientId, String displayName, Instant expiresOn) {
    ObjectNode wanted = JSON.createObjectNode();
    wanted
        .putObject("passwordCredential")
        .put("displayName", displayName)
        .put("startDateTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("endDateTime", expiresOn.truncatedTo(ChronoUnit.SECONDS).toString());
    return calls.post(
        tenantId,
        base + clientId + "')/addPassword",
        wanted,
        body -> new NewKey(key(body), ClientSecret.of(body.required("secretText").stringValue())));
  }

  /** Removes a client secret; nobody can sign in with it from then on. */
  Attempt<@Nullable Void> remove(String tenantId, String clientId, String keyId) {
    return calls.post(
        tenantId,
        base + clientId + "')/removePassword",
        JSON.createObjectNode().put("keyId", keyId),
        _ -> null);
  }

  /**
   * @throws tools.jackson.core.JacksonException when it is no password credential
   * @throws DateTimeException the same
   */
  private static EntraKey key(JsonNode json) {
    return new EntraKey(
        json.required("keyId").stringValue(),
        json.path("displayName").asString(""),
        OffsetDateTime.parse(json.required("endDateTime").stringValue()).toInstant());
  }
}
