package io.leafboot.id.segment;

import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.IdRange;
import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A tag's dealings with its row: claims, one at a time, with back-off after a failure; the check that the row did not go
 * back; and the return of unused ids. Every field is guarded by the lock of the tag's buffer, and every method but the
 * two that run on the claim threads is called with that lock held. The lock is never held over I/O.
 */
final class TagRefiller {

    private static final Logger log = LoggerFactory.getLogger(TagRefiller.class);

    private final String tag;

    private final Refills refills;

    private final TagLedger ledger;

    private final RefillTimes times;

    private final DoubleBuffer buffer;

    private @Nullable RowOperation inFlight;

    private @Nullable TagQuarantinedException quarantine;

    private boolean backingOff;

    /** A claim was asked for while one for somebody else was in flight; it begins right after that. */
    private boolean wanted;

    private int wantedDemand;

    private int failuresInARow;

    private long lastClaimNanos;

    private long issuedAtLastClaim;

    /** The buffer is told, with its lock held, of a new segment, a row that went back, a tag that is unknown. */
    TagRefiller(DoubleBuffer buffer, Refills refills, TagLedger ledger, RefillTimes times) {
        this.buffer = buffer;
        this.tag = buffer.tag;
        this.refills = refills;
        this.ledger = ledger;
        this.times = times;
        this.lastClaimNanos = System.nanoTime();
        this.issuedAtLastClaim = ledger.issuedBefore;
    }

    @Nullable
    RowOperation inFlight() {
        return inFlight;
    }

    boolean busy() {
        return inFlight != null;
    }

    @Nullable
    TagQuarantinedException quarantine() {
        return quarantine;
    }

    void liftQuarantine() {
        if (quarantine != null && ledger.lastError == quarantine) {
            ledger.lastError = null;
        }
        quarantine = null;
    }

    /** See {@link SegmentIdGenerator#forgetReceived()}. */
    void forgetReceived() {
        if (inFlight != null) {
            throw new IllegalStateException("tag '" + tag + "' still has a claim in flight");
        }
        ledger.forgetReceived();
        quarantine = null;
        backingOff = false;
        failuresInARow = 0;
    }

    /** Returns how long the next segment will be at the rate since the last claim that was successful. */
    int nextLength(long issued) {
        if (ledger.lastLength == 0) {
            return refills.steps.first(ledger.storedStep);
        }
        double seconds = Math.max(1, System.nanoTime() - lastClaimNanos) / 1e9;
        return refills.steps.next(ledger.lastLength, ledger.storedStep, (issued - issuedAtLastClaim) / seconds);
    }

    /**
     * Starts a claim unless something is in flight already, a back-off is running, or the tag is quarantined. Behind a
     * claim for somebody else it starts when that ends, before anybody else's.
     *
     * @param issued how many ids of the tag were issued so far
     * @param demand how many ids one waiting call needs; a claim is at least that long
     * @return what is in flight, or {@code null} during a back-off or a quarantine
     */
    @Nullable
    RowOperation claim(long issued, int demand) {
        if (inFlight == null && !backingOff && quarantine == null) {
            int maxLength = refills.settings.maxStep();
            int length = Math.max(nextLength(issued), Math.min(demand, maxLength));
            SegmentRequest request = new SegmentRequest(tag, length, ledger.storedStep, maxLength);
            RowOperation operation = new RowOperation(issued, ledger.highest, false);
            refills.run(() -> claimNow(request, operation));
            inFlight = operation;
        } else if (inFlight != null && inFlight.delegated) {
            wanted = true;
            wantedDemand = Math.max(wantedDemand, demand);
        }
        return inFlight;
    }

    /** Makes a claim for somebody else, which the caller then makes, the operation in flight; nothing else is. */
    RowOperation delegate(long issued) {
        RowOperation operation = new RowOperation(issued, ledger.highest, true);
        inFlight = operation;
        return operation;
    }

    /** The claim for somebody else has ended. */
    void delegated() {
        inFlight = null;
        if (wanted && !refills.stopped) {
            claim(buffer.issued(), wantedDemand);
        }
        wanted = false;
        wantedDemand = 0;
        buffer.changed.signalAll();
    }

    private void claimNow(SegmentRequest request, RowOperation operation) {
        long start = System.nanoTime();
        SegmentClaim claim = null;
        Throwable failure = null;
        try {
            claim = checked(refills.allocator.claim(request), request);
        } catch (Throwable e) { // an Error too: waiters must hear of it, or they would time out without a reason
            failure = e;
        }
        boolean firstSegment = false;
        buffer.lock.lock();
        try {
            inFlight = null;
            if (claim != null) {
                firstSegment = !ledger.everReceived();
                times.add(System.nanoTime() - start);
                received(claim, operation);
            } else if (failure != null) {
                failed(failure, request, operation);
            }
            buffer.changed.signalAll();
        } finally {
            buffer.lock.unlock();
        }
        if (firstSegment) {
            refills.firstSegmentArrived(tag);
        }
    }

