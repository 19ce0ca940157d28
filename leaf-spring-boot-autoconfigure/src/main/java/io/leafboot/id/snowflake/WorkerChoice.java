package io.leafboot.id.snowflake;

import io.leafboot.id.snowflake.WorkerTable.Choice;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which worker id an instance takes: of those that nobody holds, the one whose ids are the oldest; else a new one; else none.
 * Refuses a table that is seen to have lost what it knew. Used once.
 */
final class WorkerChoice implements Function<WorkerRows, Choice> {

    private static final int HOLDERS_SHOWN = 16;

    private final SnowflakeSettings settings;

    private final String owner;

    /** What this process's clock says, in milliseconds since 1970. */
    private final long clock;

    private long floor;

    WorkerChoice(SnowflakeSettings settings, String owner, long clock) {
        this.settings = settings;
        this.owner = owner;
        this.clock = clock;
    }

    /** Returns the time that every id of the chosen worker id must be above. */
    long floor() {
        return floor;
    }

    @Override
    public Choice apply(WorkerRows rows) {
        WorkerRow table = checkedTable(rows);
        checkClock(rows, table);
        WorkerRow worker = choose(rows, table);
        floor = Math.max(worker.issuedUntil(), table.issuedUntil());
        long until = settings.until(clock);
        WorkerRow taken = new WorkerRow(
                worker.workerId(),
                owner,
                worker.fence() + 1,
                rows.now() + settings.lease().toMillis(),
                Math.max(floor, until));
        long given = Math.max(
                table.fence(),
                rows.workers().contains(worker) ? 0 : rows.workers().size() + 1L);
        return new Choice(
                taken,
                new WorkerRow(WorkerTable.TABLE_ROW, settings.layout().text(), given, rows.now(), table.issuedUntil()));
    }

    private WorkerRow checkedTable(WorkerRows rows) {
        WorkerRow table = rows.table();
        List<WorkerRow> workers = rows.workers();
        String stop = "Stop all instances, and only then ";
        String values = " (worker_id, fence, lease_until, issued_until) VALUES (";
        if (table == null) {
            throw new WorkerRefusedException(
                    "The table of worker ids has lost its row -1, so what else it lost cannot be told.",
                    stop + "insert it" + values + "-1, " + workers.size() + ", 0, " + settings.until(clock) + ").");
        }
        if (table.owner() != null && !table.owner().equals(settings.layout().text())) {
            throw new WorkerRefusedException(
                    "The ids that share this table have " + table.owner() + "; this instance has "
                            + settings.layout().text() + ".",
                    "Set 'leaf.snowflake.*' to what it was. Another layout needs new tags, and a table of its own"
                            + " ('leaf.table-name').");
        }
        if (workers.size() < table.fence()) {
            int missing = firstUnused(workers);
            throw new WorkerRefusedException(
                    "The table of worker ids has lost rows: it had " + table.fence() + ", there are " + workers.size()
                            + ", " + missing + " is missing. Up to when ids of it were issued is not known.",
                    stop + "insert each" + values + missing + ", 0, 0, " + settings.until(clock) + ").");
        }
        return table;
    }

    /**
     * Live instances write times up to a lease ahead of clocks that may be off by the skew. Later ones are from before this
     * clock went back, whoever wrote them.
     */
    private void checkClock(WorkerRows rows, WorkerRow table) {
        if (clock < settings.layout().epochMillis()) {
            throw new WorkerRefusedException(
                    "The clock of this machine says " + Instant.ofEpochMilli(clock)
                            + ", which is before 'leaf.snowflake.epoch', "
                            + settings.layout().epoch() + ".",
                    "Correct the clock, or the epoch if no id was issued yet.");
        }
        long latest = rows.workers().stream().mapToLong(WorkerRow::issuedUntil).reduce(table.issuedUntil(), Math::max);
        long tolerated = settings.lease().toMillis()
                + settings.maxBackward().toMillis()
                + 2 * settings.maxClockSkew().toMillis();
        if (latest - clock > tolerated) {
            throw new WorkerRefusedException(
                    "The clock of this machine says " + Instant.ofEpochMilli(clock) + ", but in the table of worker ids"
                            + " ids were issued up to " + Instant.ofEpochMilli(latest) + ".",
                    "Correct the clock. If it is right and an earlier one was wrong, wait until that time.");
        }
    }

    private WorkerRow choose(WorkerRows rows, WorkerRow table) {
        List<WorkerRow> workers = rows.workers();
        Optional<WorkerRow> oldest = workers.stream()
                .filter(worker -> worker.isFree(rows.now()))
                .min(Comparator.comparingLong(WorkerRow::issuedUntil).thenComparingInt(WorkerRow::workerId));
        boolean hasNew = workers.size() < settings.layout().workers();
        if (oldest.isEmpty() && !hasNew) {
            throw taken(workers);
        }
        WorkerRow chosen = oldest.isEmpty() || (hasNew && oldest.get().issuedUntil() >= clock)
                ? new WorkerRow(firstUnused(workers), null, 0, 0, 0)
                : oldest.get();
        long from = Math.max(chosen.issuedUntil(), table.issuedUntil());
        if (from - clock > settings.maxBackward().toMillis()) {
            throw new WorkerRefusedException(
                    "No worker id is free before " + Instant.ofEpochMilli(from) + ", up to when ids of worker id "
                            + chosen.workerId() + " may have been issued; the clock says "
                            + Instant.ofEpochMilli(clock) + ".",
                    "Wait until then, or correct the clock.");
        }
        return chosen;
    }

    private static int firstUnused(List<WorkerRow> workers) {
        List<Integer> used = workers.stream().map(WorkerRow::workerId).sorted().toList();
        return IntStream.range(0, used.size())
                .filter(i -> used.get(i) != i)
                .findFirst()
                .orElse(used.size());
    }

    private WorkerRefusedException taken(List<WorkerRow> workers) {
        String holders = workers.stream()
                .limit(HOLDERS_SHOWN)
                .map(worker -> worker.workerId() + " by " + worker.owner() + " until "
                        + Instant.ofEpochMilli(worker.leaseUntil()))
                .collect(Collectors.joining("; "));
        int more = workers.size() - HOLDERS_SHOWN;
        return new WorkerRefusedException(
                "All " + workers.size() + " worker ids are held: " + holders
                        + (more > 0 ? "; and " + more + " more." : "."),
                "Stop instances that are not needed; one that was killed frees its worker id after 'leaf.snowflake.lease'."
                        + " More worker ids need a greater 'leaf.snowflake.worker-bits', new tags and a table of their"
                        + " own.");
    }
}
