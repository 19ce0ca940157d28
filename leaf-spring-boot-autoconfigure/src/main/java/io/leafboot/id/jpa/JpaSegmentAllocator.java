package io.leafboot.id.jpa;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.LeafTag;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.jpa.ClaimStatement.Alongside;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.UncertainClaimException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Claims segments from the table. Runs on the engine's threads, never in a caller's transaction. */
final class JpaSegmentAllocator implements SegmentAllocator {

    private final ClaimStatement statement;

    private final TagRows rows;

    /** Creates a row for an unknown tag if it may; tells whether it did. */
    private final Predicate<String> creator;

    JpaSegmentAllocator(ClaimStatement statement, TagRows rows, Predicate<String> creator) {
        this.statement = statement;
        this.rows = rows;
        this.creator = creator;
    }

    @Override
    public SegmentClaim claim(SegmentRequest request) {
        return claim(request, null);
    }

    /** Claims, and writes something else in the same transaction. */
    SegmentClaim claim(SegmentRequest request, @Nullable Alongside alongside) {
        SegmentClaim claim = claimOnce(request, alongside);
        if (claim != null) {
            return claim;
        }
        Optional<LeafTag> row = rows.find(request.tag());
        if (row.isEmpty() && creator.test(request.tag())) {
            claim = claimOnce(request, alongside);
        }
        if (claim == null) {
            throw refusal(request, row);
        }
        return claim;
    }

    private @Nullable SegmentClaim claimOnce(SegmentRequest request, @Nullable Alongside alongside) {
        try {
            return statement.claim(request, alongside);
        } catch (InvalidSegmentException | UncertainClaimException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ClaimFailures.mayHaveClaimed(e) ? new UncertainClaimException(e) : e;
        }
    }

    /** Makes durable what any claim has committed of a tag. */
    void secure(String tag) {
        statement.secure(tag);
    }

    /** Finds out, after a claim that changed no row, why. */
    private static RuntimeException refusal(SegmentRequest request, Optional<LeafTag> row) {
        String tag = request.tag();
        if (row.isEmpty()) {
            return new UnknownTagException(tag);
        }
        int step = row.get().step();
        long maxId = row.get().maxId();
        if (step < 1) {
            return new InvalidSegmentException(
                    tag, "The row of tag '" + tag + "' has step " + step + "; set it to 1 or more.");
        }
        if (maxId < 0 || maxId > SegmentClaim.HIGHEST_ID - request.maxLength()) {
            return new InvalidSegmentException(
                    tag,
                    "The row of tag '" + tag + "' has max_id " + maxId + "; ids are claimed from 0 up to "
                            + SegmentClaim.HIGHEST_ID + ". Correct the row, or go on with a new tag.");
        }
        return new IllegalStateException("The row of tag '" + tag + "' changed while it was claimed from");
    }

    Optional<LeafTag> row(String tag) {
        return rows.find(tag);
    }

    @Override
    public boolean giveBack(String tag, long last, long lastUsed) {
        return rows.lower(tag, last, lastUsed);
    }
}
