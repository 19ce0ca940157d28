package io.leafboot.id.jpa;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import org.jspecify.annotations.Nullable;

/** How a row is claimed from on one kind of database. */
interface ClaimStatement {

    /**
     * Claims once: raises the row's {@code max_id} by the requested length, or by its own step where that is not the one
     * that the request knows.
     *
     * @return the range, durable, or {@code null} if there is no such row or it cannot be claimed from
     */
    @Nullable
    SegmentClaim claim(SegmentRequest request);

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
