package io.leafboot.id.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Bounds each answer of the database, so that a connection that went dead does not hold a tag's only refill. */
final class TimeLimitedDataSource extends DelegatingDataSource {

    private final int millis;

    private volatile boolean supported = true;

    TimeLimitedDataSource(Duration limit) {
        this.millis = (int) Math.min(Integer.MAX_VALUE, limit.toMillis());
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        if (supported) {
            try {
                connection.setNetworkTimeout(Runnable::run, millis);
            } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
                supported = false; // an embedded database: there is no network to wait for
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }
}
