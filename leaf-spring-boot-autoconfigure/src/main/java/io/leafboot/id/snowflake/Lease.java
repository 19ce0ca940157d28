package io.leafboot.id.snowflake;

/** A worker id that this process holds. Times without a unit in their name are as in ids: milliseconds since the epoch. */
final class Lease {

    /** The worker id, where it stands in an id. */
    final long bits;

    /** Ids of this lease have later times than this: up to it they are an earlier owner's. */
    final long floor;

    /** Ids of this lease have no later times than this; written to the table before it was set here. Only grows. */
    volatile long until;

    volatile WorkerRow row;

    Lease(WorkerRow row, long floorMillis, SnowflakeLayout layout) {
        this.bits = (long) row.workerId() << layout.sequenceBits();
        this.floor = floorMillis - layout.epochMillis();
        this.until = row.issuedUntil() - layout.epochMillis();
        this.row = row;
    }

    void extend(WorkerRow extended, SnowflakeLayout layout) {
        row = extended;
        until = extended.issuedUntil() - layout.epochMillis();
    }
}
