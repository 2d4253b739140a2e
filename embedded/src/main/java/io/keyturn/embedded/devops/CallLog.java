package io.keyturn.embedded.devops;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** The calls that came, oldest first; old ones are forgotten so that a long run stays small. */
final class CallLog {

  private static final int KEPT = 50_000;

  private final Deque<RecordedCall> calls = new ArrayDeque<>();

  synchronized void add(RecordedCall call) {
    calls.addLast(call);
    if (calls.size() > KEPT) {
      calls.removeFirst();
    }
  }

  /** The calls to one organization whose path contains that text, in any case. */
  synchronized List<RecordedCall> of(String organization, String text) {
    String start = "/" + organization.toLowerCase(Locale.ROOT) + "/";
    String part = text.toLowerCase(Locale.ROOT);
    return calls.stream()
        .filter(c -> c.path().toLowerCase(Locale.ROOT).startsWith(start))
        .filter(c -> c.path().toLowerCase(Locale.ROOT).contains(part))
        .toList();
  }
}
