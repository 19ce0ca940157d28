package io.leafboot.id.segment;

/**
 * How long the next segment is: so long that it lasts for {@code segment-duration} at the measured rate of consumption,
 * and twice the outage budget, but within a factor of the previous one and between two bounds. Only ids that were really
 * consumed move it; waiting for the store does not.
 *
 * <p>Source: the double buffer of Meituan's Leaf, which doubles a step used up in under 15 minutes and halves one that
 * lasted over 30; here the step goes to the target itself, so that it does not swing between two sizes.
 */
final class StepPolicy {

    private final SegmentSettings settings;

    private final double targetSeconds;

    StepPolicy(SegmentSettings settings) {
        this.settings = settings;
        // A refill begins while at least the outage budget is left (see RefillTrigger), so a step of twice
        // the budget keeps that moment in the segment's first half.
        this.targetSeconds = Math.max(
                seconds(settings.segmentDuration().toMillis()),
                2 * seconds(settings.outageBudget().toMillis()));
    }

    /** Returns the first length for a tag whose stored step is {@code storedStep}, or 0 where none is known. */
    int first(int storedStep) {
        return Math.min(storedStep > 0 ? storedStep : settings.defaultStep(), settings.maxStep());
    }

    /**
     * Returns the next length.
     *
     * @param previous the length of the segment before
     * @param storedStep the tag's own step, or 0
     * @param idsPerSecond the measured consumption since the claim before
     */
    int next(int previous, int storedStep, double idsPerSecond) {
        double target = idsPerSecond * targetSeconds;
        double ratio = settings.stepAdjustRatio();
        double bounded = Math.min(Math.max(target, previous / ratio), previous * ratio);
        int least = storedStep > 0 ? Math.min(settings.minStep(), storedStep) : settings.minStep();
        return (int) Math.min(Math.max(Math.round(bounded), least), settings.maxStep());
    }

    private static double seconds(long millis) {
        return millis / 1_000.0;
    }
}
