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
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Meters per tag, registered with its first segment. They read the cursors when somebody looks; drawing an id updates
 * nothing. The time of refills comes from {@link ObservedSegmentAllocator}.
 */
final class LeafMeters implements MeterBinder {

    private final SegmentIdGenerator generator;

    /** The tag that a row is known by: the periods of a tag share its meters. */
    private final UnaryOperator<String> tagOf;

    LeafMeters(SegmentIdGenerator generator, UnaryOperator<String> tagOf) {
        this.generator = generator;
        this.tagOf = tagOf;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Map<String, TagReading> readings = new ConcurrentHashMap<>();
        generator.onFirstSegment(row -> readings.computeIfAbsent(tagOf.apply(row), tag -> bind(registry, tag))
                .add(row));
    }

    private TagReading bind(MeterRegistry registry, String tag) {
        TagReading reading = new TagReading(row -> generator.status(row).orElse(null));
        bind(registry, reading, Tags.of("tag", tag));
        return reading;
    }

    private static void bind(MeterRegistry registry, TagReading reading, Tags tags) {
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
        gauge(registry, "leaf.remaining", "ids", "Ids in memory", tags, reading, TagStatus::remaining, Double::sum, 0);
        gauge(registry, "leaf.step", "ids", "Length of the last claim", tags, reading, TagStatus::step, Math::max, 0);
        gauge(
                registry,
                "leaf.seconds.to.empty",
                "seconds",
                "How long the ids in memory last at the present rate",
                tags,
                reading,
                TagStatus::secondsToEmpty,
                Math::min,
                Double.POSITIVE_INFINITY);
        gauge(
                registry,
                "leaf.quarantined",
                null,
                "1 while the tag is quarantined",
                tags,
                reading,
                status -> status.quarantine() == null ? 0 : 1,
                Math::max,
                0);
    }

    private static void counter(
            MeterRegistry registry,
            String name,
            String unit,
            String description,
            Tags tags,
            TagReading reading,
            ToDoubleFunction<TagStatus> value) {
        reading.count(name, value);
        FunctionCounter.builder(name, reading, r -> r.total(name))
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
            TagReading reading,
            ToDoubleFunction<TagStatus> value,
            DoubleBinaryOperator together,
            double whenIdle) {
        Gauge.builder(name, reading, r -> r.present(value, together, whenIdle))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }
}
