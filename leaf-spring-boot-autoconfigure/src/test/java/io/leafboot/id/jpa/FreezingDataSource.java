package io.leafboot.id.jpa;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections of a process that is stopped as soon as an update was done by the database, before it sees the answer. */
final class FreezingDataSource extends DelegatingDataSource {

    final CountDownLatch frozen = new CountDownLatch(1);

    private final CountDownLatch goOn = new CountDownLatch(1);

    volatile boolean freezes;

    FreezingDataSource(DataSource dataSource) {
        super(dataSource);
    }

    void goOn() {
        goOn.countDown();
    }

    @Override
    public Connection getConnection() throws SQLException {
        return wrap(Connection.class, super.getConnection(), "");
    }

    private <T> T wrap(Class<T> type, Object target, String sql) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (result instanceof PreparedStatement) {
                return wrap(PreparedStatement.class, result, (String) arguments[0]);
            }
            if (freezes && sql.startsWith("UPDATE") && method.getName().startsWith("execute")) {
                frozen.countDown();
                goOn.await();
            }
            return result;
        };
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, handler));
    }
}
