package io.leafboot.benchmarks;

import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentSettings;
import io.leafboot.id.testing.MemorySegmentAllocator;

/** Generators over a table in memory, so that only the engine is measured. */
final class MemoryGenerators {

    private MemoryGenerators() {}

    /** Returns a generator with default settings but for the order. */
    static SegmentIdGenerator generator(Ordering ordering) {
        SegmentSettings d = SegmentSettings.DEFAULTS;
        return SegmentIdGenerator.create(
                new MemorySegmentAllocator(),
                new SegmentSettings(
                        ordering,
                        d.defaultStep(),
                        d.minStep(),
                        d.maxStep(),
                        d.stepAdjustRatio(),
                        d.segmentDuration(),
                        d.preloadThreshold(),
                        d.outageBudget(),
                        d.acquireTimeout(),
                        d.cleanupInterval(),
                        d.returnUnused(),
                        d.maxBatch()));
    }
}
