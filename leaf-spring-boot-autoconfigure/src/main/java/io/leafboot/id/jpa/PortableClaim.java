package io.leafboot.id.jpa;

import jakarta.persistence.EntityManager;
import java.util.OptionalLong;

/** Standard SQL: an update, which locks the row, and a reading of it in the same transaction. */
final class PortableClaim extends StepGuardedClaim {

    private final LeafPersistence persistence;

    private final String update;

    private final String select;

    PortableClaim(LeafPersistence persistence, String table) {
        super(persistence);
        this.persistence = persistence;
        this.update = "UPDATE " + table + " SET max_id = max_id + :length, update_time = CURRENT_TIMESTAMP"
                + " WHERE biz_tag = :tag AND step = :step AND max_id BETWEEN 0 AND :ceiling";
        this.select = "SELECT max_id, biz_tag FROM " + table + " WHERE biz_tag = :tag";
    }

    @Override
    boolean inTransaction() {
        return true;
    }

    @Override
    OptionalLong raise(EntityManager manager, String tag, int step, int length, long ceiling) {
        int rows = manager.createNativeQuery(update)
                .setHint("jakarta.persistence.query.timeout", persistence.cancelSeconds() * 1_000)
                .setParameter("length", length)
                .setParameter("tag", tag)
                .setParameter("step", step)
                .setParameter("ceiling", ceiling)
                .executeUpdate();
        if (rows != 1) {
            return OptionalLong.empty();
        }
        Object[] row = (Object[])
                manager.createNativeQuery(select).setParameter("tag", tag).getSingleResult();
        return tag.equals(row[1])
                ? OptionalLong.of(((Number) row[0]).longValue())
                : OptionalLong.empty(); // the column compares without case: another tag's ids are just skipped
    }
}
