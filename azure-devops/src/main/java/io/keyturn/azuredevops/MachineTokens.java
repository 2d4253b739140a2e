package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tokens of the managed identities that are attached to the machine, from its instance metadata
 * service (D-16). Of our own, because azure-identity finds that service by environment variables of
 * the process and by nothing else, and does not tell a timeout from a refusal.
 */
final class MachineTokens {

  /** Answers within milliseconds where it is there at all; a first token may take a few seconds. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final int LARGEST_ANSWER_BYTES = 64 * 1024;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final URI service;
  private final OkHttpClient http;
  private final Duration deadline;
  private final Clock clock;

  MachineTokens(URI service, OkHttpClient direct, Duration deadline, Clock clock) {
    this.service = service;
    this.deadline = deadline.compareTo(LONGEST) < 0 ? deadline : LONGEST;
    this.clock = clock;
    this.http =
        direct
            .newBuilder()
            // A proxy has a metadata service of its own, or none.
            .proxy(Proxy.NO_PROXY)
            .connectTimeout(CONNECT)
            .callTimeout(this.deadline)
            .build();
  }

  /**
   * A token, and what it says about the identity. What it says has not been verified: it came from
   * the machine itself.
   */
  record MachineToken(
      ClientSecret token, Instant expiresOn, String tenantId, String issuer, String subject) {}

  /**
   * @param resource whom the token is for
   * @param userAssigned the client id of one of the machine's identities; null for its
   *     system-assigned one
   */
  Attempt<MachineToken> token(String resource, @Nullable String userAssigned)
      throws InterruptedException {
    HttpUrl.Builder address =
        HttpUrl.get(service.toString())
            .newBuilder()
            .addPathSegments("metadata/identity/oauth2/token")
            .addQueryParameter("api-version", "2018-02-01")
            .addQueryParameter("resource", resource);
    if (userAssigned != null) {
      address.addQueryParameter("client_id", userAssigned);
    }
    Request request = new Request.Builder().url(address.build()).header("Metadata", "true").build();
    try (Response answer = http.newCall(request).execute()) {
      byte[] body = answer.peekBody(LARGEST_ANSWER_BYTES).bytes();
      return answer.code() == 200 ? token(body) : refused(answer.code(), body, userAssigned);
    } catch (InterruptedIOException e) {
      // Also for a connection that is not made in time.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return silent();
    } catch (IOException e) {
      return Attempt.retryLater(
          Reason.UNREACHABLE,
          "The machine's metadata service "
              + host()
              + " refuses the connection. Managed identities exist on machines in Azure only: run"
              + " Keyturn there, or choose another sign-in.");
    }
  }

  private Attempt<MachineToken> silent() {
    return Attempt.retryLater(
        Reason.TIMED_OUT,
        "The machine's metadata service "
            + host()
            + " did not answer within "
            + deadline.toSeconds()
            + " s. Most often the network of the container keeps link-local addresses out: let it"
            + " reach "
            + host()
            + ", then try again.");
  }

  private Attempt<MachineToken> token(byte[] body) {
    try {
      JsonNode answer = JSON.readTree(body);
      String token = answer.path("access_token").asString("");
      JsonNode claims = claims(token);
      String tenantId = claims.path("tid").asString("");
      if (!tenantId.isEmpty()) {
        return Attempt.succeeded(
            new MachineToken(
                ClientSecret.of(token),
                expires(answer),
                tenantId,
                claims.path("iss").asString(""),
                claims.path("sub").asString("")));
      }
    } catch (JacksonException | IllegalArgumentException e) {
      // Said below, without quoting what may be a token.
    }
    return Attempt.retryLater(
        Reason.UNEXPECTED_ANSWER,
        "The machine's metadata service "
            + host()
            + " answered with something that is no token. Check azure.instance-metadata-url and"
            + " look for a proxy in between.");
  }

  /** Numbers in texts; what cannot be read is taken for a token that is soon over. */
  private Instant expires(JsonNode answer) {
    return Optional.of(answer.path("expires_on").asString(""))
        .filter(text -> text.matches("\\d{1,12}"))
        .map(text -> Instant.ofEpochSecond(Long.parseLong(text)))
        .orElseGet(() -> clock.instant().plus(Duration.ofMinutes(5)));
  }

  private static JsonNode claims(String token) {
    String[] parts = token.split("\\.", -1);
    return parts.length == 3
        ? JSON.readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
        : JSON.createObjectNode();
  }

  private Attempt<MachineToken> refused(int status, byte[] body, @Nullable String userAssigned) {
    String answered =
        "The machine's metadata service " + host() + " answered with status " + status;
    if (status == 429) {
      return Attempt.retryLater(Reason.THROTTLED, answered + ". It asks for fewer calls; wait.");
    }
    // 404 and 410: not there while the service is being updated (Microsoft's guide to retries).
    if (status == 404 || status == 410 || status >= 500) {
      return Attempt.retryLater(
          Reason.SERVER_ERROR,
          answered + ". It can be reached and has a problem of its own; try again in a minute.");
    }
    String which =
        userAssigned == null
            ? "This machine has no system-assigned managed identity"
            : "The user-assigned managed identity "
                + userAssigned
                + " is not attached to this machine";
    return Attempt.refused(
        Reason.SIGN_IN_REFUSED,
        answered
            + error(body)
            + ". "
            + which
            + ": attach it in Azure, check that the client id is the identity's own, and restart"
            + " Keyturn.");
  }

  /** The OAuth error alone; descriptions may hold anything. */
  private static String error(byte[] body) {
    try {
      String error = JSON.readTree(body).path("error").asString("");
      return error.matches("[a-z_]{1,40}") ? " (" + error + ")" : "";
    } catch (JacksonException e) {
      return "";
    }
  }

  private String host() {
    return service.getPort() < 0 ? service.getHost() : service.getHost() + ":" + service.getPort();
  }
}
