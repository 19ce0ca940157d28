package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database whose product nobody here has heard of. */
class UnknownDatabaseTests {

    private final DataSource h2 = new DriverManagerDataSource(LeafRunner.newDatabase());

    @Test
    void isNamedAndTheSettingToo() {
        FailureAnalysis analysis = FailedStart.of(runner("Abacus"));
        assertThat(analysis.getDescription())
                .isEqualTo("The database 'Abacus' is not one that ids are known to work on: PostgreSQL, MySQL,"
                        + " MariaDB, SQLite, H2.");
        assertThat(analysis.getAction()).contains("'leaf.database'", "'portable'", "'leaf.schema.enabled=false'");
    }

    @Test
    void worksAsTheOneItIsCompatibleWith() {
        LeafRunner.withoutDataSource()
                .withBean(DataSource.class, () -> h2)
                .run(context -> assertThat(context).hasNotFailed());
        runner("HSQL Database Engine")
                .withPropertyValues("leaf.database=h2", "leaf.schema.enabled=false", "leaf.auto-create-tags=true")
                .run(context -> assertThat(context.getBean(IdGenerator.class).nextId("order"))
                        .isEqualTo(1));
    }

    @Test
    void thatHibernateDoesNotKnowEitherIsAnErrorWithAFix() {
        LeafRunner.withoutDataSource()
                .withBean(DataSource.class, () -> h2)
                .run(context -> assertThat(context).hasNotFailed());
        FailureAnalysis analysis = FailedStart.of(
                runner("Abacus").withPropertyValues("leaf.database=portable", "leaf.schema.enabled=false"));
        assertThat(analysis.getDescription()).contains("persistence unit", "Dialect");
        assertThat(analysis.getAction()).contains("'hibernate.dialect'");
    }

    private ApplicationContextRunner runner(String product) {
        return LeafRunner.withoutDataSource().withBean(DataSource.class, () -> new Renamed(h2, product));
    }

    private static final class Renamed extends AbstractDataSource {

        private final DataSource real;

        private final String product;

        Renamed(DataSource real, String product) {
            this.real = real;
            this.product = product;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = real.getConnection();
            return (Connection) proxy(Connection.class, connection);
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        private Object proxy(Class<?> type, Object target) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                if (method.getName().equals("getDatabaseProductName")) {
                    return product;
                }
                try {
                    Object result = method.invoke(target, arguments);
                    return result instanceof DatabaseMetaData ? proxy(DatabaseMetaData.class, result) : result;
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        }
    }
}
