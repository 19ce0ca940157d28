package io.leafboot.id.segment;

/**
 * When to claim the next segment: at the threshold, or earlier when what is left would not outlast the outage budget or
 * a few of the slowest recent refills. Not thread-safe; its buffer's lock guards it.
 */
final class RefillTrigger {

    /** A segment's use is looked at this many times, so that a burst is seen long before the threshold. */
    private static final int CHECKPOINTS = 16;

    /** How many of the slowest recent refills must fit into what is left. */
    private static final double SAFETY_FACTOR = 3;

    private final SegmentSettings settings;

    private final ConsumptionRate rate;

    private final RefillTimes times;

    RefillTrigger(SegmentSettings settings, ConsumptionRate rate, RefillTimes times) {
        this.settings = settings;
        this.rate = rate;
        this.times = times;
    }

    boolean isDue(Segment segment) {
        long remaining = segment.remaining();
        if (segment.size() - remaining >= segment.size() * settings.preloadThreshold()) {
            return true;
        }
        double secondsLeft = remaining / rate.cautious();
        double needed = Math.max(settings.outageBudget().toMillis() / 1e3, SAFETY_FACTOR * times.slowest() / 1e9);
        return secondsLeft < needed;
    }

    /** Returns the id at which to look again. */
    long nextCheckpoint(Segment segment) {
        long threshold = segment.first + (long) (segment.size() * settings.preloadThreshold());
        long next = segment.last + 1 - segment.remaining() + segment.size() / CHECKPOINTS;
        return Math.min(next, Math.min(threshold, segment.last));
    }
}
