package io.leafboot.id.snowflake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table, read while nobody else can claim.
 *
 * @param now time of the table's own clock, in milliseconds since 1970
 * @param table the table's own row, or {@code null} if it is missing
 * @param workers all other rows, by worker id
 */
public record WorkerRows(long now, @Nullable WorkerRow table, List<WorkerRow> workers) {

    public WorkerRows {
        workers = List.copyOf(workers);
    }
}
