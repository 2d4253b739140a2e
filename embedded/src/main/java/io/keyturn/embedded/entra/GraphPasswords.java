package io.keyturn.embedded.entra;

import io.keyturn.embedded.entra.Application.Password;
import io.keyturn.embedded.entra.Directory.Principal;
import io.keyturn.embedded.http.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code addPassword} and {@code removePassword}, and what may stand in their way. */
final class GraphPasswords {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** The policy of the tenant; a null life is any. */
  private record Policy(boolean allowed, @Nullable Duration longestLife) {}

  private record Conflict(int status, int times) {}

  private final State state;
  private final ClientSecrets secrets;
  private final Clock clock;
  private volatile Policy policy = new Policy(true, null);
  private Conflict conflict = new Conflict(409, 0);

  GraphPasswords(State state, ClientSecrets secrets, Clock clock) {
    this.state = state;
    this.secrets = secrets;
    this.clock = clock;
  }

  void policy(boolean allowed, @Nullable Duration longestLife) {
    policy = new Policy(allowed, longestLife);
  }

  synchronized void conflict(int status, int times) {
    conflict = new Conflict(status, times);
  }

  Answer add(Principal caller, Application application, byte[] body) {
    Optional<Answer> refusal = refusal(caller, application);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    try {
      JsonNode wanted =
          body.length == 0
              ? JSON.createObjectNode()
              : JSON.readTree(body).path("passwordCredential");
      Instant start = instant(wanted.path("startDateTime"), clock.instant());
      // Two years when nothing is said (addPassword's documentation).
      Instant end =
          instant(
              wanted.path("endDateTime"), start.atOffset(ZoneOffset.UTC).plusYears(2).toInstant());
      return add(application, wanted.path("displayName").asString(""), start, end);
    } catch (JacksonException | DateTimeParseException e) {
      return GraphJson.error(400, "BadRequest", "Unable to read JSON request payload.");
    }
  }

  private Answer add(Application application, String displayName, Instant start, Instant end) {
    if (!end.isAfter(start)) {
      return GraphJson.error(
          400, "Request_BadRequest", "The end date of the credential is not after its start date.");
    }
    Policy now = policy;
    boolean tooLong =
        now.longestLife() instanceof Duration longest && end.isAfter(start.plus(longest));
    if (!now.allowed() || tooLong) {
      return GraphJson.error(
          400,
          // Two codes, as Microsoft's Teams Toolkit tells them apart (appStudio's aadErrorCode).
          now.allowed()
              ? "CredentialInvalidLifetimeAsPerAppPolicy"
              : "CredentialTypeNotAllowedAsPerAppPolicy",
          now.allowed()
              ? "Credential lifetime exceeds the max value allowed as per assigned policy."
              : "Credential type not allowed as per assigned policy.");
    }
    ClientSecrets.Added added = secrets.add(application.clientId(), displayName, start, end);
    return Answer.json(
        200, GraphJson.password(added.password()).put("secretText", added.secretText()).toString());
  }

  Answer remove(Principal caller, Application application, byte[] body) {
    Optional<Answer> refusal = refusal(caller, application);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    String keyId;
    try {
      keyId = JSON.readTree(body).path("keyId").asString("");
    } catch (JacksonException e) {
      return GraphJson.error(400, "BadRequest", "Unable to read JSON request payload.");
    }
    boolean[] removed = new boolean[1];
    state.change(
        application.clientId(),
        current -> {
          List<Password> rest = new ArrayList<>(current.passwords());
          removed[0] = rest.removeIf(each -> each.keyId().equalsIgnoreCase(keyId));
          return current.withPasswords(rest);
        });
    return removed[0]
        ? Answer.empty(204)
        : GraphJson.error(
            400, "Request_BadRequest", "No password credential found with keyId '" + keyId + "'.");
  }

  private Optional<Answer> refusal(Principal caller, Application application) {
    boolean may =
        state.roles(caller.objectId(), Graph.CLIENT_ID).contains("Application.ReadWrite.All")
            || application.owners().stream().anyMatch(caller.objectId()::equalsIgnoreCase);
    if (!may) {
      return Optional.of(
          GraphJson.error(
              403,
              "Authorization_RequestDenied",
              "Insufficient privileges to complete the operation."));
    }
    return nextConflict()
        .map(status ->
            GraphJson.error(
                status,
                status == 409 ? "Request_Conflict" : "Request_BadRequest",
                "Update to this application failed: another update was made to the same object"
                    + " at the same time. Please retry."));
  }

  private synchronized Optional<Integer> nextConflict() {
    if (conflict.times() == 0) {
      return Optional.empty();
    }
    conflict = new Conflict(conflict.status(), conflict.times() - 1);
    return Optional.of(conflict.status());
  }

  private static Instant instant(JsonNode given, Instant otherwise) {
    String text = given.asString("");
    return text.isEmpty() ? otherwise : OffsetDateTime.parse(text).toInstant();
  }
}
