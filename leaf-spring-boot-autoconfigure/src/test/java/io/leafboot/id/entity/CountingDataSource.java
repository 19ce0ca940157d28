package io.leafboot.id.entity;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Notes each statement that is executed on its connections: its text, or {@code n x text} for a batch of n. */
final class CountingDataSource extends DelegatingDataSource {

    private final List<String> executed = new CopyOnWriteArrayList<>();

    CountingDataSource(DataSource target) {
        super(target);
    }

    /** Returns what was executed since the last call. */
    List<String> executed() {
        List<String> now = List.copyOf(executed);
        executed.clear();
        return now;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection target = super.getConnection();
        return proxy(Connection.class, (proxy, method, args) -> {
            Object result = invoke(target, method, args);
            if (result instanceof PreparedStatement statement) {
                return proxy(PreparedStatement.class, new Counting(statement, (String) args[0]));
            }
            return result instanceof Statement statement
                    ? proxy(Statement.class, new Counting(statement, null))
                    : result;
        });
    }

    private final class Counting implements InvocationHandler {

        private final Statement target;

        private final String sql;

        private int batch;

        Counting(Statement target, String sql) {
            this.target = target;
            this.sql = sql;
        }

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) throws Throwable {
            String name = method.getName();
            if (name.equals("addBatch")) {
                batch++;
            } else if (name.equals("executeBatch")) {
                executed.add(batch + " x " + sql);
                batch = 0;
            } else if (name.startsWith("execute")) {
                executed.add(args == null ? sql : (String) args[0]);
            }
            return CountingDataSource.invoke(target, method, args);
        }
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
