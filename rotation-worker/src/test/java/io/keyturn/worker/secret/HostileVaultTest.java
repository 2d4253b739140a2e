package io.keyturn.worker.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import io.keyturn.contracts.api.SecretLocation;
import io.keyturn.contracts.event.SecretVersion;
import io.keyturn.contracts.hostile.Hostile;
import io.keyturn.contracts.hostile.Rounds;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.worker.contoso.Contoso;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whatever a vault answers to Microsoft's client has an outcome that repeats nothing of it. */
class HostileVaultTest {

  private static final List<Integer> STATUSES = List.of(200, 200, 200, 200, 204, 400, 403, 404);
  private static final SecretLocation SECRET = new SecretLocation(Contoso.VAULT_URL, "payments");
  private static final String VERSION =
      """
      {"value":"fine","id":"https://contoso.vault.azure.net/secrets/payments/4387e9f3d6e14c459867679a90fd0f79",\
      "attributes":{"enabled":true,"created":1493938410,"updated":1493938410,"exp":32503680000,\
      "recoveryLevel":"Recoverable+Purgeable"},"tags":{"keyturn":"1"}}\
      """;
  private static final String LIST = "{\"value\":[" + VERSION + "," + VERSION + "]}";
  private static final String ERROR =
      "{\"error\":{\"code\":\"Forbidden\",\"message\":\"no\",\"innererror\":{\"code\":\"ForbiddenByRbac\"}}}";

  private record Scripted(int status, byte[] body) {}

  @Test
  void everyAnswerHasAnOutcomeThatRepeatsNothingOfIt() {
    AtomicReference<Scripted> next = new AtomicReference<>();
    HttpClient http = request -> Mono.just(new Answer(request, next.get()));
    TokenCredential credential =
        _ -> Mono.just(new AccessToken("t", OffsetDateTime.now().plusDays(1)));
    VaultSecrets secrets =
        new VaultSecrets(Contoso.shared().properties(), credential, http, Clock.systemUTC());
    Rounds.of(
        300,
        hostile -> {
          int status = hostile.oneOf(STATUSES);
          next.set(
              new Scripted(
                  status,
                  status == 204
                      ? new byte[0]
                      : hostile.form(hostile.oneOf(List.of(VERSION, LIST, ERROR)))));

          Attempt<?> outcome =
              switch (hostile.oneOf(List.of(0, 1, 2, 3, 4))) {
                case 0 ->
                    secrets.read(
                        Contoso.TENANT,
                        new SecretVersion(
                            Contoso.VAULT_URL, "payments", "4387e9f3d6e14c459867679a90fd0f79"));
                case 1 -> secrets.current(Contoso.TENANT, SECRET);
                case 2 ->
                    secrets.store(
                        Contoso.TENANT,
                        SECRET,
                        ClientSecret.of("s"),
                        Instant.EPOCH,
                        Map.of("keyturn", "1"));
                case 3 -> secrets.versionTagged(Contoso.TENANT, SECRET, "keyturn", "1");
                default -> secrets.newest(Contoso.TENANT, SECRET);
              };

          if (!(outcome instanceof Attempt.Succeeded<?>)) {
            assertThat(outcome.toString()).doesNotContain(Hostile.CANARY);
          }
        });
  }

  private static final class Answer extends HttpResponse {
    private final Scripted scripted;
    private final HttpHeaders headers =
        new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/json");

    Answer(HttpRequest request, Scripted scripted) {
      super(request);
      this.scripted = scripted;
    }

    @Override
    public int getStatusCode() {
      return scripted.status();
    }

    @Override
    @Deprecated
    public String getHeaderValue(String name) {
      return headers.getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public Flux<ByteBuffer> getBody() {
      return Flux.just(ByteBuffer.wrap(scripted.body()));
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
      return Mono.just(scripted.body());
    }

    @Override
    public Mono<String> getBodyAsString() {
      return getBodyAsString(StandardCharsets.UTF_8);
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
      return Mono.just(new String(scripted.body(), charset));
    }
  }
}
