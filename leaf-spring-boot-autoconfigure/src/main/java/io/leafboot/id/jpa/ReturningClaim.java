package io.leafboot.id.jpa;

import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.UncertainClaimException;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * One statement and one round trip: an update that returns the new row, committed by itself. All rows are read, so that
 * the statement is complete, and hence durable, before its result is used.
 */
final class ReturningClaim implements ClaimStatement {

    private final LeafPersistence persistence;

    private final String sql;

    /** Writes a tag's row as it is; {@code null} where what was committed is durable. */
    private final @Nullable String rewrite;

    private ReturningClaim(LeafPersistence persistence, String sql, @Nullable String rewrite) {
        this.persistence = persistence;
        this.sql = sql;
        this.rewrite = rewrite;
    }

    static ReturningClaim withReturning(LeafPersistence persistence, String table) {
        return new ReturningClaim(persistence, returning(table), null);
    }

    static ReturningClaim withReturningDurably(LeafPersistence persistence, String table) {
        return new ReturningClaim(
                persistence,
                returning(table) + ", " + PostgresCommits.DURABLY,
                "UPDATE " + table + " SET step = step WHERE biz_tag = ? RETURNING " + PostgresCommits.DURABLY);
    }

    private static String returning(String table) {
        return update(table) + " RETURNING max_id, step, biz_tag";
    }

    static ReturningClaim withFinalTable(LeafPersistence persistence, String table) {
        return new ReturningClaim(
                persistence, "SELECT max_id, step, biz_tag FROM FINAL TABLE (" + update(table) + ")", null);
    }

    private static String update(String table) {
        return "UPDATE " + table + " SET max_id = max_id + CASE WHEN step = ? OR ? = -1 THEN ?"
                + " WHEN step > ? THEN ? ELSE step END, update_time = CURRENT_TIMESTAMP"
                + " WHERE biz_tag = ? AND step >= 1 AND max_id BETWEEN 0 AND ?";
    }

    @Override
    public @Nullable SegmentClaim claim(SegmentRequest request, @Nullable Alongside alongside) {
        return persistence
                .inOneCommit(alongside != null, manager -> {
                    SegmentClaim claim = claim(manager, request);
                    if (claim != null && alongside != null) {
                        alongside.write(manager, claim);
                    }
                    return Optional.ofNullable(claim);
                })
                .orElse(null);
    }

    private @Nullable SegmentClaim claim(EntityManager manager, SegmentRequest request) {
        return manager.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setQueryTimeout(persistence.cancelSeconds());
                update.setInt(1, request.knownStep());
                update.setInt(2, request.knownStep());
                update.setInt(3, request.length());
                update.setInt(4, request.maxLength());
                update.setInt(5, request.maxLength());
                update.setString(6, request.tag());
                update.setLong(7, SegmentClaim.HIGHEST_ID - request.maxLength());
                try (ResultSet rows = update.executeQuery()) {
                    SegmentClaim claim = read(rows, request);
                    PostgresCommits.check(update);
                    return claim;
                }
            }
        });
    }

    /** What was committed before is where a later commit is: on the standby, if there is one. */
    @Override
    public void secure(String tag) {
        if (rewrite == null) {
            return;
        }
        try {
            persistence.inAutoCommit(manager -> manager.unwrap(Session.class).doReturningWork(connection -> {
                try (PreparedStatement update = connection.prepareStatement(rewrite)) {
                    update.setQueryTimeout(persistence.cancelSeconds());
                    update.setString(1, tag);
                    boolean done = update.execute();
                    PostgresCommits.check(update);
                    return done;
                }
            }));
        } catch (RuntimeException e) {
            throw new UncertainClaimException(e);
        }
    }

    private static @Nullable SegmentClaim read(ResultSet rows, SegmentRequest request) throws SQLException {
        SegmentClaim claim = null;
        int count = 0;
        while (rows.next()) {
            count++;
            // Where the column compares without case it may be another tag's row, and its ids are just skipped.
            if (request.tag().equals(rows.getString(3))) {
                int step = rows.getInt(2);
                claim = new SegmentClaim(rows.getLong(1), ClaimStatement.length(request, step), step);
            }
        }
        if (count > 1) {
            throw ClaimStatement.severalRows(request.tag(), count);
        }
        return claim;
    }
}
