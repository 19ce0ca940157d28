package io.leafboot.id.jpa;

import io.leafboot.id.autoconfigure.LeafStartupException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.beans.factory.InitializingBean;

/**
 * Creates and upgrades the table with a Flyway of its own, and checks that it is as the claims need it.
 *
 * <p>Not a {@code Flyway} bean, which would switch the application's own off. {@link LeafSchemaDetector} has Spring Boot
 * run it after the application's migrations, which refuse a schema that is not empty.
 */
final class LeafSchema implements InitializingBean {

    static final String DEFAULT_TABLE = "leaf_alloc";

    /** Instances that create the table at the same moment make each other's Flyway fail; the next try finds it done. */
    private static final int TRIES = 5;

    /** Digits of the highest id; a narrower max_id would overflow or, worse, be cut short in silence. */
    private static final int DIGITS = 19;

    private final DataSource dataSource;

    private final LeafDatabase database;

    private final String table;

    private final boolean migrate;

    private final List<LeafSchemaPart> parts;

    LeafSchema(
            DataSource dataSource, LeafDatabase database, String table, boolean migrate, List<LeafSchemaPart> parts) {
        this.dataSource = dataSource;
        this.database = database;
        this.table = table;
        this.migrate = migrate;
        this.parts = parts;
    }

    @Override
    public void afterPropertiesSet() {
        if (migrate) {
            migrate();
        }
        verify();
        parts.forEach(this::verify);
        if (database == LeafDatabase.H2) {
            verifyCheckpoint();
        }
    }

    private void migrate() {
        if (database.migrations == null) {
            throw new LeafStartupException(
                    "There is no migration for database '" + database.name().toLowerCase(Locale.ROOT) + "'.",
                    "Set 'leaf.schema.enabled=false' and create the table: " + ddl(),
                    null);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                FluentConfiguration configuration = configuration();
                configuration
                        .outOfOrder(hasPartOfEarlierVersion(configuration))
                        .load()
                        .migrate();
                return;
            } catch (FlywayException e) {
                if (attempt == TRIES || !pause(attempt)) {
                    throw new LeafStartupException(
                            "The table '" + table + "' could not be created or upgraded: " + e.getMessage(),
                            "Mend the cause, or set 'leaf.schema.enabled=false' and create the table yourself: "
                                    + ddl(),
                            e);
                }
            }
        }
    }

    private FluentConfiguration configuration() {
        List<String> locations = new ArrayList<>();
        Map<String, String> placeholders = new HashMap<>();
        locations.add("classpath:db/leaf/" + database.migrations);
        placeholders.put("table", table);
        for (LeafSchemaPart part : parts) {
            locations.add("classpath:" + part.location(database));
            placeholders.put(part.placeholder(), part.table(table));
        }
        return Flyway.configure(LeafSchema.class.getClassLoader())
                .dataSource(dataSource)
                .locations(locations.toArray(String[]::new))
                .javaMigrations(new TakeOverMigration(table))
                .table(historyTable(table))
                .placeholders(placeholders)
                // Parts that were switched off; Flyway's own default is the second.
                .ignoreMigrationPatterns("*:missing", "*:future")
                .baselineOnMigrate(true)
                .baselineVersion("0");
    }

    /** Flyway warns at each start that it may work out of order, so it may only when it has to. */
    private boolean hasPartOfEarlierVersion(FluentConfiguration configuration) {
        return !parts.isEmpty()
                && Arrays.stream(configuration.load().info().all())
                        .anyMatch(migration -> migration.getState() == MigrationState.IGNORED);
    }

    /** Waits longer with each attempt, so that instances that met each other do not meet again. */
    private static boolean pause(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(100, 200L * attempt + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One history a table, since two applications may keep tables of different names in one schema. */
    static String historyTable(String table) {
        return table.equals(DEFAULT_TABLE) ? "leaf_schema_history" : table + "_schema_history";
    }

    private void verify() {
        String select = "SELECT max_id, biz_tag, step, description, update_time FROM " + table + " WHERE 1 = 0";
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            ResultSetMetaData columns = rows.getMetaData();
            if (database != LeafDatabase.SQLITE && !holdsEveryId(columns, 1)) {
                throw new LeafStartupException(
                        "Column max_id of table '" + table + "' is a " + columns.getColumnTypeName(1)
                                + ", which does not hold every id.",
                        "Change it to bigint before ids are drawn from it.",
                        null);
            }
        } catch (SQLException e) {
            throw new LeafStartupException(
                    "Table '" + table + "' is missing, or lacks one of the columns biz_tag, max_id, step, description,"
                            + " update_time: " + e.getMessage(),
                    "Set 'leaf.schema.enabled=true', or create the table: " + ddl() + " A table that lacks only the"
                            + " description: ALTER TABLE " + table + " ADD COLUMN description varchar(256);",
                    e);
        }
    }

    private void verify(LeafSchemaPart part) {
        String name = part.table(table);
        String select = "SELECT " + part.columns() + " FROM " + name + " WHERE 1 = 0";
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(select);
        } catch (SQLException e) {
            throw new LeafStartupException(
                    "Table '" + name + "' is missing, or lacks one of the columns " + part.columns() + ": "
                            + e.getMessage(),
                    "Set 'leaf.schema.enabled=true' or '" + part.setting() + "', or create the table: "
                            + part.ddl(database, table),
                    e);
        }
    }

    /** See {@link CheckpointedClaim}. */
    private void verifyCheckpoint() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        } catch (SQLException e) {
            throw new LeafStartupException(
                    "The database user may not make a checkpoint in H2, without which a claim is lost with the process: "
                            + e.getMessage(),
                    "Let an administrator execute: ALTER USER <user> ADMIN TRUE; or give the ids a database of their own with"
                            + " 'leaf.datasource.url'.",
                    e);
        }
    }

    private static boolean holdsEveryId(ResultSetMetaData columns, int column) throws SQLException {
        int precision = columns.getPrecision(column); // 0 where the type sets no limit
        return switch (columns.getColumnType(column)) {
            case Types.BIGINT -> true;
            case Types.NUMERIC, Types.DECIMAL ->
                precision == 0 || precision - Math.max(0, columns.getScale(column)) >= DIGITS;
            default -> false;
        };
    }

    /** Returns the statement that creates the table on this database. */
    String ddl() {
        String folder = database.migrations == null ? "h2" : database.migrations;
        return LeafSchemaPart.statements("db/leaf/" + folder + "/V1__segments.sql")
                .replace("${table}", table);
    }
}
