package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.NamedCache;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one cache in one meter registry. They read the cache's figures when somebody looks; using the cache updates
 * nothing. Sizes that the cache cannot tell when it is bound have no meter.
 *
 * <p>The names and tags of {@code cache.*} are those of Spring Boot's binders of other caches: some registries take one set
 * of tags a name only. What those do not have is named {@code leaf.cache.*}: see {@link OwnMeters}.
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
        new OwnMeters(new FigureMeters(registry, cache, tags, own::add)).bind();
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
