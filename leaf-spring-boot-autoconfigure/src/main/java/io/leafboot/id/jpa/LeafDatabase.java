package io.leafboot.id.jpa;

import io.leafboot.id.autoconfigure.LeafProperties.Database;
import io.leafboot.id.autoconfigure.LeafStartupException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What differs between the databases. */
enum LeafDatabase {
    POSTGRESQL("postgresql", null),
    MYSQL("mysql", null),
    MARIADB("mysql", null),
    SQLITE("sqlite", "org.hibernate.community.dialect.SQLiteDialect"),
    H2("h2", null),
    PORTABLE(null, null);

    /** Folder of the migrations below {@code db/leaf}, or {@code null} where there are none. */
    final @Nullable String migrations;

    /** Hibernate's dialect, or {@code null} where Hibernate finds it by itself. */
    final @Nullable String dialect;

    LeafDatabase(@Nullable String migrations, @Nullable String dialect) {
        this.migrations = migrations;
        this.dialect = dialect;
    }

    static LeafDatabase of(Database configured, DataSource dataSource) {
        return configured == Database.AUTO ? detect(dataSource) : valueOf(configured.name());
    }

    private static LeafDatabase detect(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            String version = connection.getMetaData().getDatabaseProductVersion();
            String name = product.toLowerCase(Locale.ROOT);
            if (name.contains("mariadb") || version.toLowerCase(Locale.ROOT).contains("mariadb")) {
                return MARIADB;
            }
            return switch (name) {
                case "postgresql" -> POSTGRESQL;
                case "mysql" -> MYSQL;
                case "sqlite" -> SQLITE;
                case "h2" -> H2;
                default ->
                    throw new LeafStartupException(
                            "The database '" + product + "' is not one that ids are known to work on: PostgreSQL,"
                                    + " MySQL, MariaDB, SQLite, H2.",
                            "Set 'leaf.database' to the one it is compatible with, or to 'portable' with"
                                    + " 'leaf.schema.enabled=false' and a table of your own.",
                            null);
            };
        } catch (SQLException e) {
            throw new LeafStartupException(
                    "The database of the id generator cannot be reached: " + LeafPool.reason(e),
                    "Start the database, or correct 'spring.datasource.*' or 'leaf.datasource.*'.",
                    e);
        }
    }
}
