package io.keyturn.settings.verification;

import com.azure.core.http.HttpClient;
import io.keyturn.azuredevops.BlockingHttp;
import io.keyturn.azuredevops.OwnIdentity;
import io.keyturn.azuredevops.Reachability;
import io.keyturn.contracts.event.Topics;
import io.keyturn.preflight.AzureLook;
import io.keyturn.preflight.DatabaseLook;
import io.keyturn.preflight.Finding;
import io.keyturn.preflight.KafkaLook;
import io.keyturn.preflight.Looks;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.kafka.common.acl.AclOperation;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** All that tenant-settings needs around it, as its settings have it. */
final class Surroundings {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final AzureProperties azure;
  private final IdentityProperties identity;
  private final DatabaseLook database;
  private final KafkaLook kafka;
  private final OkHttpClient http;
  private final HttpClient azureHttp;
  private final URI keys;
  private final Optional<OwnIdentity> discovery;

  /**
   * @throws RuntimeException for settings with which the application would not start
   */
  Surroundings(Binder binder) {
    azure = binder.bindOrCreate("azure", AzureProperties.class);
    identity = binder.bindOrCreate("keyturn.identity", IdentityProperties.class);
    identity.own();
    azure.urls();
    http = BlockingHttp.trusting(azure.caCertificate()).newBuilder().callTimeout(DEADLINE).build();
    azureHttp = BlockingHttp.forAzure(http, DEADLINE);
    database =
        new DatabaseLook(
            text(binder, "spring.datasource.url"),
            text(binder, "spring.datasource.username"),
            text(binder, "spring.datasource.password"),
            text(binder, "spring.flyway.default-schema"),
            text(binder, "spring.flyway.locations"));
    kafka =
        new KafkaLook(
            binder.bindOrCreate("spring.kafka", KafkaProperties.class).buildAdminProperties(),
            Map.of(
                Topics.ROTATION_EVENTS,
                Set.of(AclOperation.WRITE),
                Topics.ROTATION_OUTPUT,
                Set.of(AclOperation.READ)),
            text(binder, "spring.kafka.consumer.group-id"));
    String named = text(binder, "spring.security.oauth2.resourceserver.jwt.jwk-set-uri");
    keys =
        URI.create(
            named.isBlank()
                ? azure.authorityHost().toString().replaceAll("/+$", "")
                    + "/common/discovery/v2.0/keys"
                : named.strip());
    String tenant =
        Optional.of(text(binder, "keyturn.console.sign-in-tenant"))
            .filter(it -> it.length() == 36)
            .orElse(text(binder, "keyturn.worker-door.tenant-id"));
    String client = text(binder, "keyturn.discovery.client-id");
    discovery =
        client.isBlank() || tenant.isBlank()
            ? Optional.empty()
            : Optional.of(
                new OwnIdentity(
                    Optional.of(tenant),
                    Optional.of(client),
                    Optional.of(text(binder, "keyturn.discovery.client-secret"))));
  }

  private static String text(Binder binder, String name) {
    return binder.bind(name, String.class).orElse("");
  }

  void look(Looks looks) {
    looks.take("postgresql", database::take);
    looks.take("kafka", kafka::take);
    looks.take(
        "azure",
        () -> AzureLook.hosts(new Reachability(azure.urls(), http, Clock.systemUTC()).hosts()));
    looks.take("signing-keys", () -> List.of(signingKeys()));
    looks.take(
        "identity",
        () ->
            List.of(
                identity.clientId().isEmpty()
                    ? Finding.skipped(
                        "identity", "keyturn.identity.* is not set: the machine's own is used.")
                    : token("identity", identity.own(), "keyturn.identity.*")));
    looks.take(
        "discovery",
        () ->
            List.of(
                discovery
                    .map(own -> token("discovery", own, "keyturn.discovery.*"))
                    .orElseGet(() ->
                        Finding.skipped(
                            "discovery",
                            "it takes keyturn.discovery.client-id, and a tenant in"
                                + " keyturn.worker-door.tenant-id, to be tried."))));
  }

  private Finding token(String what, OwnIdentity own, String settings) {
    return AzureLook.token(
        what,
        azure.authorityHost(),
        own.credential(azure.urls().authority(), azureHttp),
        "https://vault.azure.net/.default",
        "Check " + settings + ", and that the client secret has not expired.");
  }

  private Finding signingKeys() {
    String where = String.valueOf(keys.getAuthority());
    try (Response answer =
        http.newCall(new Request.Builder().url(keys.toString()).build()).execute()) {
      return answer.code() == 200 && answer.body().string().contains("\"keys\"")
          ? Finding.ok("signing-keys", where, "access tokens can be checked.")
          : Finding.failed(
              "signing-keys",
              where,
              "answers with status "
                  + answer.code()
                  + " and no keys. Check spring.security.oauth2.resourceserver.jwt.jwk-set-uri.");
    } catch (IOException e) {
      return Finding.failed(
          "signing-keys",
          where,
          "cannot be reached (" + e.getClass().getSimpleName() + "). Nobody could sign in.");
    }
  }
}
