package io.leafboot.id.segment;

/**
 * Ids per second, from readings of how many were issued so far. Keeps the latest reading, which sees a burst at once, and
 * an exponentially weighted average. Not thread-safe; its buffer's lock guards it.
 */
final class ConsumptionRate {

    private static final double AVERAGING_NANOS = 10e9;

    /** Closer readings say more about the clock than about the rate. */
    private static final long SHORTEST_NANOS = 50_000;

    private long lastNanos;

    private long lastIssued;

    private double latest;

    private double average;

    private boolean averageKnown;

    ConsumptionRate(long nanos, long issued) {
        this.lastNanos = nanos;
        this.lastIssued = issued;
    }

    void read(long nanos, long issued) {
        long elapsed = nanos - lastNanos;
        if (elapsed < SHORTEST_NANOS) {
            return;
        }
        latest = Math.max(0, issued - lastIssued) * 1e9 / elapsed;
        double weight = averageKnown ? 1 - Math.exp(-elapsed / AVERAGING_NANOS) : 1;
        average += weight * (latest - average);
        averageKnown |= issued > lastIssued;
        lastNanos = nanos;
        lastIssued = issued;
    }

    /** Forgets what was read so far. */
    void reset() {
        latest = 0;
        average = 0;
        averageKnown = false;
    }

    /** Returns the average, for people. */
    double average() {
        return average;
    }

    /** Returns the greater of latest and average, for predictions that must not come too late. */
    double cautious() {
        return Math.max(latest, average);
    }
}
