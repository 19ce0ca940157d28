package io.leafboot.id.snowflake;

import org.jspecify.annotations.Nullable;

/**
 * The row of a worker id. Times are milliseconds since 1970.
 *
 * @param workerId the worker id; {@link WorkerTable#TABLE_ROW} for the row of the table itself
 * @param owner who holds it, or {@code null} if nobody does
 * @param fence how often it changed hands; whoever knows an older one holds it no longer
 * @param leaseUntil when it may be given to somebody else, by the clock of the table
 * @param issuedUntil no id of this worker id has a later time, by whatever clock: what an owner may issue, written here
 *     before it does
 */
public record WorkerRow(int workerId, @Nullable String owner, long fence, long leaseUntil, long issuedUntil) {

    boolean isFree(long now) {
        return owner == null || leaseUntil < now;
    }
}
