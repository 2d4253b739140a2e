package io.keyturn.sandbox.bench;

/**
 * What came of one load in one design.
 *
 * @param seconds from the first event sent to the last one done
 * @param perSecond events, of those that were done
 * @param callsPerEvent that took the latency
 * @param limitPerSecond in flight through calls times latency
 * @param p50Milliseconds added latency: from sent to done, less the calls themselves
 * @param cpuPer1000 seconds of the design's process
 * @param brokerCpuPer1000 seconds of the broker's
 * @param databaseCpuPer1000 seconds of PostgreSQL's; 0 where there is none
 * @param transactionsPerEvent of PostgreSQL; 0 where there is none
 * @param residentMegabytes of the design's process at the end of the turn
 * @param superseded events that a newer version had overtaken
 * @param notDone events that were not done in time, or ended otherwise than well
 */
record Turn(
    int events,
    double seconds,
    double perSecond,
    double callsPerEvent,
    double limitPerSecond,
    double p50Milliseconds,
    double p99Milliseconds,
    double cpuPer1000,
    double stubCpuPer1000,
    double brokerCpuPer1000,
    double databaseCpuPer1000,
    double transactionsPerEvent,
    double residentMegabytes,
    long duplicates,
    long outOfOrder,
    long refused,
    long early,
    int superseded,
    int notDone) {

  @com.fasterxml.jackson.annotation.JsonProperty
  double ofLimit() {
    return limitPerSecond == 0 ? 0 : perSecond / limitPerSecond;
  }
}
