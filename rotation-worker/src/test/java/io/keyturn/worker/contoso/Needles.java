package io.keyturn.worker.contoso;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A log appender that looks for secrets in all that is logged. Named in canary-logback.xml. */
public final class Needles extends AppenderBase<ILoggingEvent> {

  private static final Set<String> NEEDLES = ConcurrentHashMap.newKeySet();
  private static final List<String> FOUND = new CopyOnWriteArrayList<>();
  private static final AtomicLong SEEN = new AtomicLong();

  /** From now on; in the clear and as the password of a Basic header. */
  public static void lookFor(String secret, String... users) {
    NEEDLES.add(secret);
    List<String> names = new ArrayList<>(List.of(users));
    names.add("");
    for (String user : names) {
      NEEDLES.add(
          Base64.getEncoder()
              .encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    }
  }

  public static List<String> found() {
    return List.copyOf(FOUND);
  }

  public static long seen() {
    return SEEN.get();
  }

  public static Set<String> all() {
    return Set.copyOf(NEEDLES);
  }

  /** Whether the text holds one of them. */
  public static boolean in(String text) {
    return NEEDLES.stream().anyMatch(text::contains);
  }

  @Override
  protected void append(ILoggingEvent event) {
    SEEN.incrementAndGet();
    StringBuilder text = new StringBuilder(String.valueOf(event.getFormattedMessage()));
    if (event.getKeyValuePairs() != null) {
      text.append(event.getKeyValuePairs());
    }
    text.append(event.getMDCPropertyMap());
    if (event.getThrowableProxy() != null) {
      text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    if (in(text.toString())) {
      FOUND.add(event.getLevel() + " " + event.getLoggerName());
    }
  }
}
