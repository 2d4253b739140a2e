package io.keyturn.settings.notification;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tenants are told.
 *
 * @param consoleUrl where people reach the console, for links in notifications; empty: no links
 * @param mailFrom the sender of e-mail; empty: there is no e-mail, whatever {@code spring.mail}
 *     says
 * @param allowedPrivateHosts hosts that a webhook may name although their address is private, local
 *     or link-local; exact names
 * @param sweep how often expiries and overdue renewals are looked for
 * @param overdueAfter how long after its time a scheduled renewal that has not begun is an alarm
 * @param unattendedDays days before expiry at which a secret that nothing renews is an alarm
 * @param patience how long a notification is tried before it is given up
 * @param timeout of one delivery
 * @param keep how long what was told is remembered; longer than any secret is valid, or it would be
 *     told twice
 */
@ConfigurationProperties("keyturn.notification")
record NotificationProperties(
    @DefaultValue("") String consoleUrl,
    @DefaultValue("") String mailFrom,
    @DefaultValue List<String> allowedPrivateHosts,
    @DefaultValue("10m") Duration sweep,
    @DefaultValue("6h") Duration overdueAfter,
    @DefaultValue("7") int unattendedDays,
    @DefaultValue("24h") Duration patience,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("800d") Duration keep) {

  NotificationProperties {
    allowedPrivateHosts = List.copyOf(allowedPrivateHosts);
    consoleUrl = consoleUrl.strip().replaceAll("/+$", "");
  }
}
