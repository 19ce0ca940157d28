package io.leafboot.id.jpa;

import io.leafboot.id.LeafTag;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes rows, each call in a transaction of its own. */
final class TagRows {

    private final LeafPersistence persistence;

    private final String select;

    TagRows(LeafPersistence persistence) {
        this.persistence = persistence;
        this.select =
                "SELECT biz_tag, max_id, step, description FROM " + persistence.tableName() + " WHERE biz_tag = :tag";
    }

    List<LeafTag> list() {
        return persistence.inTransaction(LeafAllocRepository::findAllInOrder).stream()
                .map(LeafAlloc::toLeafTag)
                .toList();
    }

    /** Finds a row whose tag is exactly this one, also where the column compares without case. */
    Optional<LeafTag> find(String tag) {
        return lookUp(tag).filter(row -> row.tag().equals(tag));
    }

    private Optional<LeafTag> lookUp(String tag) {
        return allOf(tag).stream().findFirst();
    }

    /**
     * Returns the rows that the database takes for this tag's: one, or several in a table without a key. In SQL, because
     * claims and the start of the application need it, and neither should wait for the repository to be built.
     */
    List<LeafTag> allOf(String tag) {
        return persistence.inAutoCommit(manager -> {
            List<?> rows = manager.createNativeQuery(select, LeafAlloc.class)
                    .setParameter("tag", tag)
                    .getResultList();
            return rows.stream().map(row -> ((LeafAlloc) row).toLeafTag()).toList();
        });
    }

    /** Inserts a row if there is none, also when another instance does the same at this moment. */
    boolean create(String tag, int step, @Nullable String description, long start) {
        if (find(tag).isPresent()) {
            return false;
        }
        try {
            return persistence.inTransactionWithEntityManager(manager -> {
                manager.persist(new LeafAlloc(tag, start - 1, step, description));
                return true;
            });
        } catch (RuntimeException e) { // a duplicate key comes in several types, and as the flush's or the commit's
            Optional<LeafTag> row = lookUp(tag);
            if (row.isEmpty()) {
                throw e;
            }
            String present = row.get().tag();
            if (present.equals(tag)) {
                return false;
            }
            throw new IllegalArgumentException(
                    "Tag '" + tag + "' cannot be created beside '" + present
                            + "': the collation of column biz_tag takes them for the same. Use the existing name, or give"
                            + " the column a binary collation.",
                    e);
        }
    }

    boolean changeStep(String tag, int step) {
        return change(tag, repository -> repository.updateStep(tag, step));
    }

    boolean changeDescription(String tag, @Nullable String description) {
        return change(tag, repository -> repository.updateDescription(tag, description));
    }

    /**
     * Deletes a row, and what is stored of its claims, together: a tag of that name may come back.
     *
     * @return whether there was a row
     */
    boolean delete(String tag, @Nullable ClaimTable claims) {
        boolean there = find(tag).isPresent();
        LeafAllocRepository repository = persistence.repository();
        return persistence.inTransactionWithEntityManager(manager -> {
            // The row first, as claims do.
            int deleted = there ? repository.deleteByTag(tag) : 0;
            if (claims != null) {
                claims.deleteOf(manager, tag);
            }
            return deleted > 0;
        });
    }

    /** Raises {@code max_id} to at least {@code maxId}, durably, and returns what it is then, or empty without a row. */
    Optional<Long> raise(String tag, long maxId) {
        change(tag, repository -> repository.raise(tag, maxId));
        Optional<Long> raised = find(tag).map(LeafTag::maxId);
        persistence.secure();
        return raised;
    }

    boolean lower(String tag, long maxId, long newMaxId) {
        return change(tag, repository -> repository.lower(tag, maxId, newMaxId));
    }

    /** Changes the row of exactly this tag; the column may take another tag for the same, and its row is not ours. */
    private boolean change(String tag, Function<LeafAllocRepository, Integer> change) {
        return find(tag).isPresent() && persistence.inTransaction(change) > 0;
    }
}
