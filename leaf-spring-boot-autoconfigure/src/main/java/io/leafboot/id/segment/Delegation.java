package io.leafboot.id.segment;

import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdsExhaustedException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A claim for somebody else, on the caller's thread. While it runs it is the tag's one operation on the row, so that it is
 * held against {@link TagLedger#highest} in the order in which the row gave the ranges; the buffer's own segments, and what
 * is counted of them, stay as they are. The lock is not held over I/O.
 */
final class Delegation {

    private static final Logger log = LoggerFactory.getLogger(Delegation.class);

    private final DoubleBuffer buffer;

    private final TagLedger ledger;

    private final TagRefiller refiller;

    Delegation(DoubleBuffer buffer) {
        this.buffer = buffer;
        this.ledger = buffer.ledger;
        this.refiller = buffer.refiller;
    }

    DelegatedClaim run(SegmentRequest request, ClaimSource source) {
        RowOperation operation = begin();
        DelegatedClaim claim;
        try {
            // Nobody else changes it while this is in flight.
            claim = source.claim(request, operation.highestAtStart);
            if (!claim.replayed()) { // one that is told again may be longer than is allowed by now
                refiller.checked(claim.claim(), request);
            }
        } catch (Throwable e) { // an Error too, or the tag would stay busy for ever
            failed(e, request, operation);
            throw e;
        }
        received(claim);
        return claim;
    }

    /** Waits until nothing is in flight, and then is. */
    private RowOperation begin() {
        long start = System.nanoTime();
        long timeout = buffer.refills.settings.acquireTimeout().toNanos();
        try {
            buffer.lock.lockInterruptibly();
            try {
                while (true) {
                    buffer.throwIfClosedOff();
                    if (!refiller.busy()) {
                        return refiller.delegate(buffer.issued());
                    }
                    long left = start + timeout - System.nanoTime();
                    if (left <= 0) {
                        throw new IdsExhaustedException(
                                buffer.tag, Duration.ofNanos(System.nanoTime() - start), ledger.lastError);
                    }
                    RowOperation pending = refiller.inFlight();
                    buffer.changed.awaitNanos(left);
                    if (pending != null && pending.refusal != null) {
                        throw pending.refusal.get();
                    }
                }
            } finally {
                buffer.lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IdAcquisitionInterruptedException(buffer.tag, e);
        }
    }

    private void received(DelegatedClaim delegated) {
        SegmentClaim claim = delegated.claim();
        boolean first;
        buffer.lock.lock();
        try {
            first = !ledger.everReceived();
            ledger.delegatedClaims++;
            ledger.delegatedFailuresInARow = 0;
            buffer.used();
            // One that is told again was above everything when it was claimed, here or by another instance, before
            // it was kept with its key; since then others may have been. Whoever asks again has received nothing
            // meanwhile.
            if (!delegated.replayed() && refiller.wentBack(claim)) {
                throw buffer.quarantined();
            }
            ledger.delegatedIds += claim.length();
            ledger.highest = Math.max(ledger.highest, claim.last());
        } finally {
            refiller.delegated();
            buffer.lock.unlock();
        }
        if (first) {
            buffer.refills.firstSegmentArrived(buffer.tag);
        }
    }

    private void failed(Throwable failure, SegmentRequest request, RowOperation operation) {
        buffer.lock.lock();
        try {
            if (failure instanceof KeyReusedException) {
                return; // the caller's mistake, not a claim
            }
            ledger.failedClaims++;
            if (failure instanceof UncertainClaimException) {
                ledger.wasted += request.length();
            }
            refiller.setRefusal(failure, operation);
            if (operation.refusal == null) {
                ledger.delegatedFailuresInARow++;
                log.atLevel(ledger.delegatedFailuresInARow == 1 ? Level.WARN : Level.DEBUG)
                        .log("Claim of tag '{}' for a client failed: {}", buffer.tag, failure.toString());
            }
        } finally {
            refiller.delegated();
            buffer.lock.unlock();
        }
    }
}
