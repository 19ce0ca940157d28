package io.leafboot.id.forecast;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How fast a row's {@code max_id} rises, by what this instance's claims see of it. Other instances' claims lie in between, so
 * this is the rate of all of them together, and of what is claimed, wasted ids included: just what uses the numbers up.
 *
 * <p>The rate is that of the last hour, or of the last two claims where they are further apart. While a claim is overdue,
 * measured by the longest time between two, the rate falls. Safe for concurrent use.
 */
final class Progress {

    static final Duration WINDOW = Duration.ofHours(1);

    /** Closer readings replace each other, so that there are few of them. */
    static final Duration SPACING = Duration.ofMinutes(1);

    /** Claims of a start come close together and say little. */
    static final Duration SHORTEST = Duration.ofSeconds(10);

    private record Reading(long nanos, long maxId) {}

    /** Spaced, the oldest first; one may be older than the window, or nothing would be left to compare with. */
    private final Deque<Reading> readings = new ArrayDeque<>();

    private @Nullable Reading latest;

    synchronized void add(long nanos, long maxId) {
        Reading reading = new Reading(nanos, maxId);
        if (readings.isEmpty() || nanos - readings.getLast().nanos >= SPACING.toNanos()) {
            readings.addLast(reading);
        }
        latest = reading;
        while (readings.size() > 2 && nanos - second().nanos >= WINDOW.toNanos()) {
            readings.removeFirst();
        }
    }

    private Reading second() {
        return readings.stream().skip(1).findFirst().orElseThrow();
    }

    /** Returns the row's {@code max_id} as last seen, or -1 before the first claim. */
    synchronized long maxId() {
        return latest == null ? -1 : latest.maxId;
    }

    /** Returns ids per second, or NaN while there is too little to tell. */
    synchronized double rate(long now) {
        if (latest == null) {
            return Double.NaN;
        }
        Reading first = readings.getFirst();
        long claimed = latest.nanos - first.nanos;
        long elapsed = Math.max(claimed, now - longestGap(latest) - first.nanos);
        if (claimed <= 0 || elapsed < SHORTEST.toNanos()) {
            return Double.NaN;
        }
        return Math.max(0, latest.maxId - first.maxId) * 1e9 / elapsed;
    }

    private long longestGap(Reading last) {
        long longest = 0;
        long before = readings.getFirst().nanos;
        for (Reading reading : readings) {
            longest = Math.max(longest, reading.nanos - before);
            before = reading.nanos;
        }
        return Math.max(longest, last.nanos - before);
    }
}
