package io.leafboot.id.segment;

import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdRange;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How callers draw from a tag's {@link DoubleBuffer}: one atomic step while the current segment lasts; else they switch to
 * the next one, or wait, until their deadline, for the one claim that is under way for all of them.
 */
final class SegmentBuffer extends DoubleBuffer implements TagIdGenerator {

    SegmentBuffer(String tag, Refills refills, TagLedger ledger, TagRegistry registry) {
        super(tag, refills, ledger, registry);
    }

    @Override
    SegmentBuffer self() {
        return this;
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public long nextId() {
        Segment segment = current;
        long id = segment.take();
        if (id <= segment.checkpoint) {
            return id;
        }
        return passedCheckpoint(segment, id);
    }

    private long passedCheckpoint(Segment segment, long id) {
        if (id <= segment.last) {
            lookAtUse(segment);
            return id;
        }
        return await(1, System.nanoTime()).first();
    }

    @Override
    public IdRange nextRange(int atMost) {
        refills.checkBatch(atMost);
        return takeRange(atMost, System.nanoTime());
    }

    @Override
    public long[] nextIds(int n) {
        refills.checkBatch(n);
        long start = System.nanoTime();
        long[] ids = new long[n];
        int filled = 0;
        try {
            while (filled < n) {
                IdRange range = takeRange(n - filled, start);
                for (long id = range.first(); id <= range.last(); id++) {
                    ids[filled++] = id;
                }
            }
            return ids;
        } finally {
            if (filled < n) {
                countWasted(filled);
            }
        }
    }

    /** As {@link #nextRange}, without the check, for a call that began at {@code start}. */
    IdRange takeRange(int atMost, long start) {
        IdRange taken = takeFromCurrent(atMost);
        return taken != null ? taken : await(atMost, start);
    }

    private @Nullable IdRange takeFromCurrent(int atMost) {
        Segment segment = current;
        long first = segment.takeRange(atMost);
        if (first > segment.last) {
            return null;
        }
        long last = Math.min(first + atMost - 1, segment.last);
        if (last > segment.checkpoint) {
            lookAtUse(segment);
        }
        return new IdRange(first, last);
    }

    /** Takes ids once the current segment is exhausted: switches, or waits for a claim until the deadline. */
    private IdRange await(int atMost, long start) {
        long deadline = start + refills.settings.acquireTimeout().toNanos();
        boolean waited = false;
        lock.lock(); // held for moments only, so an interrupted thread too may draw what is there
        try {
            while (true) {
                IdRange taken = takeFromCurrent(atMost);
                if (taken != null) {
                    return taken;
                }
                if (next != null) {
                    switchTo(next);
                    continue;
                }
                throwIfClosedOff();
                RowOperation pending = claim(atMost);
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IdsExhaustedException(tag, Duration.ofNanos(System.nanoTime() - start), ledger.lastError);
                }
                if (!waited) {
                    waited = true;
                    ledger.waits++;
                }
                changed.awaitNanos(left);
                if (pending != null && pending.refusal != null) {
                    throw pending.refusal.get();
                }
            }
        } catch (InterruptedException e) {
            ledger.failedCalls++;
            throw interrupted(e);
        } catch (RuntimeException e) {
            ledger.failedCalls++;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private IdAcquisitionInterruptedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IdAcquisitionInterruptedException(tag, e);
    }
}
