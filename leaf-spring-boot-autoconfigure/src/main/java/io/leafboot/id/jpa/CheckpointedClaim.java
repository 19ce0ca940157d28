package io.leafboot.id.jpa;

import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.UncertainClaimException;
import org.jspecify.annotations.Nullable;

/**
 * For H2, which acknowledges a commit up to half a second before it writes it ({@code WRITE_DELAY}): a process that is
 * killed takes the claim with it, and its next start would give the same ids again. So the claim counts once a checkpoint
 * has written it. The delay itself is the application's to choose.
 */
final class CheckpointedClaim implements ClaimStatement {

    private final ClaimStatement claim;

    private final LeafPersistence persistence;

    CheckpointedClaim(ClaimStatement claim, LeafPersistence persistence) {
        this.claim = claim;
        this.persistence = persistence;
    }

    @Override
    public @Nullable SegmentClaim claim(SegmentRequest request, @Nullable Alongside alongside) {
        SegmentClaim claimed = claim.claim(request, alongside);
        if (claimed != null) {
            secure(request.tag());
        }
        return claimed;
    }

    @Override
    public void secure(String tag) {
        try {
            persistence.secure();
        } catch (RuntimeException e) {
            throw new UncertainClaimException(e);
        }
    }
}
