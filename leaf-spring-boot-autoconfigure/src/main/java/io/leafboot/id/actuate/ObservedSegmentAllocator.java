package io.leafboot.id.actuate;

import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Makes one observation, {@code leaf.refill}, of each claim: a timer and, with tracing, a span. */
final class ObservedSegmentAllocator implements SegmentAllocator {

    private final SegmentAllocator allocator;

    private final Supplier<ObservationRegistry> registry;

    /** The tag that a row is known by: a period of a tag is not one more. */
    private final UnaryOperator<String> tagOf;

    ObservedSegmentAllocator(
            SegmentAllocator allocator, Supplier<ObservationRegistry> registry, UnaryOperator<String> tagOf) {
        this.allocator = allocator;
        this.registry = registry;
        this.tagOf = tagOf;
    }

    @Override
    @SuppressWarnings("try") // the scope only has to be open
    public SegmentClaim claim(SegmentRequest request) {
        Observation observation = Observation.createNotStarted("leaf.refill", registry.get())
                .contextualName("leaf refill")
                // A name that somebody made up must not become a meter.
                .lowCardinalityKeyValue("tag", request.knownStep() > 0 ? tagOf.apply(request.tag()) : "none")
                .highCardinalityKeyValue("leaf.length", String.valueOf(request.length()))
                .start();
        try (Observation.Scope scope = observation.openScope()) {
            SegmentClaim claim = allocator.claim(request);
            observation.lowCardinalityKeyValue("tag", tagOf.apply(request.tag()));
            return claim;
        } catch (RuntimeException | Error e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }

    @Override
    public boolean giveBack(String tag, long last, long lastUsed) {
        return allocator.giveBack(tag, last, lastUsed);
    }
}
