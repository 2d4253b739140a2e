package io.keyturn.sandbox.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.embedded.kafka.EmbeddedKafka;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import io.keyturn.sandbox.Await;
import io.keyturn.sandbox.Child;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a worker still has in its memory of the secrets that it carried: no object of its own. What
 * OkHttp and the JDK's TLS have in the buffers of connections stays there until it is overwritten
 * or the connection goes (docs/security.md).
 */
class HeapIT {

  static {
    Quiet.please();
  }

  @Test
  @Tag("FAULT-24")
  @DisplayName("FAULT-24: of a secret that was carried no object is left in the worker's memory")
  void noCarriedSecretStaysInMemoryAsAnObject(@TempDir Path directory) throws Exception {
    try (EmbeddedDatabase postgres = EmbeddedDatabase.startEphemeral();
        EmbeddedKafka kafka = EmbeddedKafka.startEphemeral();
        Landscape landscape = new Landscape(7, 3, new Crossing());
        Surroundings surroundings =
            new Surroundings(landscape, kafka.bootstrapServers(), postgres.createDatabase());
        Workers workers = new Workers(surroundings, Map.of())) {
      kafka.createKeyturnTopics();
      Child worker = workers.start();
      landscape.shops().forEach(shop -> surroundings.tell(shop.renew()));
      Await.until(() -> Optional.of(true).filter(_ -> finished(surroundings.jdbcUrl()) == 3));
      assertThat(landscape.shops()).allMatch(Shop::holdsTheNewestEverywhere);

      HeapDump dump = HeapDump.of(worker, directory.resolve("heap.hprof"));

      // Otherwise finding nothing would prove nothing.
      assertThat(dump.copiesOf(landscape.workerSecret())).as("its own secret").isPositive();
      Map<String, Integer> copies = new TreeMap<>();
      for (Shop shop : landscape.shops()) {
        for (String secret : shop.secrets()) {
          copies.put(
              shop.location().name() + " " + shop.secrets().indexOf(secret), dump.copiesOf(secret));
        }
      }
      assertThat(copies.values()).as(copies.toString()).containsOnly(0);
    }
  }

  private static int finished(String jdbcUrl) {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "select count(*) from rotation_worker.rotation where finished_at is not null")) {
      return count.next() ? count.getInt(1) : 0;
    } catch (SQLException e) {
      // The worker has not made its tables yet.
      return 0;
    }
  }
}
