package io.leafboot.id.snowflake;

import java.util.Optional;
import java.util.function.Function;

/**
 * Where worker ids are leased from. Implement it to keep them elsewhere than in a database table; a bean of this type takes
 * the place of the table.
 *
 * <p>Called by one thread of an instance at a time, by many instances at once. A call that throws may have taken effect or
 * not; one that returns has, and durably: a crash of the store does not undo it. Rows are never deleted.
 */
public interface WorkerTable {

    /** Worker id of the row that stands for the table itself. */
    int TABLE_ROW = -1;

    /** What {@link #claim} writes: the row of a worker id, and the table's own. */
    record Choice(WorkerRow worker, WorkerRow table) {}

    /** Returns the time of the table's own clock, in milliseconds since 1970. */
    long now();

    /**
     * Reads all rows, has {@code choice} choose, and writes both rows that it returns, inserting that of the worker id if
     * there is none. Nothing comes between: neither another claim, nor a {@link #replace} of the chosen row, which would
     * raise what its owner may issue after it was read here.
     *
     * @param choice called once or not at all; what it throws leaves the table as it is, and is thrown on
     * @return the row as written
     */
    WorkerRow claim(Function<WorkerRows, Choice> choice);

    /**
     * Writes {@code next} in place of the row if that has the owner and fence of {@code held}, and tells whether it had.
     *
     * @param held the row as its owner knows it
     * @param next the same worker id's new row
     */
    boolean replace(WorkerRow held, WorkerRow next);

    /** Returns the row of a worker id, or empty if there is none. */
    Optional<WorkerRow> find(int workerId);
}
