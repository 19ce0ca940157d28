package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.NamedCache;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cache in the endpoint's list.
 *
 * @param name name of the cache
 * @param type {@code memory}, {@code redis} and the like
 * @param hitRate share of look-ups that were hits, 0 to 1; {@code null} before the first
 * @param size entries on the slowest level, which has them all; {@code null} if it cannot tell
 * @param hits look-ups that found an entry
 * @param misses look-ups that found none
 * @param puts entries written
 * @param evictions entries dropped from memory because of their size or age
 * @param errors operations that failed
 */
public record CacheSummary(
        String name,
        @Nullable String type,
        @Nullable Double hitRate,
        @Nullable Long size,
        long hits,
        long misses,
        long puts,
        long evictions,
        long errors) {

    static CacheSummary of(NamedCache cache) {
        CacheStatistics statistics = cache.statistics();
        return new CacheSummary(
                cache.getName(),
                cache.spec().type(),
                statistics.hitRate(),
                size(statistics),
                statistics.hits(),
                statistics.misses(),
                statistics.puts(),
                statistics.evictions(),
                statistics.errors());
    }

    /** Entries of a cache: a level before the slowest has but copies of some of them. */
    static @Nullable Long size(CacheStatistics statistics) {
        List<CacheStatistics.Level> levels = statistics.levels();
        return levels.isEmpty() ? null : levels.get(levels.size() - 1).size();
    }
}
