package io.keyturn.sandbox.bench;

import io.keyturn.sandbox.bench.StubServer.Asked;
import io.keyturn.sandbox.bench.StubServer.Said;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * As much of Azure DevOps, Entra, Key Vault and the worker's door of tenant-settings as a rotation
 * that goes well needs. Every answer is made from the path. Azure DevOps and Key Vault take the set
 * latency, Entra and tenant-settings answer at once.
 */
final class StubAnswers implements StubServer.Answers {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_TRACE = 200;
  private static final String SID = "S-1-9-1551374245-1204400969-2402986413-2179408616-3-1";
  private static final String DESCRIPTOR =
      "vssgp."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(SID.getBytes(StandardCharsets.US_ASCII));

  private final Subjects subjects;
  private final Duration latency;
  private final Throttle throttle = new Throttle();
  private final Written written = new Written();
  private final LongAdder slow = new LongAdder();
  private final LongAdder quick = new LongAdder();
  private final Map<String, LongAdder> kinds = new ConcurrentHashMap<>();
  private final Queue<TracedCall> trace = new ConcurrentLinkedQueue<>();
  private final LongAdder beyond = new LongAdder();
  private volatile Allowance.@Nullable Books allowance;
  private volatile boolean tracing;

  StubAnswers(Subjects subjects, Duration latency) {
    this.subjects = subjects;
    this.latency = latency;
  }

  /** One call as it came in, to be made again by others. */
  record TracedCall(String method, String target, boolean slow, String body) {}

  /** Everything that is counted. */
  record Counts(
      long slow,
      long quick,
      long updates,
      long duplicates,
      long outOfOrder,
      long refused,
      long early,
      int mostInAWindow,
      long beyond,
      Map<String, Long> kinds) {}

  @Override
  public Said to(Asked asked) {
    String[] path = asked.target().split("[?]", 2)[0].substring(1).split("/");
    return switch (path[0]) {
      case "devops", "vssps" -> azureDevOps(asked, path);
      case "vaults" -> vault(asked, path);
      case "api" -> called("settings", asked, settings(path[6]), Duration.ZERO);
      case "entra" ->
          called(
              "token",
              asked,
              "{\"token_type\":\"Bearer\",\"expires_in\":86399,\"ext_expires_in\":86399,"
                  + "\"access_token\":\"bench-token\"}",
              Duration.ZERO);
      case "bench" -> control(path[1], asked);
      default -> said(404, "", "{}", Duration.ZERO);
    };
  }

  private Said azureDevOps(Asked asked, String[] path) {
    String organization = path[1];
    if (throttle.refuses(organization, System.nanoTime(), latency)) {
      slow.increment();
      return said(
          429,
          "Retry-After: " + Throttle.PAUSE.toSeconds() + "\r\n",
          "{\"message\":\"TF400733: The request has been canceled.\"}",
          latency);
    }
    Allowance.Books books = allowance;
    if (books == null) {
      return azureDevOps(asked, path[path.length - 2], path[path.length - 1]);
    }
    Allowance.Granted granted = books.spend(organization, System.nanoTime());
    if (granted.refused()) {
      beyond.increment();
      slow.increment();
      return said(429, granted.headers(), "{\"message\":\"TF400733\"}", latency);
    }
    Said said = azureDevOps(asked, path[path.length - 2], path[path.length - 1]);
    return new Said(said.status(), granted.headers(), said.body(), said.after());
  }

  private Said azureDevOps(Asked asked, String before, String last) {
    return switch (before) {
      case "endpoints" -> {
        if (asked.method().equals("PUT")) {
          write(last, asked);
        }
        yield called(asked.method() + " connection", asked, connection(last), latency);
      }
      case "descriptors" ->
          called("descriptor", asked, "{\"value\":\"scp." + last + "\"}", latency);
      case "security" ->
          called("permission", asked, "{\"evaluations\":[{\"value\":true}]}", latency);
      case "graph" -> called("groups", asked, groups(asked.target()), latency);
      default ->
          switch (last) {
            case "endpointproxy" ->
                called("test", asked, "{\"result\":[],\"statusCode\":\"ok\"}", latency);
            case "connectionData" -> called("connectionData", asked, connectionData(), latency);
            case "identities" -> called("identities", asked, identity(), latency);
            default -> said(404, "", "{}", latency);
          };
    };
  }

  private Said vault(Asked asked, String[] path) {
    if (!asked.authorized()) {
      quick.increment();
      return said(
          401,
          "WWW-Authenticate: Bearer authorization=\"https://localhost/"
              + Subjects.TENANT
              + "\", resource=\"https://vault.azure.net\"\r\n",
          "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"AKV10000\"}}",
          Duration.ZERO);
    }
    String name = path[3];
    String version = path.length > 4 && !path[4].isEmpty() ? path[4] : Subjects.version(1);
    String value =
        name.startsWith("secret-")
            ? Subjects.value(Long.parseLong(name.substring(7)), Subjects.versionIn(version))
            : "the worker's own";
    long made = Subjects.FIRST_VERSION_MADE + Subjects.versionIn(version);
    return called(
        "secret",
        asked,
        """
        {"value":"%s","id":"https://bench.vault.azure.net/secrets/%s/%s",
         "attributes":{"enabled":true,"created":%d,"updated":%d,"recoverableDays":90}}\
        """
            .formatted(value, name, version, made, made),
        latency);
  }

  private void write(String connection, Asked asked) {
    String body = asked.text();
    int at = body.indexOf("\"bench:");
    if (at >= 0) {
      String[] value = body.substring(at, body.indexOf('~', at)).split(":");
      written.update(Subjects.numberIn(connection), Long.parseLong(value[2]));
    }
  }

