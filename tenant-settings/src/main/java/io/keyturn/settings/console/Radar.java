package io.keyturn.settings.console;

import io.keyturn.contracts.api.Overview.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A plot of what expires, week by week over 90 days, in units of a drawing 130 wide and 100 high.
 * What is overdue stands in the first week.
 */
record Radar(List<Bar> bars, List<Due> soonest, int overdue, int total, int most) {

  private static final int WEEKS = 13;
  private static final int SHOWN = 6;

  /**
   * @param y from the top
   * @param kind how urgent it is: {@code now}, {@code soon} or {@code later}
   */
  record Bar(int x, int y, int height, String kind, String label) {}

  /**
   * @param days until then; negative when it is over
   */
  record Due(Expiry expiry, long days, String kind) {
    public String when() {
      return days < 0
          ? "overdue"
          : days == 0 ? "today" : days == 1 ? "tomorrow" : "in " + days + " days";
    }

    public String what() {
      return switch (expiry.kind()) {
        case "tenantToken", "connectorToken" -> "personal access token expires";
        case "scheduledRenewal" -> "renewal is due";
        case "secret" -> "secret expires";
        default -> "expires";
      };
    }

    public String link() {
      return switch (expiry.kind()) {
        case "tenantToken" -> "/console/settings";
        case "connectorToken" -> "/console/connectors/" + expiry.id();
        default -> "/console/applications/" + expiry.id();
      };
    }
  }

  static Radar of(List<Expiry> expiring, Instant now) {
    int[] weeks = new int[WEEKS];
    List<Due> due = new ArrayList<>();
    int overdue = 0;
    for (Expiry expiry : expiring) {
      Duration left = Duration.between(now, expiry.on());
      long days = left.isNegative() ? -1 : left.toDays();
      overdue += left.isNegative() ? 1 : 0;
      weeks[(int) Math.min(WEEKS - 1, Math.max(0, days) / 7)]++;
      due.add(new Due(expiry, days, kind(days)));
    }
    int most = 1;
    for (int count : weeks) {
      most = Math.max(most, count);
    }
    List<Bar> bars = new ArrayList<>();
    for (int week = 0; week < WEEKS; week++) {
      if (weeks[week] > 0) {
        int height = Math.max(6, weeks[week] * 96 / most);
        bars.add(
            new Bar(
                week * 10 + 1,
                100 - height,
                height,
                kind(week * 7L),
                weeks[week]
                    + (week == 0 ? " within 7 days" : " in week " + (week + 1) + " from now")));
      }
    }
    return new Radar(
        bars, due.subList(0, Math.min(SHOWN, due.size())), overdue, expiring.size(), most);
  }

  private static String kind(long days) {
    return days < 7 ? "now" : days < 28 ? "soon" : "later";
  }

  /** For those who do not see the drawing. */
  public String summary() {
    return total == 0
        ? "Nothing expires within the next 90 days."
        : total + " due within the next 90 days, " + overdue + " of them overdue.";
  }
}
