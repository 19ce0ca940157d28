package io.leafboot.id.actuate;

import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
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
        gauge(registry, "leaf.remaining", "ids", "Ids in memory", tags, reading, TagStatus::remaining);
        gauge(registry, "leaf.step", "ids", "Length of the last claim", tags, reading, TagStatus::step);
        gauge(
                registry,
                "leaf.seconds.to.empty",
                "seconds",
                "How long the ids in memory last at the present rate",
                tags,
                reading,
                TagStatus::secondsToEmpty);
        gauge(
                registry,
                "leaf.quarantined",
                null,
                "1 while the tag is quarantined",
                tags,
                reading,
                status -> status.quarantine() == null ? 0 : 1);
    }

    private static void counter(
            MeterRegistry registry,
            String name,
            String unit,
            String description,
            Tags tags,
            Reading reading,
            ToDoubleFunction<TagStatus> value) {
        FunctionCounter.builder(name, reading, r -> r.total(value))
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
            ToDoubleFunction<TagStatus> value) {
        Gauge.builder(name, reading, r -> r.present(value))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** A tag's status; keeps the last one, so that totals stay while the tag is out of memory. */
    private static final class Reading {

        final String tag;

        private final SegmentIdGenerator generator;

        private volatile @Nullable TagStatus last;

        Reading(SegmentIdGenerator generator, String tag) {
            this.generator = generator;
            this.tag = tag;
        }

        double total(ToDoubleFunction<TagStatus> value) {
            read();
            TagStatus known = last;
            return known == null ? 0 : value.applyAsDouble(known);
        }

        double present(ToDoubleFunction<TagStatus> value) {
            return read().map(status -> value.applyAsDouble(status)).orElse(0.0);
        }

        private Optional<TagStatus> read() {
            Optional<TagStatus> status = generator.status(tag);
            status.ifPresent(present -> last = present);
            return status;
        }
    }
}