  private Said called(String kind, Asked asked, String answer, Duration after) {
    (after.isZero() ? quick : slow).increment();
    kinds.computeIfAbsent(kind, _ -> new LongAdder()).increment();
    if (tracing && trace.size() < LONGEST_TRACE && !kind.equals("token")) {
      trace.add(new TracedCall(asked.method(), asked.target(), after.isPositive(), asked.text()));
    }
    return said(200, "", answer, after);
  }

  private Said control(String what, Asked asked) {
    String answer =
        switch (what) {
          case "counts" -> JSON.writeValueAsString(counts());
          case "trace" -> {
            String traced = JSON.writeValueAsString(List.copyOf(trace));
            tracing = false;
            yield traced;
          }
          case "allow" -> {
            @Nullable Allowance wanted = JSON.readValue(asked.body(), Allowance.class);
            allowance = wanted == null ? null : new Allowance.Books(wanted);
            beyond.reset();
            yield "{}";
          }
          case "reset" -> {
            slow.reset();
            quick.reset();
            kinds.clear();
            written.resetCounts();
            throttle.begin(Set.of(JSON.readValue(asked.body(), String[].class)));
            trace.clear();
            tracing = true;
            yield "{}";
          }
          default -> "{}";
        };
    return said(200, "", answer, Duration.ZERO);
  }

  private Counts counts() {
    Allowance.Books books = allowance;
    Map<String, Long> byKind = new java.util.TreeMap<>();
    kinds.forEach((kind, count) -> byKind.put(kind, count.sum()));
    return new Counts(
        slow.sum(),
        quick.sum(),
        written.updates(),
        written.duplicates(),
        written.outOfOrder(),
        throttle.refused(),
        throttle.early(),
        books == null ? 0 : books.mostInAWindow(),
        beyond.sum(),
        byKind);
  }

  private String settings(String application) {
    long number = Subjects.numberIn(application);
    String organization = subjects.organization(number);
    return """
    {"tenantId":"%s","applicationId":"%s","applicationName":"app-%d","tenantEnabled":true,
     "applicationEnabled":true,"secret":{"vaultUrl":"%s","name":"%s"},
     "bindings":[{"id":"%s","organization":"%s","projectId":"%s","projectName":"Payments",
       "connectionId":"%s","connectionName":"connection-%d"}],
     "connectors":[{"name":"%s","organization":"%s","signIn":{"kind":"servicePrincipal",
       "tenantId":"%s","clientId":"5e000000-0000-4000-8000-000000000001",
       "clientSecret":{"vaultUrl":"%s","name":"worker"}}}]}\
    """
        .formatted(
            Subjects.TENANT,
            application,
            number,
            Subjects.VAULT_URL,
            Subjects.secretName(number),
            Subjects.binding(number),
            organization,
            subjects.project(number),
            Subjects.connection(number),
            number,
            organization,
            organization,
            Subjects.TENANT,
            Subjects.VAULT_URL);
  }

  private String connection(String id) {
    long number = Subjects.numberIn(id);
    return """
    {"data":{"subscriptionId":"50000000-0000-4000-8000-000000000001",
      "subscriptionName":"Production","environment":"AzureCloud","scopeLevel":"Subscription",
      "creationMode":"Manual"},"id":"%s","name":"connection-%d","type":"azurerm",
     "url":"https://management.azure.com/","createdBy":{"displayName":"Ada","id":"%s",
      "uniqueName":"ada@example.com","descriptor":"aad.QWRh"},"description":"",
     "authorization":{"parameters":{"tenantid":"%s","serviceprincipalid":"%s",
      "authenticationType":"spnKey","serviceprincipalkey":null},"scheme":"ServicePrincipal"},
     "isShared":false,"isOutdated":false,"isReady":true,"owner":"Library",
     "serviceEndpointProjectReferences":[{"projectReference":{"id":"%s","name":"Payments"},
      "name":"connection-%d","description":""}]}\
    """
        .formatted(
            id,
            number,
            Subjects.identity(),
            Subjects.TENANT,
            Subjects.application(number),
            subjects.project(number),
            number);
  }

  private static String groups(String target) {
    int at = target.indexOf("scp.") + 4;
    return """
    {"count":1,"value":[{"subjectKind":"group","description":"","domain":\
    "vstfs:///Classification/TeamProject/%s","principalName":"[Payments]\\\\Endpoint Administrators",
     "mailAddress":null,"origin":"vsts","originId":"a0000000-0000-4000-8000-000000000001",
     "displayName":"Endpoint Administrators","descriptor":"%s"}]}\
    """
        .formatted(target.substring(at, at + 36), DESCRIPTOR);
  }

  private static String connectionData() {
    return """
    {"authenticatedUser":{"id":"%s","descriptor":"Microsoft.VisualStudio.Services.Claims;bench",
      "subjectDescriptor":"aadsp.YmVuY2g","providerDisplayName":"Keyturn","isActive":true},
     "instanceId":"1a000000-0000-4000-8000-000000000001","deploymentType":"hosted"}\
    """
        .formatted(Subjects.identity());
  }

  private static String identity() {
    return """
    {"count":1,"value":[{"id":"%s","isActive":true,"memberOf":\
    ["Microsoft.TeamFoundation.Identity;%s"]}]}\
    """
        .formatted(Subjects.identity(), SID);
  }

  private static Said said(int status, String headers, String body, Duration after) {
    return new Said(status, headers, body.getBytes(StandardCharsets.UTF_8), after);
  }
}
