package io.keyturn.settings.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Which name was probably meant. Not worth a library of its own. */
final class Nearest {

  private static final int SHORT = 4;

  private Nearest() {}

  /** The known name with the fewest letters to change, upper and lower case the same. */
  static Optional<String> to(String typed, Collection<String> known) {
    String name = lower(typed);
    return known.stream()
        .filter(it ->
            distance(name, lower(it)) <= Math.max(2, name.length() / 3)
                || name.length() > SHORT && lower(it).contains(name))
        .min(Comparator.comparingInt(it -> distance(name, lower(it))));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's: letters to add, take out or replace. */
  private static int distance(String from, String to) {
    int[] before = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] now = new int[to.length() + 1];
      now[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(replaced, 1 + Math.min(before[j], now[j - 1]));
      }
      before = now;
    }
    return before[to.length()];
  }
}
