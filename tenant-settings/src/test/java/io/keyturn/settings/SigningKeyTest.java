package io.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.keyturn.contracts.api.FederatedCredential;
import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.encryption.ReEncrypt;
import io.keyturn.settings.federation.Federation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

/** An installation of its own, of two processes whose clock the test turns. */
class SigningKeyTest {

  private static final Installation OWN = new Installation();
  // PostgreSQL keeps no nanoseconds.
  private static final AtomicReference<Instant> NOW =
      new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private static final ServletWebServerApplicationContext ONE = process(" none ");
  private static final ServletWebServerApplicationContext OTHER = process(" none ");

  @AfterAll
  static void stop() {
    ONE.close();
    OTHER.close();
    OWN.context.close();
  }

  @Test
  void aKeyIsMadeOnceIsReplacedInTimeAndStaysPublishedForAWhile() throws Exception {
    assertThat(published()).isEmpty();

    Set<String> first = new HashSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> uses = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        uses.add(() -> keyIn(ONE));
        uses.add(() -> keyIn(OTHER));
      }
      for (Future<String> each : threads.invokeAll(uses)) {
        first.add(each.get());
      }
    }
    assertThat(first).as("one process makes the first key").hasSize(1);
    assertThat(published()).containsExactlyElementsOf(first);
    String old = first.iterator().next();

    later(Duration.ofDays(90));
    assertThat(keyIn(ONE)).as("nobody knows the next one yet").isEqualTo(old);
    assertThat(published()).hasSize(2).contains(old);

    later(Duration.ofDays(1));
    String next = keyIn(OTHER);
    assertThat(next).isNotEqualTo(old);
    assertThat(published()).as("what the old one signed is still good").contains(old, next);

    later(Duration.ofDays(1));
    assertThat(published()).containsExactly(next);

    String[] newKey = {
      "--keyturn.encryption.current-key=k2",
      "--keyturn.encryption.keys.k2=ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
    };
    try (var process = process(" none ", newKey)) {
      ReEncrypt.Result result = process.getBean(ReEncrypt.class).run();
      assertThat(result.unreadable()).isEmpty();
      assertThat(result.done()).isEqualTo(2);
    }
    assertThat(
            OWN.sql
                .sql("select distinct split_part(private_key, ':', 1) from signing_key")
                .query(String.class)
                .list())
        .containsExactly("k2");
    try (var process = process("k1", newKey)) {
      assertThat(published()).contains(keyIn(process));
    }
  }

  private static String keyIn(ServletWebServerApplicationContext process) throws Exception {
    Federation federation = process.getBean(Federation.class);
    FederatedCredential credential = federation.credential(UUID.randomUUID()).orElseThrow();
    ClientSecret assertion = federation.assertion(credential);
    SignedJWT statement = SignedJWT.parse(assertion.reveal());
    assertThat(statement.getJWTClaimsSet().getIssuer()).isEqualTo(Installation.ISSUER);
    return statement.getHeader().getKeyID();
  }

  private static Set<String> published() {
    Set<String> ids = new HashSet<>();
    for (JsonNode key :
        OWN.callAt(ONE, null, "GET", "/.well-known/jwks", null).json().path("keys")) {
      ids.add(key.path("kid").asString(""));
    }
    return ids;
  }

  private static void later(Duration time) {
    NOW.updateAndGet(now -> now.plus(time));
  }

  private static ServletWebServerApplicationContext process(String without, String... otherwise) {
    Clock clock = ((InstantSource) NOW::get).withZone(ZoneOffset.UTC);
    return (ServletWebServerApplicationContext)
        OWN.application()
            .initializers(
                it -> ((GenericApplicationContext) it).registerBean(Clock.class, () -> clock))
            .run(OWN.arguments(without, otherwise));
  }
}
