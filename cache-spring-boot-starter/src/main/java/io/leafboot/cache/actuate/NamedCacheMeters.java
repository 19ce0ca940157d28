package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStatistics.Level;
import io.leafboot.cache.CacheStatistics.Loading;
import io.leafboot.cache.CacheStatistics.Writer;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.NamedCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one cache in one meter registry. They read the cache's figures when somebody looks; using the cache updates
 * nothing. Sizes that the cache cannot tell when it is bound have no meter.
 *
 * <p>The names and tags of {@code cache.*} are those of Spring Boot's binders of other caches: some registries take one set
 * of tags a name only. What those do not have is named {@code leaf.cache.*}.
 */
final class NamedCacheMeters extends CacheMeterBinder<NamedCache> {

    private final List<Meter> own = new ArrayList<>();

    /**
     * The meters of a cache.
     *
     * @param tags what tells its registry from others
     */
    NamedCacheMeters(NamedCache cache, Iterable<Tag> tags) {
        super(cache, cache.getName(), Tags.concat(tags, "name", cache.getName()));
    }

    @Override
    protected @Nullable Long size() {
        NamedCache cache = getCache();
        return cache == null ? null : CacheSummary.size(cache.statistics());
    }

    @Override
    protected long hitCount() {
        return read(CacheStatistics::hits);
    }

    @Override
    protected Long missCount() {
        return read(CacheStatistics::misses);
    }

    @Override
    protected Long evictionCount() {
        return read(CacheStatistics::evictions);
    }

    @Override
    protected long putCount() {
        return read(CacheStatistics::puts);
    }

