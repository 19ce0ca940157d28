package io.leafboot.id.segment;

import java.time.Duration;
import java.util.Locale;

/**
 * The engine's settings, checked: an instance exists only if all of them are in range. Immutable.
 *
 * @param ordering order of ids within one instance
 * @param defaultStep length of the first segment where the store names no step
 * @param minStep the adapted step does not fall below this, or below the tag's own step where that is smaller
 * @param maxStep no claim is longer than this
 * @param stepAdjustRatio the step changes by this factor at most from one refill to the next, above 1
 * @param segmentDuration how long a segment should last at the present rate
 * @param preloadThreshold share of a segment, between 0 and 1, after which the next one is claimed at the latest
 * @param outageBudget how long the buffers should last without the store at the present rate; zero for none
 * @param acquireTimeout how long a call waits for a segment
 * @param cleanupInterval a tag without traffic for this long leaves memory
 * @param returnUnused whether unused ids are given back at a stop and when an idle tag leaves memory
 * @param maxBatch the most ids that one call may take
 */
public record SegmentSettings(
        Ordering ordering,
        int defaultStep,
        int minStep,
        int maxStep,
        double stepAdjustRatio,
        Duration segmentDuration,
        double preloadThreshold,
        Duration outageBudget,
        Duration acquireTimeout,
        Duration cleanupInterval,
        boolean returnUnused,
        int maxBatch) {

    private static final int LARGEST_STEP = 100_000_000;

    private static final Duration LONGEST = Duration.ofDays(365);

    /** The settings used where nothing else is said. */
    public static final SegmentSettings DEFAULTS = new SegmentSettings(
            Ordering.STRICT,
            1_000,
            100,
            1_000_000,
            2.0,
            Duration.ofMinutes(15),
            0.9,
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofHours(1),
            false,
            100_000);

    /** Checks every range; {@link IllegalArgumentException} names the setting, its value and what is allowed. */
    public SegmentSettings {
        within("min-step", minStep, 1, LARGEST_STEP);
        within("max-step", maxStep, 1, LARGEST_STEP);
        if (minStep > maxStep) {
            throw invalid("min-step", minStep, "at most max-step, which is " + maxStep);
        }
        within("default-step", defaultStep, 1, maxStep);
        if (!(stepAdjustRatio > 1.0 && stepAdjustRatio <= 10.0)) {
            throw invalid("step-adjust-ratio", stepAdjustRatio, "above 1.0 and at most 10.0");
        }
        if (!(preloadThreshold > 0.0 && preloadThreshold < 1.0)) {
            throw invalid("preload-threshold", preloadThreshold, "above 0.0 and below 1.0");
        }
        within("segment-duration", segmentDuration, Duration.ofSeconds(1));
        within("outage-budget", outageBudget, Duration.ZERO);
        within("acquire-timeout", acquireTimeout, Duration.ofMillis(1));
        within("cleanup-interval", cleanupInterval, Duration.ofMillis(1));
        within("max-batch", maxBatch, 1, 10_000_000);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw invalid(name, value, "from " + least + " to " + most);
        }
    }

    private static void within(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw invalid(name, shown(value), "from " + shown(least) + " to " + shown(LONGEST));
        }
    }

    /** As somebody would write it in a configuration: {@code 1m30s}. */
    private static String shown(Duration value) {
        return value.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException invalid(String name, Object value, String allowed) {
        return new IllegalArgumentException(name + " is " + value + "; allowed is " + allowed + ".");
    }
}
