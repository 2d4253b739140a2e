package io.keyturn.sandbox.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Figures of several rounds as one: the median, and how far the rounds were apart. */
record Statistics(double median, double least, double most) {

  /** Zeros where there is nothing. */
  static Statistics of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return new Statistics(0, 0, 0);
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Statistics(median, sorted[0], sorted[sorted.length - 1]);
  }

  /**
   * The smallest value that at least that share of all values does not exceed.
   *
   * @param share between 0 and 1
   */
  static double percentile(double[] values, double share) {
    if (values.length == 0) {
      return 0;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /** {@code 12.3 (11.9 to 12.8)}. */
  String text(int decimals) {
    String number = "%." + decimals + "f";
    return (number + " (" + number + " to " + number + ")")
        .formatted(median, least, most)
        .toLowerCase(Locale.ROOT);
  }
}
