package io.keyturn.settings.notification;

import io.keyturn.settings.notification.Delivery.Delivered;
import io.keyturn.settings.notification.Delivery.Failed;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.stereotype.Component;

/** E-mail as plain text, through the server of {@code spring.mail}. */
@Component
class Mail {

  private final ObjectProvider<MailSender> sender;
  private final String from;

  Mail(ObjectProvider<MailSender> sender, NotificationProperties properties) {
    this.sender = sender;
    this.from = properties.mailFrom().strip();
  }

  /** Whether this installation can send any. */
  boolean isSetUp() {
    return !from.isEmpty() && sender.getIfAvailable() != null;
  }

  Delivery send(List<String> recipients, Wording wording) {
    MailSender server = sender.getIfAvailable();
    if (server == null || from.isEmpty()) {
      return new Failed(
          "This installation sends no e-mail: spring.mail.host and keyturn.notification.mail-from"
              + " are not set.");
    }
    SimpleMailMessage message = new SimpleMailMessage();
    message.setFrom(from);
    message.setTo(recipients.toArray(String[]::new));
    message.setSubject("[Keyturn] " + wording.title());
    message.setText(
        wording.sentence()
            + "\n\nNext step: "
            + wording.nextStep()
            + wording.link().map(link -> "\n\n" + link).orElse("")
            + "\n");
    try {
      server.send(message);
      return new Delivered();
    } catch (MailAuthenticationException e) {
      return new Failed("The mail server refuses the sign-in of spring.mail.username.");
    } catch (MailException e) {
      return new Failed("The mail server did not take it (" + e.getClass().getSimpleName() + ").");
    }
  }
}
