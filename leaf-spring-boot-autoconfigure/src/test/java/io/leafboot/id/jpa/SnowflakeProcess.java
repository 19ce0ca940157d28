package io.leafboot.id.jpa;

import io.leafboot.id.IdGenerationException;
import io.leafboot.id.snowflake.SnowflakeIds;
import io.leafboot.id.snowflake.SnowflakeSettings;
import io.leafboot.id.snowflake.WorkerRow;
import io.leafboot.id.snowflake.WorkerRows;
import io.leafboot.id.snowflake.WorkerTable;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A process as far as its clock and its way to the table go. Paused, each of its threads stands still at its next look at the
 * clock, which it has taken, or on its way to or from the table. Killed, it never comes to the table again.
 */
final class SnowflakeProcess implements WorkerTable {

    static final String TAG = "fuzz";

    final SnowflakeIds ids;

    private final WorkerTable table;

    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);

    private final AtomicLong clockOffset = new AtomicLong();

    private volatile boolean killed;

    SnowflakeProcess(WorkerTable table, SnowflakeSettings settings) {
        this.table = table;
        this.ids = SnowflakeIds.create(this, settings, this::clock);
    }

    private long clock() {
        long now = System.currentTimeMillis() + clockOffset.get();
        pass();
        return now;
    }

    private void pass() {
        gate.readLock().lock();
        gate.readLock().unlock();
    }

    /** Runs {@code meanwhile} while this process stands still. */
    void pause(Runnable meanwhile) {
        gate.writeLock().lock();
        try {
            meanwhile.run();
        } finally {
            gate.writeLock().unlock();
        }
    }

    void moveClock(long millis) {
        clockOffset.set(millis);
    }

    void kill() {
        killed = true;
    }

    void draw(Random random, LongConsumer sink) {
        if (killed) {
            return;
        }
        try {
            if (random.nextBoolean()) {
                sink.accept(ids.forTag(TAG).nextId());
            } else {
                ids.forTag(TAG).nextRange(1 + random.nextInt(5)).forEach(sink);
            }
        } catch (IdGenerationException e) {
            Thread.yield();
        }
    }

    private <T> T reach(Supplier<T> call) {
        pass();
        if (killed) {
            throw new IllegalStateException("killed");
        }
        T answer = call.get();
        pass();
        if (killed) {
            throw new IllegalStateException("killed");
        }
        return answer;
    }

    @Override
    public long now() {
        return reach(table::now);
    }

    @Override
    public WorkerRow claim(Function<WorkerRows, Choice> choice) {
        return reach(() -> table.claim(choice));
    }

    @Override
    public boolean replace(WorkerRow held, WorkerRow next) {
        return reach(() -> table.replace(held, next));
    }

    @Override
    public Optional<WorkerRow> find(int workerId) {
        return reach(() -> table.find(workerId));
    }
}
