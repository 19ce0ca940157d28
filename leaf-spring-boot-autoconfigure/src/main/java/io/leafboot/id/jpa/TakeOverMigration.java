package io.leafboot.id.jpa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/**
 * Version 2: adds what a table that was there before us may lack. In Java, because not every database can add a column
 * only if it is missing.
 */
final class TakeOverMigration extends BaseJavaMigration {

    private final String table;

    TakeOverMigration(String table) {
        this.table = table;
    }

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("2");
    }

    @Override
    public String getDescription() {
        return "take over";
    }

    @Override
    protected void init() {
        // The version is not in the class's name.
    }

    @Override
    public void migrate(Context context) throws SQLException {
        addIfMissing(context.getConnection(), "description", "varchar(256)");
        addIfMissing(context.getConnection(), "update_time", "timestamp NULL");
    }

    private void addIfMissing(Connection connection, String column, String type) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!hasColumn(statement, column)) {
                statement.execute("ALTER TABLE " + table + " ADD COLUMN " + column + " " + type);
            }
        }
    }

    private boolean hasColumn(Statement statement, String column) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                if (rows.getMetaData().getColumnName(i).equalsIgnoreCase(column)) {
                    return true;
                }
            }
            return false;
        }
    }
}
