package io.leafboot.benchmarks;

import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.SegmentSettings;
import java.util.concurrent.ConcurrentHashMap;

/** A table in memory, so that only the engine is measured. */
final class MemoryAllocator implements SegmentAllocator {

    private final ConcurrentHashMap<String, Long> highest = new ConcurrentHashMap<>();

    private final int step;

    private MemoryAllocator(int step) {
        this.step = step;
    }

    @Override
    public SegmentClaim claim(SegmentRequest request) {
        int length = request.knownStep() == step ? request.length() : step;
        long last = highest.merge(request.tag(), (long) length, Long::sum);
        return new SegmentClaim(last, length, step);
    }

    /** Returns a generator with default settings but for the order. */
    static SegmentIdGenerator generator(Ordering ordering) {
        SegmentSettings d = SegmentSettings.DEFAULTS;
        return SegmentIdGenerator.create(
                new MemoryAllocator(d.defaultStep()),
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
