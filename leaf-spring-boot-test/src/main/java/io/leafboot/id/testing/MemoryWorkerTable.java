package io.leafboot.id.testing;

import io.leafboot.id.snowflake.WorkerRow;
import io.leafboot.id.snowflake.WorkerRows;
import io.leafboot.id.snowflake.WorkerTable;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of worker ids, in memory. Each call is one step. */
final class MemoryWorkerTable implements WorkerTable {

    private WorkerRow table = new WorkerRow(TABLE_ROW, null, 0, 0, 0);

    private final TreeMap<Integer, WorkerRow> workers = new TreeMap<>();

    @Override
    public long now() {
        return System.currentTimeMillis();
    }

    @Override
    public synchronized WorkerRow claim(Function<WorkerRows, Choice> choice) {
        Choice chosen = choice.apply(
                new WorkerRows(now(), table, workers.values().stream().toList()));
        workers.put(chosen.worker().workerId(), chosen.worker());
        table = chosen.table();
        return chosen.worker();
    }

    @Override
    public synchronized boolean replace(WorkerRow held, WorkerRow next) {
        boolean owns = isSame(held, workers.get(held.workerId()));
        if (owns) {
            workers.put(held.workerId(), next);
        }
        return owns;
    }

    private static boolean isSame(WorkerRow held, @Nullable WorkerRow row) {
        return row != null && row.owner() != null && row.owner().equals(held.owner()) && row.fence() == held.fence();
    }

    @Override
    public synchronized Optional<WorkerRow> find(int workerId) {
        return Optional.ofNullable(workerId == TABLE_ROW ? table : workers.get(workerId));
    }
}
