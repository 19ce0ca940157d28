package io.leafboot.id.segment;

import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TagQuarantinedException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The two segments of one tag: the current one, which ids are drawn from, and the next one, claimed ahead of need; how they
 * come, replace each other and go. {@link SegmentBuffer} adds how callers draw from them.
 *
 * <p>Memory ordering. A draw reads the volatile {@link #current} and makes one atomic step on that segment's cursor; see
 * {@link Segment} for why no value comes out twice. Everything else is guarded by {@link #lock}, every write of
 * {@code current} included. A segment is replaced only when its cursor is past its end, or has been swapped past it in
 * the same critical section, so a thread that read the old one finds nothing in it and comes to the lock. Each new segment
 * lies above all earlier ones (checked against {@link TagLedger#highest}), so ids rise strictly in the order of the atomic
 * steps. The lock is not held over I/O, and waiting is on a condition, so a virtual thread unmounts.
 */
abstract class DoubleBuffer {

    private static final Segment NONE = Segment.empty();

    final String tag;

    final Refills refills;

    final TagLedger ledger;

    final ReentrantLock lock = new ReentrantLock();

    /** Signalled whenever something may have come or gone that a caller waits for. */
    final Condition changed = lock.newCondition();

    final TagRefiller refiller;

    volatile Segment current = NONE;

    @Nullable
    Segment next;

    private final TagRegistry registry;

    private final RefillTimes times = new RefillTimes();

    private final ConsumptionRate rate;

    private final RefillTrigger trigger;

    /** Set where ids are unordered; threads then draw from these, and these draw from here. */
    private final @Nullable Stripes stripes;

    /** How often segments were released; tells {@link Stripes} that a run taken before is void. */
    private volatile int releases;

    private long lastUseNanos;

    private long issuedAtLastUse;

    DoubleBuffer(String tag, Refills refills, TagLedger ledger, TagRegistry registry) {
        this.tag = tag;
        this.refills = refills;
        this.ledger = ledger;
        this.registry = registry;
        this.lastUseNanos = System.nanoTime();
        this.issuedAtLastUse = ledger.issuedBefore;
        this.rate = new ConsumptionRate(lastUseNanos, issuedAtLastUse);
        this.trigger = new RefillTrigger(refills.settings, rate, times);
        this.refiller = new TagRefiller(this, refills, ledger, times);
        this.stripes = refills.settings.ordering() == Ordering.STRIPED ? new Stripes(self()) : null;
    }

    /** Returns this buffer as what callers draw from in order. */
    abstract SegmentBuffer self();

    /** Returns what callers draw from: this buffer, or its stripes. */
    TagIdGenerator front() {
        return stripes != null ? stripes : self();
    }

    /** Sees to it that the next segment is on its way; returns what is in flight, or {@code null} during a back-off. */
    @Nullable
    RowOperation claim(int demand) {
        used();
        return refiller.claim(issued(), demand);
    }

    /** The tag is of use here, though no id was drawn; called with the lock held. */
    void used() {
        registry.activate(self());
        lastUseNanos = System.nanoTime();
    }

    /** Called without the lock now and then as a segment is used up; another thread that looks already is enough. */
    void lookAtUse(Segment segment) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (segment == current && segment.checkpoint < segment.last) {
                refillIfDue(segment);
            }
        } finally {
            lock.unlock();
        }
    }

    private void refillIfDue(Segment segment) {
        rate.read(System.nanoTime(), issued());
        if (next != null || !trigger.isDue(segment)) {
            segment.checkpoint = next != null ? segment.last : trigger.nextCheckpoint(segment);
        } else {
            segment.checkpoint = segment.last;
            claim(0);
        }
    }

    /** A new segment, from the refiller, with the lock held. */
    void arrived(Segment segment) {
        next = segment;
        if (refills.stopped) {
            release();
        } else if (current.remaining() == 0) {
            switchTo(segment);
        }
    }

    void switchTo(Segment segment) {
        Segment old = current;
        rate.read(System.nanoTime(), issued());
        ledger.issuedBefore += old.size();
        if (old != NONE) {
            ledger.switches++;
        }
        segment.checkpoint = trigger.nextCheckpoint(segment);
        next = null;
        current = segment;
    }

    /** Parts with both segments; the lock is held and nothing is in flight. */
    void release() {
        Segment old = current;
        Segment behind = next;
        next = null;
        refiller.release(old, drain(), behind);
    }

    /** Takes the current segment out of use and returns how many ids were left at its end. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the lock makes it atomic; volatile is for those who only read
    private long drain() {
        Segment old = current;
        long left = old.drain();
        ledger.issuedBefore += old.size() - left;
        current = NONE;
        // After the drain: whoever reads the new number gets nothing more from the old segment.
        releases++;
        if (stripes != null) {
            moveToWasted(stripes.drain());
        }
        return left;
    }

    /** Claims the first segment if there is none, so that the first id need not wait. */
    void warmUp() {
        lock.lock();
        try {
            if (current.remaining() == 0 && next == null && !refills.stopped) {
                claim(0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there are ids in memory; {@code false} if the deadline passed, or waiting is of no use. */
    boolean awaitWarm(long deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (current.remaining() == 0 && next == null) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || refills.stopped || refiller.quarantine() != null) {
                    return false;
                }
                RowOperation pending = claim(0);
                changed.awaitNanos(left);
                if (pending != null && pending.refusal != null) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A look from the timer: reads the rate, refills what has become due, also after a back-off, and lets a tag that has
     * been idle for the cleanup interval leave memory. A quarantined tag stays, so that its quarantine is seen and kept.
     */
    void tick() {
        lock.lock();
        try {
            if (refills.stopped) {
                return;
            }
            long now = System.nanoTime();
            long issued = issued();
            // Those who were just woken are no waiters any more, but queue for the lock.
            boolean wanted = lock.hasWaiters(changed)
                    || lock.hasQueuedThreads()
                    || refiller.busy()
                    || refiller.quarantine() != null;
            if (issued != issuedAtLastUse || wanted) {
                issuedAtLastUse = issued;
                lastUseNanos = now;
            }
            if (now - lastUseNanos > refills.settings.cleanupInterval().toNanos()) {
                release();
                rate.reset();
                // Under the lock, or a claim that begins now would be left without its registration.
                registry.deactivate(self());
                return;
            }
            rate.read(now, issued);
            if (current.remaining() > 0 && next == null) {
                refillIfDue(current);
            } else if (next == null && ledger.lastError != null) {
                // Empty since its claims failed: try again, or it would seem broken until somebody asks for an id.
                refiller.claim(issued, 0);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops issuing; {@link Refills#stopped} is set. What is unused is released, in the background where that is I/O.
     * While a claim is in flight the row is about to move on, so what is left of both segments is wasted then (there is a
     * next one where the claim is for somebody else); what the claim brings is released when it arrives.
     */
    void stop() {
        lock.lock();
        try {
            if (refiller.busy()) {
                long left = drain(); // counts what stripes held by itself
                ledger.wasted += left + (next == null ? 0 : next.size());
                next = null;
            } else {
                release();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** After a stop, waits until nothing is in flight, or the deadline ({@link System#nanoTime()}) has passed. */
    boolean awaitQuiet(long deadline) throws InterruptedException {
        if (stripes != null) {
            stripes.awaitRefills(deadline);
        }
        lock.lockInterruptibly();
        try {
            while (refiller.busy()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void throwIfClosedOff() {
        if (refills.stopped) {
            throw new IdGeneratorStoppedException(tag);
        }
        if (refiller.quarantine() != null) {
            throw quarantined();
        }
    }

    /** Returns why the tag is quarantined, with a stack trace of the caller's own. */
    TagQuarantinedException quarantined() {
        TagQuarantinedException quarantine = Objects.requireNonNull(refiller.quarantine());
        return new TagQuarantinedException(tag, quarantine.received(), quarantine.highest());
    }

    void liftQuarantine(long highest) {
        lock.lock();
        try {
            ledger.highest = Math.max(ledger.highest, highest);
            refiller.liftQuarantine();
            // Not for a tag that ranges were claimed of for others only.
            if (ledger.claims > 0 && current.remaining() == 0 && next == null && !refills.stopped) {
                claim(0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** See {@link SegmentIdGenerator#forgetReceived()}. */
    void forgetReceived() {
        lock.lock();
        try {
            refiller.forgetReceived();
            rate.reset();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Moves ids that were taken from here, but reached nobody, from issued to wasted. */
    void countWasted(long ids) {
        lock.lock();
        try {
            moveToWasted(ids);
        } finally {
            lock.unlock();
        }
    }

    private void moveToWasted(long ids) {
        ledger.issuedBefore -= ids;
        ledger.wasted += ids;
    }

    long issued() {
        return ledger.issuedBefore + current.used();
    }

    /** The tag is unknown: unless it had segments before, the registry need not keep it. Called with the lock held. */
    void unknown() {
        if (!ledger.everReceived()) {
            registry.deactivate(self());
        }
    }

    int releases() {
        return releases;
    }

    long currentSize() {
        return current.size();
    }

    TagStatus status() {
        lock.lock();
        try {
            long inStripes = stripes == null ? 0 : stripes.remaining();
            return TagStatus.of(tag, ledger, current, next, inStripes, issued(), refiller, rate.average(), times);
        } finally {
            lock.unlock();
        }
    }
}
