package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.NamedCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Registers meters of one cache that read its figures when somebody looks. A meter keeps no cache alive, so a figure must not
 * hold on to one: it is given it.
 */
final class FigureMeters {

    private final MeterRegistry registry;
    private final NamedCache cache;
    private final Tags tags;
    private final Consumer<Meter> registered;

    /**
     * None yet.
     *
     * @param tags of every meter
     * @param registered is told of every meter
     */
    FigureMeters(MeterRegistry registry, NamedCache cache, Tags tags, Consumer<Meter> registered) {
        this.registry = registry;
        this.cache = cache;
        this.tags = tags;
        this.registered = registered;
    }

    /** The same, with one more tag. */
    FigureMeters tagged(String key, String value) {
        return new FigureMeters(registry, cache, tags.and(key, value), registered);
    }

    NamedCache cache() {
        return cache;
    }

    void counter(String name, String description, ToDoubleFunction<CacheStatistics> figure) {
        registered.accept(FunctionCounter.builder(name, cache, c -> figure.applyAsDouble(c.statistics()))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    void gauge(String name, String description, ToDoubleFunction<NamedCache> figure) {
        gauge(name, null, description, figure);
    }

    void gauge(String name, @Nullable String unit, String description, ToDoubleFunction<NamedCache> figure) {
        registered.accept(Gauge.builder(name, cache, figure)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    void timer(
            String name,
            String description,
            ToLongFunction<CacheStatistics> times,
            ToDoubleFunction<CacheStatistics> nanos) {
        registered.accept(FunctionTimer.builder(
                        name,
                        cache,
                        c -> times.applyAsLong(c.statistics()),
                        c -> nanos.applyAsDouble(c.statistics()),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .tags(tags)
                .register(registry));
    }
}
