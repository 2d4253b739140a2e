package io.keyturn.azuredevops;

import static io.keyturn.azuredevops.OutcomesTest.succeeded;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.empty;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.html;
import static io.keyturn.azuredevops.ScriptedServer.Scripted.json;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.keyturn.azuredevops.ScriptedServer.Scripted;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.secret.ClientSecret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** FAULT-24: with every library logging all it can, no secret is in what it says. */
@Tag("FAULT-24")
class CanaryTest {

  private static final String OWN = "canary-own-client-secret-6d1f";
  private static final String TOKEN = "canary-access-token-77ab";
  private static final String CANDIDATE = "canary-candidate-0c9e";

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @BeforeEach
  void listen() {
    logged.start();
    root.addAppender(logged);
    root.setLevel(Level.TRACE);
    PrintStream into = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(into);
    System.setErr(into);
  }

  @AfterEach
  void stopListening() {
    System.setOut(out);
    System.setErr(err);
    root.setLevel(before);
    root.detachAppender(logged);
  }

  @Test
  @DisplayName("FAULT-24: no secret in logs, output, outcomes or what prints itself")
  void noSecretIsSaid() {
    List<Object> outcomes = new ArrayList<>();
    try (ScriptedServer entra = ScriptedServer.https(Certificates.shared().identity());
        ScriptedServer devOps = ScriptedServer.http()) {
      AzureDevOps azureDevOps =
          new AzureDevOps(
              devOps.urls(entra.url("")),
              Certificates.shared().pem(),
              new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20)),
              CallGate.OPEN,
              Clock.systemUTC());
      Actor actor =
          new Actor(
              "fabrikam",
              new SignIn.ServicePrincipal("contoso.example", "client", ClientSecret.of(OWN)));
      ServiceConnections connections = azureDevOps.serviceConnections();
      entra.answer(json(401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS1\"}"));
      outcomes.add(connections.get(actor, Example.ADDRESS));
      entra.answer(
          json(
              200,
              "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\""
                  + TOKEN
                  + "\"}"));
      devOps.answer(json(200, Example.AZURERM));
      ServiceConnection current = succeeded(connections.get(actor, Example.ADDRESS));
      outcomes.add(current);
      ClientSecret candidate = ClientSecret.of(CANDIDATE);
      for (Scripted answer :
          List.of(
              json(200, Example.AZURERM),
              empty(401),
              html(203),
              json(400, "{\"message\":\"TF1 " + CANDIDATE + "\",\"typeKey\":\"X\"}"),
              json(500, "{\"message\":\"" + CANDIDATE),
              json(
                  200, "{\"statusCode\":\"badRequest\",\"errorMessage\":\"" + CANDIDATE + "\"}"))) {
        devOps.answer(answer);
        outcomes.add(
            connections.update(actor, Example.ADDRESS, current, "serviceprincipalkey", candidate));
        outcomes.add(
            connections.testCandidate(
                actor, Example.ADDRESS, current, "serviceprincipalkey", candidate));
      }
      // Otherwise the silence below would prove nothing.
      assertThat(devOps.seen()).anyMatch(seen -> seen.body().contains(CANDIDATE));
      assertThat(devOps.seen())
          .anyMatch(seen -> seen.header("Authorization").equals("Bearer " + TOKEN));
      outcomes.add(actor);
    }
    assertThat(outcomes).anyMatch(Attempt.Succeeded.class::isInstance);
    assertThat(logged.list).isNotEmpty();

    String everything = said() + printed.toString(StandardCharsets.UTF_8) + outcomes;
    assertThat(everything).doesNotContain(OWN).doesNotContain(TOKEN).doesNotContain(CANDIDATE);
  }

  private String said() {
    StringBuilder all = new StringBuilder();
    for (ILoggingEvent event : List.copyOf(logged.list)) {
      all.append(event.getFormattedMessage()).append(event.getKeyValuePairs()).append('\n');
      if (event.getThrowableProxy() != null) {
        all.append(ThrowableProxyUtil.asString(event.getThrowableProxy())).append('\n');
      }
    }
    return all.toString();
  }
}
