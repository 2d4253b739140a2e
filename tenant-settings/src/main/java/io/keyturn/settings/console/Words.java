package io.keyturn.settings.console;

import io.keyturn.contracts.api.BindingState;
import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ExpiringApplication.Band;
import io.keyturn.contracts.api.MaintenanceWindow;
import io.keyturn.contracts.api.NotificationEvent;
import io.keyturn.contracts.api.Problem;
import io.keyturn.contracts.api.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Constants of the API in the words of a page. A newer worker may send ones unknown here. */
public final class Words {

  private static final Pattern TIME =
      Pattern.compile(
          "\\b\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d)T(?:[01]\\d|2[0-3])(?::[0-5]\\d){2}(?:\\.\\d{1,9})?Z");

  private Words() {}

  /** Which of the few colours and shapes a state has. */
  public static String kind(String state) {
    return switch (state) {
      case "SUCCEEDED", "PLANNED", "CONNECTED", "IN_SYNC", "PASSED", "REACHED" -> "well";
      case "REQUESTED", "RUNNING", "WAITING", "VERIFYING", "AWAITING_APPROVAL" -> "running";
      case "SKIPPED", "SUPERSEDED", "REJECTED", "UNKNOWN", "NO_LONGER_NEEDED" -> "";
      case "REFUSED",
          "WARNING",
          "CHANGED",
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
    if (constant.equals("HTTP_ERROR") || constant.equals("TLS_FAILED")) {
      return constant.equals("TLS_FAILED") ? "TLS failed" : "HTTP error";
    }
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

  /** Where what a line of the history is about is shown; it may be gone by now. */
  public static @Nullable String link(String action, String subject) {
    if (action.equals("rotation.requested")) {
      return "/console/applications/" + subject;
    }
    String kind = action.substring(0, Math.max(0, action.indexOf('.')));
    return switch (kind) {
      case "application", "binding", "plan" -> "/console/applications/" + subject;
      case "connector" -> "/console/connectors/" + subject;
      case "devops-settings" -> "/console/settings";
      default -> null;
    };
  }

  public static String action(String action) {
    return state(action.replace('.', ' ').replace('-', ' ')).replace("Devops", "Azure DevOps");
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

  /** When, and whether somebody has to ask. */
  public static String renewed(@Nullable Schedule schedule, boolean automatic) {
    if (schedule == null) {
      return automatic ? "on request, and when Key Vault says that it expires" : "on request only";
    }
    return schedule(schedule) + (automatic ? "" : ", but only when somebody asks");
  }

  private static String schedule(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Interval(var every) -> "every " + duration(every);
      case Schedule.Cron(var expression, var zone) -> expression + " (" + zone + ")";
      case Schedule.BeforeExpiry(var days) -> days + " days before it expires";
    };
  }

  /** {@code Friday at 22:00 for 6 hours (Europe/Vienna)}. */
  public static String window(MaintenanceWindow window) {
    return Windows.opens(window.cron())
        + " for "
        + duration(window.duration())
        + " ("
        + window.zone()
        + ")";
  }

  /**
   * A piece of a sentence.
   *
   * @param at what it is where it is a time
   */
  public record Part(String text, @Nullable Instant at) {}

  /** A sentence of the worker, cut where it tells a time: readers have zones of their own. */
  public static List<Part> parts(@Nullable String sentence) {
    List<Part> parts = new ArrayList<>();
    String whole = sentence == null ? "" : sentence;
    int from = 0;
    for (Matcher times = TIME.matcher(whole); times.find(); from = times.end()) {
      parts.add(new Part(whole.substring(from, times.start()), null));
      parts.add(new Part(times.group(), time(times.group())));
    }
    parts.add(new Part(whole.substring(from), null));
    return parts;
  }

  /** Null for a day that no month has. */
  private static @Nullable Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The conclusion of a rotation where its lines do not stand above it. */
  public static String elsewhere(@Nullable String conclusion) {
    return conclusion == null ? "" : conclusion.replace("the lines above", "its lines");
  }

  public static String duration(Duration it) {
    if (it.isZero()) {
      return "not at all";
    }
    if (it.toSeconds() % 86_400 == 0) {
      return many(it.toDays(), "day");
    }
    if (it.toSeconds() % 3_600 == 0) {
      return many(it.toHours(), "hour");
    }
    return it.toSeconds() % 60 == 0
        ? many(it.toMinutes(), "minute")
        : many(it.toSeconds(), "second");
  }

  private static String many(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }

  public static String band(Band band) {
    return switch (band) {
      case EXPIRED -> "Expired";
      case WITHIN_1_DAY -> "Within a day";
      case WITHIN_7_DAYS -> "Within 7 days";
      case WITHIN_30_DAYS -> "Within 30 days";
      case WITHIN_60_DAYS -> "Within 60 days";
      case LATER -> "Later";
      case UNKNOWN -> "Not known";
    };
  }

  /** The colour of a band. */
  public static String urgency(Band band) {
    return switch (band) {
      case EXPIRED, WITHIN_1_DAY, WITHIN_7_DAYS -> "bad";
      case WITHIN_30_DAYS -> "no";
      case WITHIN_60_DAYS -> "running";
      case LATER -> "well";
      case UNKNOWN -> "";
    };
  }

  public static String soon(@Nullable Long days) {
    if (days == null) {
      return "not known";
    }
    if (days < 0) {
      return days == -1 ? "since yesterday" : "since " + -days + " days";
    }
    return days == 0 ? "today" : days == 1 ? "tomorrow" : "in " + days + " days";
  }

  /** What a preflight looked at. */
  public static String host(String what) {
    return switch (what) {
      case "entra" -> "Entra, where everybody signs in";
      case "azure-devops" -> "Azure DevOps";
      case "azure-devops-identity" -> "Azure DevOps, groups and members";
      case "azure-resource-manager" -> "Azure Resource Manager";
      case "managed-identity" -> "Managed identity of this machine";
      case "federation-issuer" -> "This installation, as Entra sees it";
      default -> state(what.replace('-', '_'));
    };
  }

  public static String channel(String kind) {
    return switch (kind) {
      case "webhook" -> "Webhook";
      case "teams" -> "Microsoft Teams";
      case "email" -> "E-mail";
      default -> kind;
    };
  }

  public static String event(NotificationEvent event) {
    return switch (event) {
      case EXPIRES_IN_60_DAYS -> "A secret expires in 60 days";
      case EXPIRES_IN_30_DAYS -> "A secret expires in 30 days";
      case EXPIRES_IN_7_DAYS -> "A secret expires in 7 days";
      case EXPIRES_IN_1_DAY -> "A secret expires tomorrow";
      case EXPIRED -> "A secret has expired";
      case EXPIRES_UNATTENDED -> "A secret expires, and nothing will renew it";
      case TOKEN_EXPIRES_IN_60_DAYS -> "A personal access token expires in 60 days";
      case TOKEN_EXPIRES_IN_30_DAYS -> "A personal access token expires in 30 days";
      case TOKEN_EXPIRES_IN_7_DAYS -> "A personal access token expires in 7 days";
      case TOKEN_EXPIRES_IN_1_DAY -> "A personal access token expires tomorrow";
      case TOKEN_EXPIRED -> "A personal access token has expired";
      case RENEWAL_OVERDUE -> "A scheduled renewal has not begun";
      case ROTATION_FAILED -> "A rotation failed or was refused";
      case DRIFT_CHANGED -> "Somebody else changed a service connection";
      case DRIFT_FAILING -> "A service connection cannot sign in";
      case DRIFT_GONE -> "A service connection is gone";
      case DRIFT_NO_LONGER_NEEDED -> "A service connection needs no secret any more";
      case DRIFT_UNKNOWN -> "A service connection could not be looked at";
    };
  }

  /** The next step in the words of a page; the API's own speak of headers where it has them. */
  public static @Nullable String remedy(Problem problem) {
    return switch (problem.code()) {
      case "edit.outdated" -> "Reload the page, and make your change to what is there now.";
      case "edit.exists" -> "Look for it in the list, and change what is there.";
      case "fields.invalid" ->
          "Correct the fields that are marked below, then save again. Nothing was stored.";
      case "connector.in-use" ->
          "Remove the bindings named here first, or tick that the organization is let go of all"
              + " the same: they stay, and their rotations are refused until it has a connector"
              + " again.";
      case "devops-settings.verification-failed" ->
          "Correct what is named here and save again, give those organizations a sign-in of their"
              + " own, or tick Save even if Azure DevOps is out of reach. Nothing was stored.";
      case "application.bound" ->
          "Remove the bindings named here first, or tick that they go along: rotations no longer"
              + " reach those connections.";
      default -> inWords(problem.remedy());
    };
  }

  /** What the API calls a parameter is a box to tick here. */
  public static @Nullable String inWords(@Nullable String remedy) {
    return remedy == null
        ? null
        : remedy.replace(
            "save with saveUnverified=true", "tick Save even if Azure DevOps is out of reach");
  }

  /** The complaint about a maintenance window of a form. */
  public static @Nullable String wrong(
      @Nullable Map<String, String> errors, int window, String field) {
    return errors == null ? null : errors.get("maintenanceWindows[" + window + "]." + field);
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
    return place.equals(name)
        || place.startsWith(name + "[")
        || !name.equals("name") && place.endsWith("." + name);
  }

  private static List<String> inBody(String field) {
    return switch (field) {
      case "secretName" -> List.of("clientSecret.name", "secret.name");
      case "clientId" -> List.of("servicePrincipal.clientId");
      case "principalTenant" -> List.of("servicePrincipal.tenantId");
      case "federatedClientId" -> List.of("federatedIdentity.clientId");
      case "federatedTenant" -> List.of("federatedIdentity.tenantId");
      case "certificateClientId" -> List.of("certificatePrincipal.clientId");
      case "certificateTenant" -> List.of("certificatePrincipal.tenantId");
      case "certificateVaultUrl" -> List.of("certificate.vaultUrl");
      case "certificateName" -> List.of("certificate.name");
      case "managedClientId" -> List.of("managedIdentity.clientId");
      case "managedApplicationClientId" -> List.of("managedIdentity.application.clientId");
      case "managedApplicationTenant" -> List.of("managedIdentity.application.tenantId");
      case "vaultUrl" -> List.of("clientSecret.vaultUrl", "secret.vaultUrl");
      case "zone" -> List.of("schedule.zone");
      default -> List.of(field);
    };
  }
}
