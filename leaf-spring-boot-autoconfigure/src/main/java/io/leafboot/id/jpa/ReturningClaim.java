package io.leafboot.id.jpa;

import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One statement and one round trip: an update that returns the new row, committed by itself. All rows are read, so that
 * the statement is complete, and hence durable, before its result is used.
 */
final class ReturningClaim implements ClaimStatement {

    /**
     * Expression for what an update on PostgreSQL returns. Where the server or the user has {@code synchronous_commit} off,
     * a commit that was acknowledged is lost when the server crashes, and the next claim would give the same ids again. So
     * the statement turns it on for its own transaction, in the same round trip. Stricter settings stay as they are.
     */
    static final String DURABLY = "CASE current_setting('synchronous_commit', true) WHEN 'off'"
            + " THEN set_config('synchronous_commit', 'on', true) END";

    private final LeafPersistence persistence;

    private final String sql;

    private ReturningClaim(LeafPersistence persistence, String sql) {
        this.persistence = persistence;
        this.sql = sql;
    }

    static ReturningClaim withReturning(LeafPersistence persistence, String table) {
        return new ReturningClaim(persistence, returning(table));
    }

    static ReturningClaim withReturningDurably(LeafPersistence persistence, String table) {
        return new ReturningClaim(persistence, returning(table) + ", " + DURABLY);
    }

    private static String returning(String table) {
        return update(table) + " RETURNING max_id, step, biz_tag";
    }

    static ReturningClaim withFinalTable(LeafPersistence persistence, String table) {
        return new ReturningClaim(persistence, "SELECT max_id, step, biz_tag FROM FINAL TABLE (" + update(table) + ")");
    }

    private static String update(String table) {
        return "UPDATE " + table + " SET max_id = max_id + CASE WHEN step = :known OR :known = -1 THEN :length"
                + " WHEN step > :longest THEN :longest ELSE step END, update_time = CURRENT_TIMESTAMP"
                + " WHERE biz_tag = :tag AND step >= 1 AND max_id BETWEEN 0 AND :ceiling";
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
        Query query = manager.createNativeQuery(sql);
        query.setHint("jakarta.persistence.query.timeout", persistence.cancelSeconds() * 1_000);
        query.setParameter("known", request.knownStep());
        query.setParameter("length", request.length());
        query.setParameter("longest", request.maxLength());
        query.setParameter("tag", request.tag());
        query.setParameter("ceiling", SegmentClaim.HIGHEST_ID - request.maxLength());
        List<?> rows = query.getResultList();
        if (rows.isEmpty()) {
            return null;
        }
        if (rows.size() > 1) {
            throw ClaimStatement.severalRows(request.tag(), rows.size());
        }
        Object[] row = (Object[]) rows.get(0);
        if (!request.tag().equals(row[2])) {
            return null; // the column compares without case: this is another tag's row, and its ids are just skipped
        }
        int step = ((Number) row[1]).intValue();
        int length = ClaimStatement.length(request, step);
        return new SegmentClaim(((Number) row[0]).longValue(), length, step);
    }
}
