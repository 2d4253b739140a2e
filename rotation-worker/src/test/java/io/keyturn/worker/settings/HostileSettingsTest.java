package io.keyturn.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.keyturn.contracts.hostile.Hostile;
import io.keyturn.contracts.hostile.Rounds;
import io.keyturn.contracts.outcome.Attempt;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Whatever is answered in tenant-settings' place has an outcome that repeats nothing of it. */
class HostileSettingsTest {

  private static final List<Integer> STATUSES = List.of(200, 200, 200, 200, 204, 401, 404, 503);
  private static final String SETTINGS =
      """
      {"tenantId":"t","applicationId":"a","applicationName":"n","tenantEnabled":true,\
      "applicationEnabled":true,"secret":{"vaultUrl":"https://contoso.vault.azure.net","name":"s"},\
      "bindings":[],"connectors":[]}\
      """;
  private static final String APPLICATIONS =
      "[{\"tenantId\":\"t\",\"applicationId\":\"a\"},{\"tenantId\":\"t\",\"applicationId\":\"b\"}]";
  private static final String PROBLEM =
      "{\"code\":\"tenant.unknown\",\"detail\":\"d\",\"remedy\":\"r\",\"status\":404}";

  @Test
  void everyAnswerHasAnOutcomeThatRepeatsNothingOfIt() {
    AtomicReference<Hostile> now = new AtomicReference<>();
    OkHttpClient http =
        new OkHttpClient.Builder()
            .addInterceptor(chain ->
                new Response.Builder()
                    .request(chain.request())
                    .protocol(Protocol.HTTP_1_1)
                    .message("")
                    .code(now.get().oneOf(STATUSES))
                    .body(
                        ResponseBody.create(
                            now.get()
                                .form(now.get().oneOf(List.of(SETTINGS, APPLICATIONS, PROBLEM))),
                            MediaType.get("application/json")))
                    .build())
            .build();
    TokenCredential credential =
        _ -> Mono.just(new AccessToken("t", OffsetDateTime.now().plusDays(1)));
    TenantSettings settings =
        new TenantSettings(
            new SettingsProperties(URI.create("https://localhost"), "s", Duration.ofSeconds(5)),
            http,
            credential,
            "k");
    Rounds.of(
        1_000,
        hostile -> {
          now.set(hostile);

          Attempt<?> outcome =
              switch (hostile.oneOf(List.of(0, 1, 2))) {
                case 0 -> settings.of("t", "a");
                case 1 -> settings.ofPlan("t", "a", UUID.randomUUID());
                default -> settings.applicationsOf("v", "s");
              };

          if (outcome instanceof Attempt.Succeeded<?> succeeded) {
            assertThat(succeeded.value()).isNotNull();
          } else {
            assertThat(outcome.toString()).doesNotContain(Hostile.CANARY);
          }
        });
  }
}
