package io.leafboot.id.jpa;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;

/** How a row is claimed from on one kind of database. */
interface ClaimStatement {

    /**
     * Claims once: raises the row's {@code max_id} by the requested length, or by its own step where that is not the one
     * that the request knows.
     *
     * @param alongside what else is written in the same transaction, or {@code null}
     * @return the range, durable, or {@code null} if there is no such row or it cannot be claimed from
     */
    @Nullable
    SegmentClaim claim(SegmentRequest request, @Nullable Alongside alongside);

    /** Makes what was committed before of a tag, by whichever claim, durable. */
    default void secure(String tag) {}

    /** Written in the transaction of a claim; when it throws, there was no claim. */
    interface Alongside {
        void write(EntityManager manager, SegmentClaim claim);
    }

    /** Returns how many ids a request gets from a row with this step. */
    static int length(SegmentRequest request, int step) {
        boolean asKnown = step == request.knownStep() || request.knownStep() == SegmentRequest.ANY_STEP;
        return asKnown ? request.length() : Math.min(step, request.maxLength());
    }

    /** Each row holds a max_id of its own, so that their ids would meet sooner or later. */
    static InvalidSegmentException severalRows(String tag, int rows) {
        return new InvalidSegmentException(
                tag, "Tag '" + tag + "' has " + rows + " rows; make biz_tag the table's primary key.");
    }

    static ClaimStatement of(LeafDatabase database, LeafPersistence persistence, String table) {
        return switch (database) {
            case POSTGRESQL -> ReturningClaim.withReturningDurably(persistence, table);
            case SQLITE -> ReturningClaim.withReturning(persistence, table);
            case H2 -> new CheckpointedClaim(ReturningClaim.withFinalTable(persistence, table), persistence);
            case MYSQL, MARIADB -> new LastInsertIdClaim(persistence, table);
            case PORTABLE -> new PortableClaim(persistence, table);
        };
    }
}
