package io.keyturn.azuredevops;

import io.keyturn.contracts.api.Preflight;
import io.keyturn.contracts.api.Preflight.Check;
import io.keyturn.contracts.api.Preflight.Outcome;
import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Which of Azure's hosts this process reaches from where it runs, and whether its machine hands out
 * tokens (D-14, D-16). Signs in to nothing.
 */
public final class Reachability {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AzureUrls urls;
  private final OkHttpClient http;
  private final MachineTokens machine;
  private final Clock clock;

  /**
   * @param http from {@link BlockingHttp}
   */
  public Reachability(AzureUrls urls, OkHttpClient http, Clock clock) {
    this(urls, http, PATIENCE, clock);
  }

  Reachability(AzureUrls urls, OkHttpClient http, Duration patience, Clock clock) {
    this.urls = urls;
    this.http = http.newBuilder().connectTimeout(patience).callTimeout(patience).build();
    this.machine = new MachineTokens(urls.instanceMetadata(), http, patience, clock);
    this.clock = clock;
  }

  /**
   * Asks all at once, and answers within seconds.
   *
   * @param issuer this installation's own public address, which Entra has to reach
   */
  public Preflight preflight(Optional<URI> issuer) {
    List<Callable<Check>> checks = new ArrayList<>(needed());
    checks.add(() -> reach("azure-resource-manager", urls.management()));
    checks.add(this::managedIdentity);
    issuer.ifPresent(address -> checks.add(() -> issuer(address)));
    return all(checks);
  }

  /** The same of the hosts alone that no rotation does without. */
  public Preflight hosts() {
    return all(needed());
  }

  private List<Callable<Check>> needed() {
    return List.of(
        () -> reach("entra", urls.authorityHost()),
        () -> reach("azure-devops", urls.devOps()),
        () -> reach("azure-devops-identity", urls.identity()));
  }

  private Preflight all(List<Callable<Check>> checks) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Check> found = new ArrayList<>();
      for (Future<Check> each : threads.invokeAll(checks)) {
        found.add(each.get());
      }
      return new Preflight(clock.instant(), found);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Preflight(clock.instant(), List.of());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a check failed where it should have answered", e);
    }
  }

  /** Whatever it answers, it was there; only what stands in its place answers with 5xx or 407. */
  private Check reach(String what, URI address) {
    String host = named(address);
    return ask(
        what,
        address,
        (status, _) ->
            status >= 500 || status == 407
                ? new Check(
                    what,
                    host,
                    Outcome.HTTP_ERROR,
                    host
                        + " answers with status "
                        + status
                        + ": the service or a proxy in between has a problem of its own. Try again in"
                        + " a minute.")
                : new Check(what, host, Outcome.REACHED, host + " answers."));
  }

  private Check issuer(URI issuer) {
    String what = "federation-issuer";
    String host = named(issuer);
    URI document =
        URI.create(issuer.toString().replaceAll("/+$", "") + "/.well-known/openid-configuration");
    return ask(
        what,
        document,
        (status, body) ->
            status == 200 && body.contains(issuer.toString())
                ? new Check(
                    what,
                    host,
                    Outcome.REACHED,
                    "This installation's own address answers from here; Entra reaches it over the"
                        + " public internet.")
                : new Check(
                    what,
                    host,
                    Outcome.HTTP_ERROR,
                    document
                        + " answers with status "
                        + status
                        + " and not as this installation's issuer: point keyturn.federation.issuer"
                        + " and its reverse proxy at tenant-settings."));
  }

  private Check managedIdentity() throws InterruptedException {
    String what = "managed-identity";
    String host = named(urls.instanceMetadata());
    Attempt<MachineTokens.MachineToken> token = machine.token(AccessTokens.AZURE_DEVOPS, null);
    return switch (token) {
      case Attempt.Succeeded<MachineTokens.MachineToken> _ ->
          new Check(
              what,
              host,
              Outcome.REACHED,
              "The machine's metadata service hands out tokens for Azure DevOps.");
      case Attempt.RetryLater<MachineTokens.MachineToken>(Reason reason, String why, Duration _) ->
          new Check(what, host, outcome(reason), why);
      case Attempt.Refused<MachineTokens.MachineToken>(Reason _, String why) ->
          new Check(what, host, Outcome.HTTP_ERROR, why);
    };
  }

  private static Outcome outcome(Reason reason) {
    if (reason == Reason.TIMED_OUT) {
      return Outcome.TIMED_OUT;
    }
    return reason == Reason.UNREACHABLE ? Outcome.CONNECTION_FAILED : Outcome.HTTP_ERROR;
  }

  private interface Answered {
    Check with(int status, String body);
  }

  private Check ask(String what, URI address, Answered answered) {
    String host = named(address);
    Request request = new Request.Builder().url(HttpUrl.get(address.toString())).build();
    try (Response answer = http.newCall(request).execute()) {
      return answered.with(answer.code(), answer.peekBody(16 * 1024).string());
    } catch (InterruptedIOException e) {
      return failed(
          what, host, Outcome.TIMED_OUT, "did not answer in time. Check firewall and proxy");
    } catch (UnknownHostException e) {
      return failed(
          what, host, Outcome.NAME_UNKNOWN, "cannot be found by its name. Check name resolution");
    } catch (SSLException e) {
      return failed(
          what,
          host,
          Outcome.TLS_FAILED,
          "shows a certificate that is not trusted. If a proxy inspects TLS, name its certificate"
              + " authority in azure.ca-certificate; look");
    } catch (IOException e) {
      return failed(
          what,
          host,
          Outcome.CONNECTION_FAILED,
          "refuses the connection or breaks it. Check firewall and proxy");
    }
  }

  private static Check failed(String what, String host, Outcome outcome, String how) {
    return new Check(what, host, outcome, host + " " + how + " between this installation and it.");
  }

  private static String named(URI address) {
    return address.getPort() < 0 ? address.getHost() : address.getHost() + ":" + address.getPort();
  }
}
