package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole benchmark with tiny numbers: every figure is there, whatever it is. */
class BenchIT {

  @TempDir Path directory;

  @Test
  void everyDesignDoesItsWholeLoadAndEveryRatioIsTold() throws Exception {
    Path json = directory.resolve("bench.json");
    try (Child bench =
        Child.sandbox(
            "bench",
            "--tiny",
            "--only",
            "PEERS,JOURNAL,DRAIN,LOOKUP,DUE",
            "--json",
            json.toString())) {
      assertThat(bench.exitStatus()).as(bench.output()).isZero();

      JsonNode document = JsonMapper.shared().readTree(Files.readString(json));
      assertThat(document.path("ratios").propertyNames())
          .contains(
              "fullWorkerOfLimit",
              "fullWorkerOverPlainListener",
              "fullWorkerCpuOverParallelConsumer",
              "recoveryPollGrowth",
              "lookupGrowth",
              "dueClaimGrowth");
      assertThat(document.path("turns").properties())
          .hasSize(4)
          .allSatisfy(design -> {
            JsonNode turn = design.getValue().path(0);
            assertThat(turn.path("perSecond").asDouble()).isPositive();
            assertThat(turn.path("ofLimit").asDouble()).isBetween(0.0, 1.05);
            assertThat(turn.path("cpuPer1000").asDouble()).isPositive();
          });
      assertThat(document.path("totals").properties())
          .allSatisfy(total -> assertThat(total.getValue().asInt()).as(total.getKey()).isZero());
      assertThat(document.path("peakResidentMegabytes").properties())
          .hasSize(4)
          .allSatisfy(peak -> assertThat(peak.getValue().asDouble()).isGreaterThan(50));
      JsonNode drained = document.path("drain").path(0);
      assertThat(drained.path("asked").asInt()).isEqualTo(drained.path("applications").asInt(-1));
      assertThat(drained.path("notDone").asInt(-1)).isZero();
      assertThat(drained.path("beyond").asInt(-1)).isZero();
      assertThat(bench.output()).contains("full worker:", "transactions per rotation");
    }
  }
}
