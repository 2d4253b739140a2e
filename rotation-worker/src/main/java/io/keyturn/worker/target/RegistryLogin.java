package io.keyturn.worker.target;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import io.keyturn.contracts.secret.ClientSecret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Signs in to a container registry the way {@code docker login} does: {@code GET /v2/} with Basic,
 * or with the token that the registry's Bearer challenge leads to (Distribution specification, "API
 * version check" and token authentication).
 */
public final class RegistryLogin {

  private static final Pattern CHALLENGE = Pattern.compile("(realm|service|scope)=\"([^\"]*)\"");

  private final OkHttpClient http;
  private final Duration timeout;

  /**
   * @param http follows no redirects: a password is not carried to another host
   */
  public RegistryLogin(OkHttpClient http, Duration timeout) {
    this.http = http;
    this.timeout = timeout;
  }

  /**
   * Whether user name and password are accepted there.
   *
   * @param registry as the connection has it: {@code https://registry.contoso.com/v1/}, or a bare
   *     host name
   */
  Attempt<@Nullable Void> tryOut(String registry, String username, ClientSecret password) {
    Optional<URI> base = base(registry);
    if (base.isEmpty()) {
      return Attempt.refused(
          Reason.REGISTRY_ADDRESS_INVALID,
          "The connection's registry address is not an https address. Correct it in Azure DevOps.");
    }
    URI ping = base.get().resolve("v2/");
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (username + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8));
    try {
      Said said = get(ping, basic);
      Optional<String> challenge =
          said.challenge().filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "));
      if (said.status() == 401 && challenge.isPresent()) {
        Optional<URI> tokens = tokenAddress(ping, challenge.get(), username);
        if (tokens.isEmpty()) {
          return Attempt.refused(
              Reason.REGISTRY_ADDRESS_INVALID,
              "The registry sends its logins to an address outside https; the password was not sent"
                  + " there.");
        }
        said = get(tokens.get(), basic);
      }
      return outcome(said.status(), ping.getHost());
    } catch (IOException e) {
      return Attempt.retryLater(
          Reason.REGISTRY_UNREACHABLE,
          Thread.currentThread().isInterrupted()
              ? "The worker is being stopped."
              : "The registry "
                  + ping.getHost()
                  + " cannot be reached ("
                  + e.getClass().getSimpleName()
                  + "). Check that the worker may connect to it.");
    }
  }

  private record Said(int status, Optional<String> challenge) {}

  private Said get(URI address, String authorization) throws IOException {
    Call call =
        http.newCall(
            new Request.Builder()
                .url(address.toString())
                .header("Authorization", authorization)
                .build());
    call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    try (Response answer = call.execute()) {
      // To its end: an answer that stalls is none, and a connection that was read is used again.
      answer.body().source().readAll(Okio.blackhole());
      return new Said(answer.code(), Optional.ofNullable(answer.header("WWW-Authenticate")));
    }
  }

  private static Attempt<@Nullable Void> outcome(int status, String host) {
    if (status == 200) {
      return Attempt.done();
    }
    if (status == 401 || status == 403) {
      // A new password can take a while to be known everywhere, so it is tried for some time.
      return Attempt.retryLater(
          Reason.CANDIDATE_NOT_YET_VALID,
          "The registry " + host + " does not accept the user name and the new password.");
    }
    return Attempt.retryLater(
        Reason.REGISTRY_UNREACHABLE,
        "The registry " + host + " answered with status " + status + ".");
  }

  private static Optional<URI> tokenAddress(URI ping, String challenge, String username) {
    String realm = "";
    StringBuilder query = new StringBuilder("account=" + encode(username));
    Matcher parts = CHALLENGE.matcher(challenge);
    while (parts.find()) {
      if (parts.group(1).equals("realm")) {
        realm = parts.group(2);
      } else {
        query.append('&').append(parts.group(1)).append('=').append(encode(parts.group(2)));
      }
    }
    try {
      URI address = ping.resolve(realm);
      String separator = address.getRawQuery() == null ? "?" : "&";
      return isHttps(address)
          ? Optional.of(URI.create(address + separator + query))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The address without the API version that Docker's own clients write behind it. */
  private static Optional<URI> base(String registry) {
    String text = registry.trim();
    if (!text.contains("://")) {
      text = "https://" + text;
    }
    text = text.replaceAll("/+$", "").replaceAll("/v[12]$", "") + "/";
    try {
      URI uri = URI.create(text);
      return isHttps(uri) && uri.getRawQuery() == null ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme())
        && uri.getHost() != null
        && uri.getRawUserInfo() == null;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
