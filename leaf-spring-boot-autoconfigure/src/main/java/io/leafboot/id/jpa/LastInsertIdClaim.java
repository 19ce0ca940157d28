package io.leafboot.id.jpa;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.hibernate.Session;

/**
 * MySQL and MariaDB: {@code LAST_INSERT_ID(expression)} brings the new value back with the update's own answer, in one
 * round trip. The key is compared as bytes, because a taken-over table may compare it without case.
 */
final class LastInsertIdClaim extends StepGuardedClaim {

    private final LeafPersistence persistence;

    private final String sql;

    LastInsertIdClaim(LeafPersistence persistence, String table) {
        super(persistence);
        this.persistence = persistence;
        this.sql = "UPDATE " + table + " SET max_id = LAST_INSERT_ID(max_id + ?), update_time = CURRENT_TIMESTAMP"
                + " WHERE biz_tag = ? AND CAST(CONVERT(biz_tag USING utf8mb4) AS BINARY) ="
                + " CAST(CONVERT(? USING utf8mb4) AS BINARY) AND step = ? AND max_id BETWEEN 0 AND ?";
    }

    @Override
    boolean inTransaction() {
        return false;
    }

    @Override
    OptionalLong raise(EntityManager manager, String tag, int step, int length, long ceiling) {
        return manager.unwrap(Session.class)
                .doReturningWork(connection -> raise(connection, tag, step, length, ceiling));
    }

    private OptionalLong raise(Connection connection, String tag, int step, int length, long ceiling)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            update.setQueryTimeout(persistence.cancelSeconds());
            update.setInt(1, length);
            update.setString(2, tag);
            update.setString(3, tag);
            update.setInt(4, step);
            update.setLong(5, ceiling);
            if (update.executeUpdate() != 1) {
                return OptionalLong.empty();
            }
            try (ResultSet keys = update.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new SQLException("The driver returned no LAST_INSERT_ID for the claim");
                }
                return OptionalLong.of(keys.getLong(1));
            }
        }
    }
}
