package io.leafboot.id.jpa;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections whose statements and commits fail now and then: before they reach the database, or after, so that they took
 * effect and nobody knows; or are slow.
 */
final class FaultyDataSource extends DelegatingDataSource {

    private final Random random;

    volatile boolean faulty;

    FaultyDataSource(DataSource dataSource, long seed) {
        super(dataSource);
        this.random = new Random(seed);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (faulty && random.nextInt(10) == 0) {
            throw new SQLException("no connection", "08001");
        }
        return wrap(Connection.class, super.getConnection());
    }

    private <T> T wrap(Class<T> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object result =
                    canFail(method) ? callWithFaults(target, method, arguments) : call(target, method, arguments);
            if (result instanceof PreparedStatement) {
                return wrap(PreparedStatement.class, result);
            }
            return result instanceof Statement ? wrap(Statement.class, result) : result;
        };
        return type.cast(Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, handler));
    }

    private boolean canFail(Method method) {
        return faulty
                && (method.getName().startsWith("execute") || method.getName().equals("commit"));
    }

    private Object callWithFaults(Object target, Method method, Object[] arguments) throws Throwable {
        switch (random.nextInt(12)) {
            case 0 -> throw failure("lost before");
            case 1, 2 -> {
                Object result = call(target, method, arguments);
                if (result instanceof AutoCloseable rows) {
                    rows.close();
                }
                throw failure("lost after");
            }
            case 3 -> LockSupport.parkNanos(random.nextInt(20_000_000));
            default -> {}
        }
        return call(target, method, arguments);
    }

    private SQLException failure(String what) {
        return switch (random.nextInt(3)) {
            case 0 -> new SQLException(what, "08006"); // the pool closes the connection
            case 1 -> new SQLTimeoutException(what);
            default -> new SQLException(what, "HY000");
        };
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
