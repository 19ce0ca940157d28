package io.leafboot.id.snowflake;

import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A table in memory that many generators share; each call is one step. It can be down, slow, and moved in time. */
final class MemoryWorkerTable implements WorkerTable {

    final TreeMap<Integer, WorkerRow> rows = new TreeMap<>();

    private final LongSupplier clock;

    volatile RuntimeException failure;

    /** Runs at the beginning of each call, before the table is touched. */
    volatile Runnable beforeCall = () -> {};

    /** Runs when its clock is asked. */
    volatile Runnable beforeNow = () -> {};

    MemoryWorkerTable(LongSupplier clock) {
        this.clock = clock;
        rows.put(TABLE_ROW, new WorkerRow(TABLE_ROW, null, 0, 0, 0));
    }

    private void enter() {
        beforeCall.run();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public long now() {
        enter();
        beforeNow.run();
        return clock.getAsLong();
    }

    @Override
    public WorkerRow claim(Function<WorkerRows, Choice> choice) {
        enter();
        synchronized (this) {
            Choice chosen = choice.apply(new WorkerRows(
                    clock.getAsLong(),
                    rows.get(TABLE_ROW),
                    rows.tailMap(0).values().stream().toList()));
            rows.put(chosen.worker().workerId(), chosen.worker());
            rows.put(TABLE_ROW, chosen.table());
            return chosen.worker();
        }
    }

    @Override
    public boolean replace(WorkerRow held, WorkerRow next) {
        enter();
        synchronized (this) {
            WorkerRow row = rows.get(held.workerId());
            boolean owns =
                    row != null && row.fence() == held.fence() && held.owner().equals(row.owner());
            if (owns) {
                rows.put(held.workerId(), next);
            }
            return owns;
        }
    }

    @Override
    public synchronized Optional<WorkerRow> find(int workerId) {
        enter();
        return Optional.ofNullable(rows.get(workerId));
    }

    synchronized WorkerRow row(int workerId) {
        return rows.get(workerId);
    }

    synchronized void set(WorkerRow row) {
        rows.put(row.workerId(), row);
    }

    synchronized void delete(int workerId) {
        rows.remove(workerId);
    }
}