    private long read(ToLongFunction<CacheStatistics> figure) {
        NamedCache cache = getCache();
        return cache == null ? 0 : figure.applyAsLong(cache.statistics());
    }

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        NamedCache cache = getCache();
        if (cache == null) {
            return;
        }
        Tags tags = Tags.of(getTagsWithCacheName());
        bindLoads(registry, cache, tags);
        bindLoading(registry, cache, tags);
        bindUndelivered(registry, cache, tags);
        bindHottest(registry, cache, tags);
        if (cache.statistics().writer() != null) {
            bindWriter(registry, cache, tags);
        }
        for (Level level : cache.statistics().levels()) {
            bindLevel(registry, cache, level, tags.and("level", level.name()));
        }
    }

    /** Keys are no tags: there would be too many. The endpoint shows which they are. */
    private void bindHottest(MeterRegistry registry, NamedCache cache, Tags tags) {
        Integer threshold = cache.spec().hotKeys().threshold();
        if (threshold == null
                || threshold == 0
                || !CacheSpec.REDIS.equals(cache.spec().type())) {
            return;
        }
        own.add(Gauge.builder(
                        "leaf.cache.hottest.reads",
                        cache,
                        c -> c.hottest(1).stream()
                                .map(HotKey::reads)
                                .filter(Objects::nonNull)
                                .mapToLong(reads -> reads)
                                .sum())
                .description("Reads of the key that is read most, within ten seconds or so")
                .tags(tags)
                .register(registry));
    }

    private void bindLoads(MeterRegistry registry, NamedCache cache, Tags tags) {
        String loads = "leaf.cache.loads";
        String description = "Calls of loaders that the cache made";
        counter(registry, loads, description, tags.and("result", "success"), cache, CacheStatistics::loads);
        counter(registry, loads, description, tags.and("result", "failure"), cache, CacheStatistics::loadFailures);
        counter(
                registry,
                "leaf.cache.rejected.fills",
                "Loaded values not kept, because their key was evicted or put meanwhile",
                tags,
                cache,
                CacheStatistics::rejectedFills);
        own.add(FunctionTimer.builder(
                        "leaf.cache.load.time",
                        cache,
                        c -> calls(c.statistics()),
                        c -> c.statistics().loadTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Time spent in loaders")
                .tags(tags)
                .register(registry));
    }

    private void bindLoading(MeterRegistry registry, NamedCache cache, Tags tags) {
        loading(
                registry,
                "leaf.cache.loads.shared",
                "Callers who got what a load gave that another had begun",
                tags,
                cache,
                Loading::shared);
        String leases = "leaf.cache.leases";
        String description = "Loads by whether they kept those of other nodes out, or had to wait for one of theirs";
        loading(registry, leases, description, tags.and("result", "taken"), cache, Loading::leases);
        loading(registry, leases, description, tags.and("result", "waited"), cache, Loading::waits);
        loading(
                registry,
                "leaf.cache.stale.answers",
                "Old values that were answered, because there was no new one",
                tags,
                cache,
                Loading::staleAnswers);
        String timeouts = "leaf.cache.load.timeouts";
        description = "Callers who did not wait longer for a load";
        loading(registry, timeouts, description, tags.and("limit", "soft"), cache, Loading::softTimeouts);
        loading(registry, timeouts, description, tags.and("limit", "hard"), cache, Loading::hardTimeouts);
        String refreshes = "leaf.cache.refreshes";
        description = "Loads in the background of values that were not old yet";
        loading(registry, refreshes, description, tags.and("result", "success"), cache, Loading::refreshes);
        loading(registry, refreshes, description, tags.and("result", "failure"), cache, Loading::refreshFailures);
    }

    private void loading(
            MeterRegistry registry,
            String name,
            String description,
            Tags tags,
            NamedCache cache,
            ToDoubleFunction<Loading> figure) {
        counter(registry, name, description, tags, cache, statistics -> figure.applyAsDouble(statistics.loading()));
    }

    private void bindUndelivered(MeterRegistry registry, NamedCache cache, Tags tags) {
        if (undelivered(cache.statistics()) == null) {
            return;
        }
        own.add(Gauge.builder("leaf.cache.undelivered", cache, c -> {
                    Long waiting = undelivered(c.statistics());
                    return waiting == null ? Double.NaN : waiting;
                })
                .description("Keys whose last write waits to be delivered")
                .tags(tags)
                .register(registry));
    }

    /** Over all levels; {@code null} if writes of none of them wait. */
    private static @Nullable Long undelivered(CacheStatistics statistics) {
        return statistics.levels().stream()
                .map(Level::undelivered)
                .filter(Objects::nonNull)
                .reduce(Long::sum)
                .orElse(null);
    }

    private static long calls(CacheStatistics statistics) {
        return statistics.loads() + statistics.loadFailures();
    }

    private void bindWriter(MeterRegistry registry, NamedCache cache, Tags tags) {
        String writes = "leaf.cache.writer.writes";
        String description = "Values given to the writer of the cache, each time that one was";
        counter(registry, writes, description, tags.and("result", "success"), cache, ofWriter(Writer::writes));
        counter(registry, writes, description, tags.and("result", "failure"), cache, ofWriter(Writer::failures));
        counter(
                registry,
                "leaf.cache.writer.given.up",
                "Values that were put and are not in the source, since the writer failed too often",
                tags,
                cache,
                ofWriter(Writer::givenUp));
        own.add(Gauge.builder(
                        "leaf.cache.writer.queue",
                        cache,
                        c -> ofWriter(Writer::waiting).applyAsDouble(c.statistics()))
                .description("Values that wait to be written to the source")
                .tags(tags)
                .register(registry));
    }

    private static ToDoubleFunction<CacheStatistics> ofWriter(ToDoubleFunction<Writer> figure) {
        return statistics -> {
            Writer writer = statistics.writer();
            return writer == null ? 0 : figure.applyAsDouble(writer);
        };
    }

    private void bindLevel(MeterRegistry registry, NamedCache cache, Level level, Tags tags) {
        String gets = "leaf.cache.level.gets";
        String description = "Look-ups of a level";
        levelCounter(registry, gets, description, tags.and("result", "hit"), cache, level, Level::hits);
        levelCounter(registry, gets, description, tags.and("result", "miss"), cache, level, Level::misses);
        levelCounter(
                registry,
                "leaf.cache.level.evictions",
                "Entries that a level dropped because of their size or age",
                tags,
                cache,
                level,
                Level::evictions);
        levelCounter(
                registry,
                "leaf.cache.level.errors",
                "Operations that failed on a level",
                tags,
                cache,
                level,
                Level::errors);
        levelCounter(
                registry,
                "leaf.cache.level.unreadable",
                "Entries that could not be read, because their class or format had changed",
                tags,
                cache,
                level,
                Level::unreadable);
        levelGauge(registry, "leaf.cache.level.size", null, "Entries on a level", tags, cache, level, Level::size);
        levelGauge(
                registry,
                "leaf.cache.level.bytes",
                BaseUnits.BYTES,
                "Weight of the entries on a level",
                tags,
                cache,
                level,
                Level::bytes);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String description,
            Tags tags,
            NamedCache cache,
            ToDoubleFunction<CacheStatistics> figure) {
        own.add(FunctionCounter.builder(name, cache, c -> figure.applyAsDouble(c.statistics()))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private void levelCounter(
            MeterRegistry registry,
            String name,
            String description,
            Tags tags,
            NamedCache cache,
            Level level,
            ToDoubleFunction<Level> figure) {
        String levelName = level.name();
        // A level's figures may be told from several that move while they are read. A fall, however small, would pass
        // for a
        // restart of the application.
        DoubleAccumulator highest = new DoubleAccumulator(Math::max, 0);
        counter(registry, name, description, tags, cache, statistics -> {
            highest.accumulate(statistics.levels().stream()
                    .filter(each -> each.name().equals(levelName))
                    .mapToDouble(figure)
                    .sum());
            return highest.get();
        });
    }

    private void levelGauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            Tags tags,
            NamedCache cache,
            Level level,
            Function<Level, @Nullable Long> figure) {
        if (figure.apply(level) == null) {
            return;
        }
        String levelName = level.name();
        own.add(Gauge.builder(name, cache, c -> {
                    for (Level each : c.statistics().levels()) {
                        Long value = each.name().equals(levelName) ? figure.apply(each) : null;
                        if (value != null) {
                            return value;
                        }
                    }
                    return Double.NaN;
                })
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** Removes what {@link #bindTo} registered. */
    void unbind(MeterRegistry registry) {
        own.forEach(registry::remove);
        own.clear();
        Tags tags = Tags.of(getTagsWithCacheName());
        // The superclass keeps its meters to itself, but a meter registry finds one by what it was asked for.
        remove(registry, "cache.size", tags, Meter.Type.GAUGE);
        remove(registry, "cache.gets", tags.and("result", "hit"), Meter.Type.COUNTER);
        remove(registry, "cache.gets", tags.and("result", "miss"), Meter.Type.COUNTER);
        remove(registry, "cache.puts", tags, Meter.Type.COUNTER);
        remove(registry, "cache.evictions", tags, Meter.Type.COUNTER);
    }

    private static void remove(MeterRegistry registry, String name, Tags tags, Meter.Type type) {
        registry.removeByPreFilterId(new Meter.Id(name, tags, null, null, type));
    }
}
