package io.leafboot.id.snowflake;

import io.leafboot.id.ClockMovedBackException;
import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdGenerationException;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.IdRange;
import io.leafboot.id.NoWorkerIdException;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TimeRangeExceededException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one tag. The time and sequence of the last id are one long that only grows, by compare-and-set.
 *
 * <p><b>Memory ordering.</b> A draw reads the state, then the lease, then compares-and-sets the state. Whoever ends a lease
 * takes it away (a volatile write) and then moves the state of every tag on ({@link #seal()}). A draw that read the state
 * before that fails its compare-and-set; one that read it after reads no lease, or the next one. So when the seal is through,
 * no id of the old lease is issued any more, and an id of the next lease is above all of the old one, because it has a later
 * time: the seal uses the time up.
 */
final class SnowflakeTag implements TagIdGenerator {

    /** How long to wait for the next millisecond before looking at the clock again. */
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** A clock that went back may be set right meanwhile. */
    private static final long LONGEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String tag;

    private final WorkerKeeper keeper;

    private final SnowflakeSettings settings;

    private final long epoch;

    private final int sequenceBits;

    private final int shift;

    private final long lastSequence;

    /** Time of the last id, and its sequence below. */
    private final AtomicLong state;

    /** Ids of times before that of the state. Added to once a millisecond. */
    private final LongAdder issuedBefore = new LongAdder();

    private final LongAdder waits = new LongAdder();

    private final LongAdder failedCalls = new LongAdder();

    SnowflakeTag(String tag, WorkerKeeper keeper) {
        this.tag = tag;
        this.keeper = keeper;
        this.settings = keeper.settings;
        this.epoch = settings.layout().epochMillis();
        this.sequenceBits = settings.layout().sequenceBits();
        this.shift = settings.layout().shift();
        this.lastSequence = (1L << sequenceBits) - 1;
        this.state = new AtomicLong(lastSequence);
        issuedBefore.add(-(lastSequence + 1));
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public long nextId() {
        long id = take(1);
        return id >= 0 ? id : await(1, System.nanoTime()).first();
    }

    @Override
    public IdRange nextRange(int atMost) {
        settings.checkBatch(atMost);
        return takeRange(atMost, System.nanoTime());
    }

    @Override
    public long[] nextIds(int n) {
        settings.checkBatch(n);
        long start = System.nanoTime();
        long[] ids = new long[n];
        int filled = 0;
        while (filled < n) {
            IdRange range = takeRange(n - filled, start);
            for (long id = range.first(); id <= range.last(); id++) {
                ids[filled++] = id;
            }
        }
        return ids;
    }

    private IdRange takeRange(int atMost, long start) {
        int length = (int) Math.min(atMost, lastSequence + 1);
        for (; length > 1; length = length >>> 1) { // what is left of this millisecond may be less
            long first = take(length);
            if (first >= 0) {
                return new IdRange(first, first + length - 1);
            }
        }
        long id = take(1);
        return id >= 0 ? new IdRange(id, id) : await(atMost, start);
    }

    /** Takes {@code n} contiguous ids and returns the first, or -1 if there are not so many now. */
    private long take(int n) {
        while (true) {
            long last = state.get();
            Lease lease = keeper.lease;
            if (lease == null) {
                return -1;
            }
            long now = keeper.clock.getAsLong() - epoch;
            long lastTime = last >>> sequenceBits;
            long first;
            if (now > lastTime) {
                first = now << sequenceBits;
            } else if (now == lastTime && (last & lastSequence) + n <= lastSequence) {
                first = last + 1;
            } else {
                return -1;
            }
            if (now <= lease.floor || now > lease.until) {
                return -1;
            }
            if (state.compareAndSet(last, first + n - 1)) {
                if (now > lastTime) {
                    issuedBefore.add((last & lastSequence) + 1);
                }
                return now << shift | lease.bits | (first & lastSequence);
            }
        }
    }

    /** Ends issuing with the lease that was just taken away. The time that it uses up counts as a full one. */
    void seal() {
        while (true) {
            long last = state.get();
            long sealed = ((last >>> sequenceBits) + 1) << sequenceBits | lastSequence;
            if (state.compareAndSet(last, sealed)) {
                issuedBefore.add((last & lastSequence) - lastSequence);
                return;
            }
        }
    }

    /** Returns the time of the last id, at least. */
    long lastTime() {
        return state.get() >>> sequenceBits;
    }

    private IdRange await(int atMost, long start) {
        waits.increment();
        long deadline = start + settings.acquireTimeout().toNanos();
        try {
            while (true) {
                int length = (int) Math.min(atMost, lastSequence + 1);
                for (; length > 0; length = length >>> 1) {
                    long first = take(length);
                    if (first >= 0) {
                        return new IdRange(first, first + length - 1);
                    }
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                awaitObstacle(start, deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            failedCalls.increment();
            Thread.currentThread().interrupt();
            throw new IdAcquisitionInterruptedException(tag, e);
        } catch (IdGenerationException e) {
            failedCalls.increment();
            throw e;
        }
    }

    /** Waits for a while for whatever keeps ids from being issued now, or throws. */
    private void awaitObstacle(long start, long left) throws InterruptedException {
        keeper.startIfNew();
        if (!keeper.isRunning()) {
            throw new IdGeneratorStoppedException(tag);
        }
        long now = keeper.clock.getAsLong() - epoch;
        Instant end = settings.layout().end();
        if (now > end.toEpochMilli() - epoch) {
            throw new TimeRangeExceededException(tag, instant(now), end);
        }
        Lease lease = keeper.lease;
        if (lease == null || now > lease.until) {
            if (left <= 0) {
                throw noWorker(lease, start);
            }
            keeper.awaitChange(left);
            return;
        }
        long issuedUntil = Math.max(lastTime(), lease.floor);
        long behind = issuedUntil - now;
        if (left <= 0 || behind > settings.maxBackward().toMillis()) {
            throw new ClockMovedBackException(tag, instant(now), instant(issuedUntil), settings.maxBackward());
        }
        long look = behind <= 0 ? LOOK_NANOS : Math.min(LONGEST_LOOK_NANOS, TimeUnit.MILLISECONDS.toNanos(behind));
        LockSupport.parkNanos(Math.min(left, look));
    }

    private NoWorkerIdException noWorker(@Nullable Lease lease, long start) {
        RuntimeException error = keeper.lastError();
        String reason = lease == null
                ? "this instance holds no worker id"
                : "the lease of worker id " + lease.row.workerId() + " ends at " + instant(lease.until)
                        + " and was not extended";
        return new NoWorkerIdException(
                tag,
                Duration.ofNanos(System.nanoTime() - start),
                reason + (error == null ? "; the table has not answered yet." : ": " + error.getMessage()),
                error);
    }

    private Instant instant(long time) {
        return Instant.ofEpochMilli(time + epoch);
    }

    SnowflakeTagStatus status() {
        long last = state.get();
        long issued = issuedBefore.sum() + (last & lastSequence) + 1;
        return new SnowflakeTagStatus(
                tag,
                Math.max(0, issued),
                issued <= 0 ? null : instant(last >>> sequenceBits),
                waits.sum(),
                failedCalls.sum());
    }
}
