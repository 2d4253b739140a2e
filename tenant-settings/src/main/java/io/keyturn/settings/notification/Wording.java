package io.keyturn.settings.notification;

import io.keyturn.contracts.api.NotificationEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an owner reads: a title, a sentence, the next step, and where to take it.
 *
 * @param link empty where the installation does not say where its console is
 */
record Wording(String title, String sentence, String nextStep, Optional<String> link) {

  private static final int LONGEST = 1500;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  static Wording of(Notification notification, String consoleUrl) {
    Facts facts = notification.facts();
    String name = facts.token() == null ? line(facts.applicationName(), 200) : token(facts.token());
    Optional<String> link =
        consoleUrl.isEmpty() ? Optional.empty() : Optional.of(consoleUrl + path(notification));
    return notification
        .event()
        .map(event ->
            new Wording(
                title(event, name), sentence(event, name, facts), nextStep(event, facts), link))
        .orElseGet(() ->
            new Wording(
                "Keyturn can reach this channel",
                "Somebody sent this from Keyturn to try the channel out.",
                "Nothing is to be done.",
                link));
  }

  private static String path(Notification notification) {
    Facts facts = notification.facts();
    if (facts.token() != null && facts.token().connector() != null) {
      return "/console/connectors/" + facts.token().connector();
    }
    return notification.applicationId() == null
        ? "/console/settings"
        : facts.rotation() != null
            ? "/console/rotations/" + facts.rotation()
            : "/console/applications/" + notification.applicationId();
  }

  /** As it stands in a sentence. */
  private static String token(Facts.Token token) {
    return token.connector() == null
        ? "the tenant's personal access token"
        : "the personal access token of the connector "
            + line(token.connector(), 100)
            + " (organization "
            + line(token.organization(), 100)
            + ")";
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String title(NotificationEvent event, String name) {
    return switch (event) {
      case EXPIRES_IN_60_DAYS -> name + ": secret expires within 60 days";
      case EXPIRES_IN_30_DAYS -> name + ": secret expires within 30 days";
      case EXPIRES_IN_7_DAYS -> name + ": secret expires within 7 days";
      case EXPIRES_IN_1_DAY -> name + ": secret expires within a day";
      case EXPIRED -> name + ": secret has expired";
      case ROTATION_FAILED -> name + ": rotation failed";
      case DRIFT_CHANGED -> name + ": a service connection was changed";
      case DRIFT_FAILING -> name + ": a service connection cannot sign in";
      case DRIFT_GONE -> name + ": a service connection is gone";
      case DRIFT_NO_LONGER_NEEDED -> name + ": a service connection needs no secret any more";
      case DRIFT_UNKNOWN -> name + ": a service connection could not be looked at";
      case RENEWAL_OVERDUE -> name + ": a scheduled renewal has not begun";
      case EXPIRES_UNATTENDED -> name + ": secret expires and nothing renews it";
      case TOKEN_EXPIRES_IN_60_DAYS -> capital(name) + " expires within 60 days";
      case TOKEN_EXPIRES_IN_30_DAYS -> capital(name) + " expires within 30 days";
      case TOKEN_EXPIRES_IN_7_DAYS -> capital(name) + " expires within 7 days";
      case TOKEN_EXPIRES_IN_1_DAY -> capital(name) + " expires within a day";
      case TOKEN_EXPIRED -> capital(name) + " has expired";
    };
  }

  private static String sentence(NotificationEvent event, String name, Facts facts) {
    return switch (event) {
      case EXPIRES_IN_60_DAYS, EXPIRES_IN_30_DAYS, EXPIRES_IN_7_DAYS, EXPIRES_IN_1_DAY ->
          "The secret of " + name + " expires on " + day(facts.at()) + ".";
      case EXPIRED ->
          "The secret of "
              + name
              + (facts.at() == null ? " has expired" : " expired on " + day(facts.at()))
              + ": what signs in with it fails.";
      case EXPIRES_UNATTENDED ->
          "The secret of "
              + name
              + " expires on "
              + day(facts.at())
              + ", and automatic renewal is off: nothing will renew it.";
      case RENEWAL_OVERDUE ->
          "The schedule of "
              + name
              + " asked for a renewal on "
              + day(facts.at())
              + ", and none has begun.";
      case TOKEN_EXPIRES_IN_60_DAYS,
          TOKEN_EXPIRES_IN_30_DAYS,
          TOKEN_EXPIRES_IN_7_DAYS,
          TOKEN_EXPIRES_IN_1_DAY ->
          capital(name)
              + " expires on "
              + day(facts.at())
              + ". Keyturn signs in to Azure DevOps with it: from then on no secret reaches the service"
              + " connections there.";
      case TOKEN_EXPIRED ->
          capital(name)
              + " expired on "
              + day(facts.at())
              + ". Keyturn signs in to Azure DevOps with it: no secret reaches the service"
              + " connections there.";
      case ROTATION_FAILED,
          DRIFT_CHANGED,
          DRIFT_FAILING,
          DRIFT_GONE,
          DRIFT_NO_LONGER_NEEDED,
          DRIFT_UNKNOWN ->
          line(facts.message(), LONGEST);
    };
  }

  private static String nextStep(NotificationEvent event, Facts facts) {
    if (facts.remedy() != null && !facts.remedy().isBlank()) {
      return line(facts.remedy(), LONGEST);
    }
    return switch (event) {
      case EXPIRES_IN_60_DAYS, EXPIRES_IN_30_DAYS, EXPIRES_IN_7_DAYS, EXPIRES_IN_1_DAY ->
          "Nothing, where it is renewed automatically; else request a rotation of mode renew.";
      case EXPIRED, EXPIRES_UNATTENDED -> "Request a rotation of mode renew.";
      case TOKEN_EXPIRES_IN_60_DAYS,
          TOKEN_EXPIRES_IN_30_DAYS,
          TOKEN_EXPIRES_IN_7_DAYS,
          TOKEN_EXPIRES_IN_1_DAY,
          TOKEN_EXPIRED ->
          "Make a new token in Azure DevOps with the same scopes and enter it with its last day where"
              + " this one is; or sign in with a service principal, whose secret Keyturn can renew.";
      case RENEWAL_OVERDUE ->
          "Request the rotation yourself, and have somebody check that Keyturn's processes run.";
      case ROTATION_FAILED -> "Open the rotation: its output says what to mend. Then resume it.";
      case DRIFT_CHANGED, DRIFT_FAILING, DRIFT_GONE, DRIFT_NO_LONGER_NEEDED, DRIFT_UNKNOWN ->
          "Open the application and look at its service connections.";
    };
  }

  private static String day(@Nullable Instant at) {
    return at == null ? "an unknown day" : DAY.format(at);
  }

  /** One line of text: names come from people, and a title becomes a header of an e-mail. */
  private static String line(@Nullable String text, int longest) {
    String one = text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
    return one.length() <= longest ? one : one.substring(0, longest) + "…";
  }
}
