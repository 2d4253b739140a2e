package io.keyturn.settings.isolation;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Tells PostgreSQL, before a connection is handed out, whose rows it may show: {@link Rows}. What a
 * connection was told last is remembered, so that the same tenant's next query costs no round trip.
 */
final class TenantConnections extends DelegatingDataSource {

  // By the physical connection; the pool's own wrapper is a new one each time.
  private final Map<Connection, String> told = Collections.synchronizedMap(new WeakHashMap<>());

  TenantConnections(DataSource pool) {
    super(pool);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    try {
      tell(connection, Rows.visible());
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLException("the pool's own user is the only one");
  }

  private void tell(Connection connection, String visible) throws SQLException {
    Connection physical = connection.unwrap(Connection.class);
    if (visible.equals(told.get(physical))) {
      return;
    }
    told.remove(physical);
    try (PreparedStatement tell =
        connection.prepareStatement("select set_config('keyturn.tenant', ?, false)")) {
      tell.setString(1, visible);
      tell.execute();
    }
    told.put(physical, visible);
  }
}
