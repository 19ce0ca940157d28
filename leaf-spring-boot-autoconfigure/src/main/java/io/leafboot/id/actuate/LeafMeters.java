package io.leafboot.id.actuate;

import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters per tag, registered with its first segment. They read the cursors when somebody looks; drawing an id updates
 * nothing. The time of refills comes from {@link ObservedSegmentAllocator}.
 */
final class LeafMeters implements MeterBinder {

    private final SegmentIdGenerator generator;

    LeafMeters(SegmentIdGenerator generator) {
        this.generator = generator;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        generator.onFirstSegment(tag -> bind(registry, new Reading(generator, tag)));
    }

    private static void bind(MeterRegistry registry, Reading reading) {
        Tags tags = Tags.of("tag", reading.tag);
        counter(registry, "leaf.issued", "ids", "Ids handed out", tags, reading, TagStatus::issued);
        counter(registry, "leaf.wasted", "ids", "Ids that will never be handed out", tags, reading, TagStatus::wasted);
        counter(registry, "leaf.returned", "ids", "Unused ids given back", tags, reading, TagStatus::returned);
        counter(
                registry,
                "leaf.delegated",
                "ids",
                "Ids claimed for clients of the id service",
                tags,
                reading,
                TagStatus::delegatedIds);
        counter(registry, "leaf.claims", "claims", "Segments received", tags, reading, TagStatus::claims);
        counter(
                registry,
                "leaf.claim.failures",
                "claims",
                "Claims that failed",
                tags,
                reading,
                TagStatus::failedClaims);
        counter(registry, "leaf.switches", "switches", "Segments switched", tags, reading, TagStatus::switches);
        counter(registry, "leaf.waits", "calls", "Calls that waited for a segment", tags, reading, TagStatus::waits);
        counter(registry, "leaf.call.failures", "calls", "Calls that failed", tags, reading, TagStatus::failedCalls);
        counter(registry, "leaf.regressions", "claims", "Claims that went back", tags, reading, TagStatus::regressions);
        gauge(registry, "leaf.remaining", "ids", "Ids in memory", tags, reading, TagStatus::remaining, 0);
        gauge(registry, "leaf.step", "ids", "Length of the last claim", tags, reading, TagStatus::step, 0);
        gauge(
                registry,
                "leaf.seconds.to.empty",
                "seconds",
                "How long the ids in memory last at the present rate",
                tags,
                reading,
                TagStatus::secondsToEmpty,
                Double.POSITIVE_INFINITY);
        gauge(
                registry,
                "leaf.quarantined",
                null,
                "1 while the tag is quarantined",
                tags,
                reading,
                status -> status.quarantine() == null ? 0 : 1,
                0);
    }

    private static void counter(
            MeterRegistry registry,
            String name,
            String unit,
            String description,
            Tags tags,
            Reading reading,
            ToDoubleFunction<TagStatus> value) {
        FunctionCounter.builder(name, reading, r -> r.total(name, value))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            Tags tags,
            Reading reading,
            ToDoubleFunction<TagStatus> value,
            double whenIdle) {
        Gauge.builder(name, reading, r -> r.present(value, whenIdle))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** A tag's status; keeps the totals, so that they stay while the tag is out of memory. */
    private static final class Reading {

        final String tag;

        private final SegmentIdGenerator generator;

        private final Map<String, Double> totals = new ConcurrentHashMap<>();

        Reading(SegmentIdGenerator generator, String tag) {
            this.generator = generator;
            this.tag = tag;
        }

        /** Never falls: a batch that failed half-way had been counted as issued for a moment. */
        double total(String meter, ToDoubleFunction<TagStatus> value) {
            double present = generator.status(tag).map(value::applyAsDouble).orElse(0.0);
            return totals.merge(meter, present, Math::max);
        }

        double present(ToDoubleFunction<TagStatus> value, double whenIdle) {
            return generator.status(tag).map(value::applyAsDouble).orElse(whenIdle);
        }
    }
}
