package io.leafboot.id.actuate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database that can be cut off, connections that are open included. */
final class UnreliableDataSource extends AbstractDataSource {

    private static final Set<String> STILL_WORK =
            Set.of("close", "isClosed", "abort", "toString", "hashCode", "equals");

    private final DataSource real;

    private volatile boolean down;

    UnreliableDataSource(String url) {
        this.real = new DriverManagerDataSource(url, "sa", "");
    }

    void goDown() {
        down = true;
    }

    void comeBack() {
        down = false;
    }

    @Override
    public Connection getConnection() throws SQLException {
        check();
        Connection connection = real.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (!STILL_WORK.contains(method.getName())) {
                        check();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    private void check() throws SQLException {
        if (down) {
            throw new SQLNonTransientConnectionException("the database is cut off", "08006");
        }
    }
}
