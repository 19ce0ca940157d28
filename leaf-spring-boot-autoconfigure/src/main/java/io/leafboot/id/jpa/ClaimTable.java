package io.leafboot.id.jpa;

import io.leafboot.id.segment.SegmentClaim;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** The table of claims that were made with a key: who asked with it for how many ids of which tag, and got which range. */
final class ClaimTable {

    static final LeafSchemaPart PART = new LeafSchemaPart(
            "claim",
            "db/leaf-claims",
            "V3__claims.sql",
            "claim_key, biz_tag, wanted, last_id, length, step, millis",
            "leaf.http.claims.enabled=false");

    /** A claim as it was stored. */
    record Stored(String tag, int wanted, SegmentClaim claim) {}

    private final LeafPersistence persistence;

    private final String insert;

    private final String select;

    private final String selectOld;

    private final String delete;

    private final String deleteOfTag;

    ClaimTable(LeafPersistence persistence) {
        this.persistence = persistence;
        String table = PART.table(persistence.tableName());
        this.insert = "INSERT INTO " + table + " (" + PART.columns()
                + ") VALUES (:key, :tag, :wanted, :last, :length, :step, :millis)";
        this.select =
                "SELECT biz_tag, wanted, last_id, length, step, claim_key FROM " + table + " WHERE claim_key = :key";
        this.selectOld = "SELECT claim_key FROM " + table + " WHERE millis < :before ORDER BY millis";
        this.deleteOfTag = "DELETE FROM " + table + " WHERE biz_tag = :tag";
        this.delete = "DELETE FROM " + table + " WHERE claim_key IN (:keys) AND millis < :before";
    }

    /** Finds a key, exactly: a table that the user made may compare without case. */
    Optional<Stored> find(String key) {
        return persistence.inAutoCommit(manager -> {
            List<?> rows = manager.createNativeQuery(select)
                    .setHint("jakarta.persistence.query.timeout", persistence.cancelSeconds() * 1_000)
                    .setParameter("key", key)
                    .getResultList();
            return rows.stream()
                    .map(row -> (Object[]) row)
                    .filter(row -> key.equals(row[5]))
                    .findFirst()
                    .map(row -> new Stored(
                            (String) row[0],
                            ((Number) row[1]).intValue(),
                            new SegmentClaim(
                                    ((Number) row[2]).longValue(),
                                    ((Number) row[3]).intValue(),
                                    ((Number) row[4]).intValue())));
        });
    }

    /** Inserts a key in the transaction of {@code manager}; throws if there is such a key. */
    void insert(EntityManager manager, String key, int wanted, String tag, SegmentClaim claim, long millis) {
        manager.createNativeQuery(insert)
                .setHint("jakarta.persistence.query.timeout", persistence.cancelSeconds() * 1_000)
                .setParameter("key", key)
                .setParameter("tag", tag)
                .setParameter("wanted", wanted)
                .setParameter("last", claim.last())
                .setParameter("length", claim.length())
                .setParameter("step", claim.step())
                .setParameter("millis", millis)
                .executeUpdate();
    }

    /**
     * Deletes all keys of a tag whose row went back or is made anew: the ranges stored with them may be claimed by others
     * now. Whoever asks with such a key claims anew.
     */
    void deleteOf(String tag) {
        persistence.inTransactionWithEntityManager(manager -> deleteOf(manager, tag));
    }

    /** Likewise, in the transaction of {@code manager}. */
    int deleteOf(EntityManager manager, String tag) {
        return manager.createNativeQuery(deleteOfTag).setParameter("tag", tag).executeUpdate();
    }

    /** Deletes the oldest keys from before a time, up to {@code atMost}, and returns how many it found. */
    int delete(long beforeMillis, int atMost) {
        List<?> keys = persistence.inAutoCommit(manager -> manager.createNativeQuery(selectOld)
                .setParameter("before", beforeMillis)
                .setMaxResults(atMost)
                .getResultList());
        if (!keys.isEmpty()) {
            int unused = persistence.inTransactionWithEntityManager(manager -> manager.createNativeQuery(delete)
                    .setParameter("keys", keys)
                    .setParameter("before", beforeMillis)
                    .executeUpdate());
        }
        return keys.size();
    }
}
