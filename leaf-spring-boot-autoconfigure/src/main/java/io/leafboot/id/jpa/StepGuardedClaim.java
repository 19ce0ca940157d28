package io.leafboot.id.jpa;

import io.leafboot.id.LeafTag;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
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

    private final LeafPersistence persistence;

    StepGuardedClaim(LeafPersistence persistence) {
        this.persistence = persistence;
        this.rows = new TagRows(persistence);
    }

    /**
     * Raises the row by {@code length} if its step is {@code step}.
     *
     * @param manager of a transaction if {@link #inTransaction()} says so, or if more is written in it
     * @return the new {@code max_id}, durable, or empty if no row was changed
     */
    abstract OptionalLong raise(EntityManager manager, String tag, int step, int length, long ceiling);

    /** Whether raising the row takes more than one statement. */
    abstract boolean inTransaction();

    @Override
    public final @Nullable SegmentClaim claim(SegmentRequest request, @Nullable Alongside alongside) {
        int step = request.knownStep();
        int length = request.length();
        long ceiling = SegmentClaim.HIGHEST_ID - request.maxLength();
        for (int i = 0; i < TRIES; i++) {
            if (step > 0) {
                SegmentClaim claim = raise(request.tag(), step, length, ceiling, alongside);
                if (claim != null) {
                    return claim;
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
            length = ClaimStatement.length(request, step);
        }
        return null;
    }

    private @Nullable SegmentClaim raise(
            String tag, int step, int length, long ceiling, @Nullable Alongside alongside) {
        return persistence
                .inOneCommit(inTransaction() || alongside != null, manager -> {
                    OptionalLong maxId = raise(manager, tag, step, length, ceiling);
                    if (maxId.isEmpty()) {
                        return Optional.<SegmentClaim>empty();
                    }
                    SegmentClaim claim = new SegmentClaim(maxId.getAsLong(), length, step);
                    if (alongside != null) {
                        alongside.write(manager, claim);
                    }
                    return Optional.of(claim);
                })
                .orElse(null);
    }

    private static boolean isClaimable(LeafTag row, long ceiling) {
        return row.step() >= 1 && row.maxId() >= 0 && row.maxId() <= ceiling;
    }
}
