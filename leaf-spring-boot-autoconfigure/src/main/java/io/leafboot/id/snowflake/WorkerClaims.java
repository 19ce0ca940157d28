package io.leafboot.id.snowflake;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims, extends and gives back rows of the table. Used by the keeper's thread, and by a stop once that has ended.
 *
 * <p><b>Why no two ids of a tag are the same.</b> An id is (time, worker id, sequence). Within one process the sequence and
 * the time of a tag move on by compare-and-set, so two of its ids differ in one of them. Between processes: a row says up to
 * when ids of its worker id may have been issued ({@code issuedUntil}). An owner issues only times up to the value that it
 * wrote itself, durably, before ({@link Lease#until}), and only above the value that it found when it claimed
 * ({@link Lease#floor}). The value never falls below what the owner may issue while the row is owned, and it is written only
 * under the owner's own fence, which each claim raises. So the times of successive owners of a worker id are disjoint
 * intervals, whatever the clocks say and however long a process is paused: one that wakes up after its row went to another may
 * still issue times up to its own value, which that other stays above. Clocks and the lease decide only who may claim when.
 * A row is given back with the time of the last id, after the keeper has made sure that there is no later one.
 */
final class WorkerClaims {

    private static final Logger log = LoggerFactory.getLogger(WorkerClaims.class);

    /** What two clocks that agree said at one moment, in milliseconds since 1970. */
    record Now(long table, long own) {}

    private final WorkerTable table;

    private final SnowflakeSettings settings;

    private final LongSupplier clock;

    private final AtomicLong takeOvers = new AtomicLong();

    private volatile long clockAhead;

    /** A row whose extension was refused, until it is known why. */
    private @Nullable WorkerRow lost;

    private long resumeAtNanos;

    private boolean resting;

    WorkerClaims(WorkerTable table, SnowflakeSettings settings, LongSupplier clock) {
        this.table = table;
        this.settings = settings;
        this.clock = clock;
    }

    /** How far this process's clock was ahead of the table's, in milliseconds, when last seen. */
    long clockAhead() {
        return clockAhead;
    }

    /** How often somebody else held the worker id when it was to be extended. */
    long takeOvers() {
        return takeOvers.get();
    }

    /**
     * Returns the table's time and that of this process's clock, if they agree. Nothing else is reserved by: the clock may
     * jump ahead during this look and just behind it, and what it said before is known to be no later than the table's.
     */
    Now checkedNow() {
        long before = clock.getAsLong();
        long now = table.now();
        long after = clock.getAsLong();
        clockAhead = now < before ? before - now : Math.min(0, after - now);
        if (Math.abs(clockAhead) > settings.maxClockSkew().toMillis()) {
            throw new WorkerRefusedException(
                    "The clock of this machine says " + Instant.ofEpochMilli(after) + ", that of the database "
                            + Instant.ofEpochMilli(now) + ": more than "
                            + settings.maxClockSkew().toMillis() + " ms apart.",
                    "Correct the one that is wrong; 'leaf.snowflake.max-clock-skew' says how far apart they may be.");
        }
        return new Now(now, Math.min(before, after));
    }

    Lease claim(String owner, Now now) {
        if (resting && System.nanoTime() - resumeAtNanos < 0) {
            throw wentBack();
        }
        resting = false;
        WorkerChoice choice = new WorkerChoice(settings, owner, now.own());
        WorkerRow row = table.claim(choice);
        return new Lease(row, choice.floor(), settings.layout());
    }

    /** Tells whether the row is still this instance's, and then extends it. */
    boolean extend(Lease held, Now now) {
        WorkerRow row = held.row;
        WorkerRow next = new WorkerRow(
                row.workerId(),
                row.owner(),
                row.fence(),
                now.table() + settings.lease().toMillis(),
                Math.max(row.issuedUntil(), settings.until(now.own())));
        if (!table.replace(row, next)) {
            return false;
        }
        held.extend(next, settings.layout());
        return true;
    }

    void lost(Lease held) {
        lost = held.row;
    }

    /**
     * Somebody who was paused for longer than the lease finds a later owner, and takes another worker id. Where the row is gone
     * or older than it was, others may have been given what is not theirs: they notice within a heartbeat, and whoever
     * notices rests for as long as any of them may go on.
     */
    void explainLoss() {
        WorkerRow known = lost;
        if (known == null) {
            return;
        }
        boolean takenOver = table.find(known.workerId())
                .filter(row -> row.fence() > known.fence())
                .isPresent();
        takeOvers.incrementAndGet();
        lost = null;
        if (takenOver) {
            log.warn("Worker id {} went to another instance, because it was not extended in time", known.workerId());
        } else {
            resting = true;
            resumeAtNanos = System.nanoTime() + settings.lease().toNanos();
            WorkerRefusedException e = wentBack();
            log.error("Worker id {}: {}", known.workerId(), e.getMessage());
        }
    }

    private static WorkerRefusedException wentBack() {
        return new WorkerRefusedException(
                "The table of worker ids went back: it no longer knows that this instance held one.",
                "Nothing is issued for 'leaf.snowflake.lease', so that no other instance issues what it had reserved. See"
                        + " what restored or wiped the table.");
    }

    /** Gives a row back whose ids have no later times than {@code last}, now and from now on. */
    void release(Lease held, long last) {
        WorkerRow row = held.row;
        try {
            table.replace(
                    row,
                    new WorkerRow(
                            row.workerId(),
                            null,
                            row.fence(),
                            0,
                            Math.max(held.floor, last) + settings.layout().epochMillis()));
        } catch (RuntimeException e) {
            log.warn(
                    "Worker id {} could not be given back; it is free after {}: {}",
                    row.workerId(),
                    settings.lease(),
                    e.toString());
        }
    }
}
