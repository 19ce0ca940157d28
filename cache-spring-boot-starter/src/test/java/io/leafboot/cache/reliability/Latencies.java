package io.leafboot.cache.reliability;

/** How long calls took, within an eighth. */
final class Latencies {

    private static final int STEPS = 8;

    private final long[] counts = new long[64 * STEPS];
    private long count;
    private long max;

    void add(long nanos) {
        counts[bucket(nanos)]++;
        count++;
        max = Math.max(max, nanos);
    }

    private static int bucket(long nanos) {
        long positive = Math.max(nanos, STEPS);
        int power = 63 - Long.numberOfLeadingZeros(positive);
        return power * STEPS + (int) (positive >>> (power - 3)) - STEPS;
    }

    private static long upperEnd(int bucket) {
        int power = bucket / STEPS;
        return (long) (bucket % STEPS + STEPS + 1) << (power - 3);
    }

    long count() {
        return count;
    }

    double millis(double share) {
        long left = Math.max(1, (long) Math.ceil(count * share));
        for (int bucket = 0; bucket < counts.length; bucket++) {
            left -= counts[bucket];
            if (left <= 0) {
                return Math.min(upperEnd(bucket), max) / 1e6;
            }
        }
        return max / 1e6;
    }

    double maxMillis() {
        return max / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                "%8d, p50 %.3f ms, p99 %.3f ms, longest %.1f ms", count, millis(0.5), millis(0.99), maxMillis());
    }
}
