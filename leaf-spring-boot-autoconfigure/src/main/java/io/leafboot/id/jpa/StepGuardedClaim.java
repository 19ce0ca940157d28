package io.leafboot.id.jpa;

import io.leafboot.id.LeafTag;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * For databases whose update cannot return the row's step: the update holds only if the step still is the one that is
 * known, which it nearly always is; else the row is read and the claim made anew with its step.
 */
abstract class StepGuardedClaim implements ClaimStatement {

    /** The step can change between the reading and the claim; more often than this it is not a person who changes it. */
    private static final int TRIES = 5;

    private final TagRows rows;

    StepGuardedClaim(LeafPersistence persistence) {
        this.rows = new TagRows(persistence);
    }

    /**
     * Raises the row by {@code length} if its step is {@code step}.
     *
     * @return the new {@code max_id}, durable, or empty if no row was changed
     */
    abstract OptionalLong raise(String tag, int step, int length, long ceiling);

    @Override
    public final @Nullable SegmentClaim claim(SegmentRequest request) {
        int step = request.knownStep();
        int length = request.length();
        long ceiling = SegmentClaim.HIGHEST_ID - request.maxLength();
        for (int i = 0; i < TRIES; i++) {
            if (step > 0) {
                OptionalLong maxId = raise(request.tag(), step, length, ceiling);
                if (maxId.isPresent()) {
                    return new SegmentClaim(maxId.getAsLong(), length, step);
                }
            }
            List<LeafTag> found = rows.allOf(request.tag());
            if (found.size() > 1) {
                throw ClaimStatement.severalRows(request.tag(), found.size());
            }
            LeafTag row = found.isEmpty() ? null : found.get(0);
            if (row == null || !row.tag().equals(request.tag()) || !isClaimable(row, ceiling)) {
                return null;
            }
            step = row.step();
            length = step == request.knownStep() ? request.length() : Math.min(step, request.maxLength());
        }
        return null;
    }

    private static boolean isClaimable(LeafTag row, long ceiling) {
        return row.step() >= 1 && row.maxId() >= 0 && row.maxId() <= ceiling;
    }
}
