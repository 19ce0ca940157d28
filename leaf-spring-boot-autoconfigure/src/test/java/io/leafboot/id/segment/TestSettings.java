package io.leafboot.id.segment;

import java.time.Duration;

/** Settings for tests: the defaults, a fixed step, no outage budget, and what a test changes. */
final class TestSettings {

    private Ordering ordering = Ordering.STRICT;
    private int defaultStep = 100;
    private int minStep = 100;
    private int maxStep = 100;
    private double stepAdjustRatio = 2.0;
    private Duration segmentDuration = Duration.ofMinutes(15);
    private double preloadThreshold = 0.9;
    private Duration outageBudget = Duration.ZERO;
    private Duration acquireTimeout = Duration.ofSeconds(10);
    private Duration cleanupInterval = Duration.ofHours(1);
    private boolean returnUnused;
    private int maxBatch = 100_000;

    static TestSettings of() {
        return new TestSettings();
    }

    /** The defaults, which the step policy's own tests start from. */
    static TestSettings defaults() {
        return of().steps(100, 1_000, 1_000_000).outageBudget(SegmentSettings.DEFAULTS.outageBudget());
    }

    /** Every segment is so long. */
    TestSettings step(int step) {
        return steps(step, step, step);
    }

    TestSettings steps(int min, int first, int max) {
        minStep = min;
        defaultStep = first;
        maxStep = max;
        return this;
    }

    TestSettings striped() {
        return ordering(Ordering.STRIPED);
    }

    TestSettings ordering(Ordering value) {
        ordering = value;
        return this;
    }

    TestSettings stepAdjustRatio(double value) {
        stepAdjustRatio = value;
        return this;
    }

    TestSettings segmentDuration(Duration value) {
        segmentDuration = value;
        return this;
    }

    TestSettings preloadThreshold(double value) {
        preloadThreshold = value;
        return this;
    }

    TestSettings outageBudget(Duration value) {
        outageBudget = value;
        return this;
    }

    TestSettings acquireTimeout(Duration value) {
        acquireTimeout = value;
        return this;
    }

    TestSettings cleanupInterval(Duration value) {
        cleanupInterval = value;
        return this;
    }

    TestSettings returnUnused() {
        returnUnused = true;
        return this;
    }

    TestSettings maxBatch(int value) {
        maxBatch = value;
        return this;
    }

    SegmentSettings build() {
        return new SegmentSettings(
                ordering,
                defaultStep,
                minStep,
                maxStep,
                stepAdjustRatio,
                segmentDuration,
                preloadThreshold,
                outageBudget,
                acquireTimeout,
                cleanupInterval,
                returnUnused,
                maxBatch);
    }
}
