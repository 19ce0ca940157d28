package io.leafboot.id.segment;

/** How long the last few refills took. Not thread-safe; its buffer's lock guards it. */
final class RefillTimes {

    private static final int KEPT = 16;

    private final long[] nanos = new long[KEPT];

    private int count;

    void add(long duration) {
        nanos[count++ % KEPT] = duration;
        if (count == 2 * KEPT) {
            count = KEPT;
        }
    }

    /** Returns the last refill's time in nanoseconds, 0 before the first. */
    long last() {
        return count == 0 ? 0 : nanos[(count - 1) % KEPT];
    }

    /** Returns the slow tail, the longest of the refills kept, in nanoseconds. */
    long slowest() {
        long slowest = 0;
        for (long duration : nanos) {
            slowest = Math.max(slowest, duration);
        }
        return slowest;
    }
}
