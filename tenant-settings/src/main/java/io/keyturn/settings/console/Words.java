package io.keyturn.settings.console;

import io.keyturn.contracts.api.BindingState;
import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.api.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Constants of the API in the words of a page. A newer worker may send ones unknown here. */
public final class Words {

  private Words() {}

  /** Which of the few colours and shapes a state has. */
  public static String kind(String state) {
    return switch (state) {
      case "SUCCEEDED", "PLANNED", "CONNECTED" -> "well";
      case "REQUESTED", "RUNNING", "WAITING", "VERIFYING" -> "running";
      case "SKIPPED", "SUPERSEDED" -> "";
      case "REFUSED",
          "WARNING",
          "CONNECTED_NOTHING_VISIBLE",
          "CONNECTED_PARTIAL",
          "SAVED_UNVERIFIED",
          "NOT_AUTHENTICATED",
          "THROTTLED" ->
          "no";
      default -> "bad";
    };
  }

  /** {@code CONNECTED_PARTIAL}: Connected partial. */
  public static String state(String constant) {
    String words = constant.replace('_', ' ').toLowerCase(Locale.ROOT);
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  public static String step(String step) {
    return switch (step) {
      case "RECEIVE" -> "News received";
      case "ADMIT" -> "May it run";
      case "RENEW" -> "New secret made";
      case "READ" -> "Secret read";
      case "PROVE" -> "New secret proved";
      case "UPDATE" -> "Connection updated";
      case "VERIFY" -> "Connection verified";
      case "RETIRE" -> "Old secret";
      case "CONCLUDE" -> "Conclusion";
      default -> state(step);
    };
  }

  public static String reason(@Nullable Object reason) {
    return reason == null ? "" : state(reason.toString());
  }

  public static String action(String action) {
    return state(action.replace('.', ' ').replace('-', ' '));
  }

  public static String binding(BindingState state) {
    return switch (state) {
      case READY -> "Ready";
      case TENANT_OFF -> "Tenant's integration is off";
      case APPLICATION_OFF -> "Integration is off";
      case CONNECTOR_MISSING -> "Connector missing";
      case CONNECTOR_NOT_READY -> "Connector not ready";
    };
  }

  public static String signIn(Connector.Kind kind) {
    return switch (kind) {
      case TENANT_DEFAULT -> "Tenant's settings";
      case SERVICE_PRINCIPAL -> "Service principal";
      case PERSONAL_ACCESS_TOKEN -> "Personal access token";
      case WORKLOAD_IDENTITY_FEDERATION -> "Workload identity federation";
      case CERTIFICATE -> "Certificate";
      case MANAGED_IDENTITY -> "Managed identity";
    };
  }

  public static String schedule(@Nullable Schedule schedule) {
    return switch (schedule) {
      case null -> "on request";
      case Schedule.Interval(var every) -> "every " + duration(every);
      case Schedule.Cron(var expression, var zone) -> expression + " (" + zone + ")";
      case Schedule.BeforeExpiry(var days) -> days + " days before it expires";
    };
  }

  public static String duration(Duration it) {
    if (it.isZero()) {
      return "not at all";
    }
    return it.toHours() >= 48 && it.toHours() % 24 == 0
        ? it.toDays() + " days"
        : it.toHours() == 24
            ? "1 day"
            : it.toMinutes() % 60 == 0 ? it.toHours() + " hours" : it.toMinutes() + " minutes";
  }

  /** The next step in the words of a page; the API's own speak of headers where it has them. */
  public static @Nullable String remedy(Problem problem) {
    return switch (problem.code()) {
      case "edit.outdated" -> "Reload the page, and make your change to what is there now.";
      case "edit.exists" -> "Look for it in the list, and change what is there.";
      default -> problem.remedy();
    };
  }

  /** The complaint about a field of a form; the API names it with its place in the body. */
  public static @Nullable String wrong(@Nullable Map<String, String> errors, String field) {
    if (errors == null) {
      return null;
    }
    return errors.entrySet().stream()
        .filter(it -> inBody(field).stream().anyMatch(name -> stands(name, it.getKey())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static boolean stands(String name, String place) {
    return place.equals(name) || place.endsWith("." + name) || place.startsWith(name + "[");
  }

  private static List<String> inBody(String field) {
    return switch (field) {
      case "secretName" -> List.of("clientSecret.name", "secret.name");
      case "clientId" -> List.of("servicePrincipal.clientId");
      case "principalTenant" -> List.of("servicePrincipal.tenantId");
      case "federatedClientId" -> List.of("federatedIdentity.clientId");
      case "federatedTenant" -> List.of("federatedIdentity.tenantId");
      default -> List.of(field);
    };
  }
}
