package io.leafboot.id.actuate;

import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;

/** Makes one observation, {@code leaf.refill}, of each claim: a timer and, with tracing, a span. */
final class ObservedSegmentAllocator implements SegmentAllocator {

    private final SegmentAllocator allocator;

    private final Supplier<ObservationRegistry> registry;

    ObservedSegmentAllocator(SegmentAllocator allocator, Supplier<ObservationRegistry> registry) {
        this.allocator = allocator;
        this.registry = registry;
    }

    @Override
    @SuppressWarnings("NullAway") // observe(..) may return null only where the supplier does
    public SegmentClaim claim(SegmentRequest request) {
        return Observation.createNotStarted("leaf.refill", registry.get())
                .contextualName("leaf refill")
                .lowCardinalityKeyValue("tag", request.tag())
                .highCardinalityKeyValue("leaf.length", String.valueOf(request.length()))
                .observe(() -> allocator.claim(request));
    }

    @Override
    public boolean giveBack(String tag, long last, long lastUsed) {
        return allocator.giveBack(tag, last, lastUsed);
    }
}
