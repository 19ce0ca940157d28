package io.leafboot.id.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a worker id for this process: claims it, extends it, gives it back, and claims another when it was lost. One thread
 * does all of that, so that there is one owner of the row in this process at any time.
 *
 * <p><b>Why no two ids of a tag are the same.</b> An id is (time, worker id, sequence). Within one process the sequence and
 * the time of a tag move on by compare-and-set, so two of its ids differ in one of them. Between processes: a row says up to
 * when ids of its worker id may have been issued ({@code issuedUntil}). An owner issues only times up to the value that it
 * wrote itself, durably, before ({@link Lease#until}), and only above the value that it found when it claimed
 * ({@link Lease#floor}). The value never falls while the row is owned, and it is written only under the owner's own fence,
 * which each claim raises. So the times of successive owners of a worker id are disjoint intervals, whatever the clocks
 * say and however long a process is paused: one that wakes up after its row went to another may still issue times up to its
 * own value, which that other stays above. Clocks and the lease decide only who may claim when. A row is given back with
 * the time of the last id, after {@link #drop()} has made sure that there is no later one.
 */
final class WorkerKeeper {

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(50);

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(1);

    /** How long a stop waits for a call to the table that is under way. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    /** How long a caller waits before it looks at the clock again. */
    private static final Duration LONGEST_LOOK = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(WorkerKeeper.class);

    private enum State {
        NEW,
        RUNNING,
        STOPPED,
        CLOSED
    }

    final SnowflakeSettings settings;

    final LongSupplier clock;

    /** What ids are issued with. Written by the keeper's thread and by a stop, under the lock. */
    volatile @Nullable Lease lease;

    private final WorkerTable table;

    private final Supplier<Collection<SnowflakeTag>> tags;

    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    private final Condition wanted = lock.newCondition();

    private volatile State state = State.NEW;

    private volatile String owner = "";

    private volatile @Nullable RuntimeException lastError;

    private volatile long clockAhead;

    private final AtomicLong takeOvers = new AtomicLong();

    private volatile @Nullable Thread thread;

    /** Guarded by the lock, as is the next. */
    private long tries;

    private boolean hurry;

    /** A row whose extension was refused, until it is known why. Used by the keeper's thread only, as is what follows. */
    private @Nullable WorkerRow lost;

    private long resumeAtNanos;

    private boolean resting;

    WorkerKeeper(
            WorkerTable table,
            SnowflakeSettings settings,
            LongSupplier clock,
            Supplier<Collection<SnowflakeTag>> tags) {
        this.table = table;
        this.settings = settings;
        this.clock = clock;
        this.tags = tags;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Begins to claim if nobody has asked for it yet; a stopped keeper stays so. */
    void startIfNew() {
        if (state == State.NEW) {
            lock.lock();
            try {
                if (state == State.NEW) {
                    start();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    void start() {
        lock.lock();
        try {
            if (state == State.RUNNING || state == State.CLOSED) {
                return;
            }
            state = State.RUNNING;
            owner = ownerName();
            lastError = null;
            Thread keeper = new Thread(this::run, "leaf-worker");
            keeper.setDaemon(true);
            thread = keeper;
            keeper.start();
        } finally {
            lock.unlock();
        }
    }

    /** A new one for each start: an image of a stopped process may be started twice. */
    private static String ownerName() {
        String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("");
        String shown = host.length() > 64 ? host.substring(0, 64) : host;
        return ProcessHandle.current().pid() + "@" + shown + "/" + UUID.randomUUID();
    }

    private void run() {
        int failures = 0;
        while (isMine()) {
            try {
                keep();
                failures = 0;
                lastError = null;
            } catch (Throwable e) { // an error, too, must not end the thread that issuing depends on
                if (failures++ == 0 && isMine()) {
                    log.warn("No worker id, or not extended; tried again until it is: {}", e.toString());
                }
                lastError = e instanceof RuntimeException known ? known : new IllegalStateException(e);
            }
            pause(failures);
        }
    }

    private boolean isMine() {
        return state == State.RUNNING && thread == Thread.currentThread();
    }

    private void pause(int failures) {
        long nanos = settings.heartbeat().toNanos();
        if (failures > 0) {
            long backOff = FIRST_BACK_OFF.toNanos() << Math.min(failures, 10);
            nanos = Math.min(nanos, Math.min(LONGEST_BACK_OFF.toNanos(), backOff));
            nanos = ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1);
        }
        lock.lock();
        try {
            tries++;
            hurry = false;
            changed.signalAll();
            while (isMine() && !hurry && nanos > 0) {
                nanos = wanted.awaitNanos(nanos);
            }
        } catch (InterruptedException e) { // nobody's but a stop's, which is seen by the caller
            log.debug("Interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        long now = checkedNow();
        explainLoss();
        Lease held = lease;
        if (held == null) {
            claim();
        } else {
            extend(held, now);
        }
    }

    /** Returns the table's time, if this process's clock agrees with it. */
    private long checkedNow() {
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
        return now;
    }

    private void claim() {
        if (resting && System.nanoTime() - resumeAtNanos < 0) {
            throw wentBack();
        }
        resting = false;
        WorkerChoice choice = new WorkerChoice(settings, owner, clock.getAsLong());
        WorkerRow row = table.claim(choice);
        Lease claimed = new Lease(row, choice.floor(), settings.layout());
        lock.lock();
        try {
            if (isMine()) {
                lease = claimed;
                log.info("Worker id {} is this instance's", row.workerId());
                return;
            }
        } finally {
            lock.unlock();
        }
        release(claimed);
    }

    private void extend(Lease held, long now) {
        WorkerRow row = held.row;
        WorkerRow next = new WorkerRow(
                row.workerId(),
                row.owner(),
                row.fence(),
                now + settings.lease().toMillis(),
                Math.max(row.issuedUntil(), settings.until(clock.getAsLong())));
        if (table.replace(row, next)) {
            held.extend(next, settings.layout());
        } else if (isMine()) {
            lost = row;
            drop();
            explainLoss();
            claim();
        }
    }

    /**
     * Somebody who was paused for longer than the lease finds a later owner, and takes another worker id. Where the row is gone
     * or older than it was, others may have been given what is not theirs: they notice within a heartbeat, and whoever
     * notices rests for as long as any of them may go on.
     */
    private void explainLoss() {
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

    private WorkerRefusedException wentBack() {
        return new WorkerRefusedException(
                "The table of worker ids went back: it no longer knows that this instance held one.",
                "Nothing is issued for 'leaf.snowflake.lease', so that no other instance issues what it had reserved. See"
                        + " what restored or wiped the table.");
    }

    /** Ends issuing with the present worker id: when this returns, no call issues one more id of it. */
    private void drop() {
        lock.lock();
        try {
            lease = null;
        } finally {
            lock.unlock();
        }
        tags.get().forEach(SnowflakeTag::seal);
    }

    private void release(Lease held) {
        WorkerRow row = held.row;
        long last = tags.get().stream().mapToLong(SnowflakeTag::lastTime).reduce(held.floor, Math::max);
        try {
            table.replace(
                    row,
                    new WorkerRow(
                            row.workerId(),
                            null,
                            row.fence(),
                            0,
                            last + settings.layout().epochMillis()));
        } catch (RuntimeException e) {
            log.warn(
                    "Worker id {} could not be given back; it is free after {}: {}",
                    row.workerId(),
                    settings.lease(),
                    e.toString());
        }
    }

    void stop() {
        stop(State.STOPPED);
    }

    void close() {
        stop(State.CLOSED);
    }

    private void stop(State next) {
        Thread keeper;
        Lease held;
        lock.lock();
        try {
            state = state == State.CLOSED ? State.CLOSED : next;
            keeper = thread;
            thread = null;
            held = lease;
            changed.signalAll();
            wanted.signalAll();
        } finally {
            lock.unlock();
        }
        drop();
        if (keeper != null && ended(keeper) && held != null) {
            release(held);
        }
    }

    private static boolean ended(Thread keeper) {
        try {
            keeper.join(STOP_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !keeper.isAlive();
    }

    /** Waits for a worker id; returns at once for a reason that does not pass, or where all are taken. */
    boolean awaitLease(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        lock.lock();
        try {
            while (lease == null && isRunning() && !(lastError instanceof WorkerRefusedException)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return lease != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the keeper has tried, for a moment at most; has it try at once if it has not failed just now. */
    void awaitChange(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (lastError == null) {
                hurry = true;
                wanted.signalAll();
            }
            long before = tries;
            long left = Math.min(nanos, LONGEST_LOOK.toNanos());
            while (isRunning() && tries == before && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    RuntimeException lastError() {
        return lastError;
    }

    WorkerStatus status() {
        Lease held = lease;
        RuntimeException error = lastError;
        long epoch = settings.layout().epochMillis();
        long now = clock.getAsLong() - epoch;
        return new WorkerStatus(
                isRunning(),
                held == null ? null : held.row.workerId(),
                owner,
                held == null ? null : Instant.ofEpochMilli(held.until + epoch),
                isRunning() && held != null && now <= held.until,
                Duration.ofMillis(clockAhead),
                takeOvers.get(),
                error == null ? null : error.toString());
    }
}
