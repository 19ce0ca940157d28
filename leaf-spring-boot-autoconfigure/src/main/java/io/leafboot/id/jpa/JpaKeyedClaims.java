package io.leafboot.id.jpa;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.DelegatedClaim;
import io.leafboot.id.segment.KeyReusedException;
import io.leafboot.id.segment.KeyedClaims;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.UncertainClaimException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * {@link KeyedClaims} over the table: the key is inserted in the transaction that raises the tag's row. Of two that claim with
 * one key at the same time, the key's uniqueness lets one commit; the other's transaction is undone, row and all, and finds
 * what the first has stored.
 *
 * <p>Ages are told by this process's clock. One that is wrong has keys forgotten too early or too late, which wastes ids or
 * room, and repeats none.
 */
final class JpaKeyedClaims implements KeyedClaims {

    private final JpaSegmentAllocator allocator;

    private final ClaimTable table;

    private final Duration retention;

    private final Clock clock;

    JpaKeyedClaims(JpaSegmentAllocator allocator, ClaimTable table, Duration retention, Clock clock) {
        this.allocator = allocator;
        this.table = table;
        this.retention = retention;
        this.clock = clock;
    }

    /** Rolls a claim back whose range must not be stored with its key. */
    private static final class NotAboveException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never leaves this class
        private final SegmentClaim claim;

        NotAboveException(SegmentClaim claim) {
            super("not above", null, false, false);
            this.claim = claim;
        }
    }

    @Override
    public DelegatedClaim claim(String key, int wanted, SegmentRequest request, long highest) {
        Optional<ClaimTable.Stored> stored = table.find(key);
        if (stored.isPresent() && isBehind(stored.get())) {
            table.deleteOf(stored.get().tag());
        } else if (stored.isPresent()) {
            return replay(key, wanted, request, stored.get());
        }
        try {
            SegmentClaim claimed = allocator.claim(request, (manager, claim) -> {
                // Stored, it would be told again some day without a look at what was received.
                if (claim.first() <= highest) {
                    throw new NotAboveException(claim);
                }
                table.insert(manager, key, wanted, request.tag(), claim, clock.millis());
            });
            return new DelegatedClaim(claimed, false);
        } catch (NotAboveException e) {
            return new DelegatedClaim(e.claim, false);
        } catch (InvalidSegmentException | UnknownTagException e) {
            throw e;
        } catch (RuntimeException e) {
            // A duplicate key comes in several types; and a commit may have been done all the same.
            return afterFailure(key, wanted, request, e);
        }
    }

    /** Tells whether the row went back since, so that the stored range will be, or was, claimed by somebody else. */
    private boolean isBehind(ClaimTable.Stored stored) {
        return allocator
                .row(stored.tag())
                .filter(row -> row.maxId() >= stored.claim().last())
                .isEmpty();
    }

    private DelegatedClaim afterFailure(String key, int wanted, SegmentRequest request, RuntimeException failure) {
        RuntimeException shown =
                failure instanceof UncertainClaimException && failure.getCause() instanceof RuntimeException cause
                        ? cause // nothing is lost: the next call with the key will tell
                        : failure;
        Optional<ClaimTable.Stored> stored;
        try {
            stored = table.find(key);
        } catch (RuntimeException e) {
            shown.addSuppressed(e);
            throw shown;
        }
        return replay(key, wanted, request, stored.orElseThrow(() -> shown));
    }

    private DelegatedClaim replay(String key, int wanted, SegmentRequest request, ClaimTable.Stored stored) {
        if (!stored.tag().equals(request.tag()) || stored.wanted() != wanted) {
            throw new KeyReusedException(key);
        }
        try {
            allocator.secure(stored.tag()); // whoever stored it may have died before it did this
        } catch (UncertainClaimException e) {
            throw new IllegalStateException("The claim could not be made durable", e);
        }
        return new DelegatedClaim(stored.claim(), true);
    }

    @Override
    public int sweep(int atMost) {
        return table.delete(clock.millis() - retention.toMillis(), atMost);
    }
}
