package io.leafboot.id.actuate;

import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Makes one observation, {@code leaf.refill}, of each claim: a timer and, with tracing, a span. */
final class ObservedSegmentAllocator implements SegmentAllocator {

    private final SegmentAllocator allocator;

    private final Supplier<ObservationRegistry> registry;

    /** The tag that a row is known by: a period of a tag is not one more. */
    private final UnaryOperator<String> tagOf;

    /** Tags that were claimed of here. What a request says that it knows is no proof: clients of the id service write it. */
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();

    ObservedSegmentAllocator(
            SegmentAllocator allocator, Supplier<ObservationRegistry> registry, UnaryOperator<String> tagOf) {
        this.allocator = allocator;
        this.registry = registry;
        this.tagOf = tagOf;
    }

    @Override
    @SuppressWarnings("try") // the scope only has to be open
    public SegmentClaim claim(SegmentRequest request) {
        String tag = tagOf.apply(request.tag());
        Observation observation = Observation.createNotStarted("leaf.refill", registry.get())
                .contextualName("leaf refill")
                // A name that somebody made up must not become a meter.
                .lowCardinalityKeyValue("tag", claimed.contains(tag) ? tag : "none")
                .highCardinalityKeyValue("leaf.length", String.valueOf(request.length()))
                .start();
        try (Observation.Scope scope = observation.openScope()) {
            SegmentClaim claim = allocator.claim(request);
            claimed.add(tag);
            observation.lowCardinalityKeyValue("tag", tag);
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