    SegmentClaim checked(SegmentClaim claim, SegmentRequest request) {
        boolean valid = claim.length() >= 1
                && claim.length() <= request.maxLength()
                && claim.last() <= SegmentClaim.HIGHEST_ID
                && claim.last() >= claim.length(); // so the first is at least 1; the first itself may have wrapped
        if (!valid) {
            throw new InvalidSegmentException(
                    tag,
                    "The range claimed for tag '" + tag + "' cannot be used: " + claim + "; ids go from 1 to "
                            + SegmentClaim.HIGHEST_ID + ", " + request.maxLength() + " at a time.");
        }
        return claim;
    }

    private void received(SegmentClaim claim, RowOperation operation) {
        ledger.claims++;
        failuresInARow = 0;
        lastClaimNanos = operation.startNanos;
        issuedAtLastClaim = operation.issuedAtStart;
        if (wentBack(claim)) {
            return;
        }
        Segment segment = new Segment(claim.first(), claim.last(), ledger.highest);
        ledger.highest = claim.last();
        ledger.storedStep = claim.step();
        ledger.lastLength = claim.length();
        ledger.lastError = null;
        buffer.arrived(segment);
    }

    /** Quarantines the tag if a range is not above everything received before, and tells whether it did. */
    boolean wentBack(SegmentClaim claim) {
        if (claim.first() > ledger.highest) {
            return false;
        }
        IdRange range = new IdRange(claim.first(), claim.last());
        quarantine = new TagQuarantinedException(tag, range, ledger.highest);
        ledger.regressions++;
        ledger.lastError = quarantine;
        log.error("{}", quarantine.getMessage());
        // Other instances may be issuing what is left here, too: from now on nothing is certain for this tag.
        buffer.release();
        return true;
    }

    private void failed(Throwable failure, SegmentRequest request, RowOperation operation) {
        ledger.failedClaims++;
        ledger.lastError = failure;
        if (failure instanceof UncertainClaimException) {
            ledger.wasted += request.length();
            ledger.lastError = failure.getCause();
        }
        setRefusal(failure, operation);
        if (operation.refusal == null && !refills.stopped) {
            failuresInARow++;
            backingOff = true;
            log.atLevel(failuresInARow == 1 ? Level.WARN : Level.DEBUG)
                    .log(
                            "Claim for tag '{}' failed ({} in a row), trying again: {}",
                            tag,
                            failuresInARow,
                            failure.toString());
            refills.afterBackOff(failuresInARow, this::backOffEnded);
        }
    }

    /** If trying again is of no use, has those who wait for the operation hear of it. */
    void setRefusal(Throwable failure, RowOperation operation) {
        if (failure instanceof IdLimitReachedException e) {
            operation.refusal = () -> new IdLimitReachedException(tag, e.limit(), e);
        } else if (failure instanceof UnknownTagException e) {
            operation.refusal = () -> new UnknownTagException(tag, message(e), e);
            buffer.unknown();
        } else if (failure instanceof InvalidSegmentException e) {
            operation.refusal = () -> new InvalidSegmentException(tag, message(e), e);
        }
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    private void ended() {
        buffer.lock.lock();
        try {
            inFlight = null;
            buffer.changed.signalAll();
        } finally {
            buffer.lock.unlock();
        }
    }

    private void backOffEnded() {
        buffer.lock.lock();
        try {
            backingOff = false;
            buffer.changed.signalAll();
        } finally {
            buffer.lock.unlock();
        }
    }

    /**
     * Parts with the unused ends of segments, which the caller has drained: gives them back where settings allow and
     * nothing was claimed after them, else counts them as wasted. Nothing else may be in flight.
     *
     * @param leftOfCurrent how many ids at the end of {@code current} were not used
     * @param next the segment behind it, wholly unused, or {@code null}
     */
    void release(Segment current, long leftOfCurrent, @Nullable Segment next) {
        long leftOfNext = next == null ? 0 : next.size();
        if (leftOfCurrent + leftOfNext == 0) {
            return;
        }
        if (!refills.settings.returnUnused() || quarantine != null) {
            ledger.wasted += leftOfCurrent + leftOfNext;
            return;
        }
        try {
            refills.run(() -> {
                new GiveBack(tag, refills.allocator, ledger, buffer.lock).run(current, leftOfCurrent, next);
                ended();
            });
            inFlight = new RowOperation(ledger.issuedBefore, ledger.highest, false);
        } catch (RejectedExecutionException e) { // a claim that came in after the end
            ledger.wasted += leftOfCurrent + leftOfNext;
        }
    }
}
