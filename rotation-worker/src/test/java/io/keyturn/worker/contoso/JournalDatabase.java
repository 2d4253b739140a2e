package io.keyturn.worker.contoso;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.keyturn.embedded.postgres.EmbeddedDatabase;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An empty database with the worker's tables, for one test class. */
public final class JournalDatabase implements AutoCloseable {

  private final HikariDataSource source;

  public JournalDatabase() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(EmbeddedDatabase.shared().createDatabase());
    config.setSchema("rotation_worker");
    config.setMaximumPoolSize(6);
    source = new HikariDataSource(config);
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/rotation-worker")
        .schemas("rotation_worker")
        .defaultSchema("rotation_worker")
        .load()
        .migrate();
  }

  public JdbcClient jdbc() {
    return JdbcClient.create(source);
  }

  public TransactionTemplate transaction() {
    return new TransactionTemplate(new DataSourceTransactionManager(source));
  }

  @Override
  public void close() {
    source.close();
  }
}
