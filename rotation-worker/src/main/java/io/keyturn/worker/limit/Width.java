package io.keyturn.worker.limit;

/**
 * How many calls at once an organization bears: found out the way TCP finds out what a network
 * bears. It doubles each round up to half of what was too much last time and grows by one each
 * round from there; trouble halves it. Not safe for several threads.
 */
final class Width {

  private final int most;
  private double width;
  private double trouble;

  Width(int start, int most) {
    this.most = most;
    this.width = start;
    this.trouble = Double.POSITIVE_INFINITY;
  }

  /** Never less than one: somebody has to find out that it is over. */
  int calls() {
    return (int) width;
  }

  /** A call went well while every place was taken. */
  void grow() {
    width = Math.min(most, width + (width < trouble ? 1 : 1 / width));
  }

  /**
   * Halvings in a row tell that the trouble lasts, not that it began lower; so what is remembered
   * of its beginning stays, and the way back up is short.
   */
  void halve() {
    double half = Math.max(1, width / 2);
    if (width > trouble || Double.isInfinite(trouble)) {
      trouble = half;
    }
    width = half;
  }
}
