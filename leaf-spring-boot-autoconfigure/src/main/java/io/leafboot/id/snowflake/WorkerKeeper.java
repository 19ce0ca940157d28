package io.leafboot.id.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a worker id for this process: the thread that claims it, extends it, and claims another when it was lost, and
 * those who wait for it. One thread does all of that, so that there is one owner of the row in this process at any time.
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

    private final WorkerClaims claims;

    private final Supplier<Collection<SnowflakeTag>> tags;

    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();

    private final Condition wanted = lock.newCondition();

    private volatile State state = State.NEW;

    private volatile String owner = "";

    private volatile @Nullable RuntimeException lastError;

    private volatile @Nullable Thread thread;

    /** Guarded by the lock, as is the next. */
    private long tries;

    private boolean hurry;

    WorkerKeeper(
            WorkerTable table,
            SnowflakeSettings settings,
            LongSupplier clock,
            Supplier<Collection<SnowflakeTag>> tags) {
        this.claims = new WorkerClaims(table, settings, clock);
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
            // Of its own: the caller may be a request, with a user and a class loader that must not stay.
            Thread keeper = new Thread(null, this::run, "leaf-worker", 0, false);
            keeper.setContextClassLoader(WorkerKeeper.class.getClassLoader());
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
        WorkerClaims.Now now = claims.checkedNow();
        claims.explainLoss();
        Lease held = lease;
        if (held != null) {
            if (claims.extend(held, now) || !isMine()) {
                return;
            }
            claims.lost(held);
            drop(held);
            claims.explainLoss();
        }
        claim(now);
    }

    private void claim(WorkerClaims.Now now) {
        Lease claimed = claims.claim(owner, now);
        lock.lock();
        try {
            if (isMine()) {
                lease = claimed;
                log.info("Worker id {} is this instance's", claimed.row.workerId());
                return;
            }
        } finally {
            lock.unlock();
        }
        claims.release(claimed, lastTime());
    }

    /** Ends issuing with a worker id: when this returns, no call issues one more id of it. */
    private void drop(Lease held) {
        lock.lock();
        try {
            if (lease == held) {
                lease = null;
            }
        } finally {
            lock.unlock();
        }
        tags.get().forEach(SnowflakeTag::seal);
    }

    /** Returns the time of the last id of any tag, at least. */
    private long lastTime() {
        return tags.get().stream().mapToLong(SnowflakeTag::lastTime).max().orElse(0);
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
            lease = null; // here, so that it is not that of a start which comes next
            changed.signalAll();
            wanted.signalAll();
        } finally {
            lock.unlock();
        }
        tags.get().forEach(SnowflakeTag::seal);
        if (keeper != null && ended(keeper) && held != null) {
            claims.release(held, lastTime());
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
                isRunning() && held != null && isIssuable(now, held),
                Duration.ofMillis(claims.clockAhead()),
                claims.takeOvers(),
                error == null ? null : error.toString());
    }

    /** A clock that went back a little is waited for. */
    private boolean isIssuable(long now, Lease held) {
        long behind = Math.max(held.floor, lastTime()) - now;
        return now <= held.until && behind <= settings.maxBackward().toMillis();
    }
}
