package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.NamedCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache as the endpoint shows it; the figures are those of {@link CacheStatistics}, with times in milliseconds.
 *
 * @param name name of the cache
 * @param settings the settings in force, by their names in {@code application.yml}
 * @param hitRate share of look-ups that were hits, 0 to 1; {@code null} before the first
 * @param size entries on the slowest level, which has them all; {@code null} if it cannot tell
 * @param loadMillis time spent in loaders
 * @param meanLoadMillis the same per call; {@code null} before the first
 * @param loading what became of loads
 * @param levels the levels, fastest first
 * @param hottest the keys that are read most on this node, first; ten at most
 * @param writer values on their way to the source; {@code null} for a cache without a writer
 */
public record CacheDescriptor(
        String name,
        Map<String, Object> settings,
        @Nullable Double hitRate,
        @Nullable Long size,
        long hits,
        long misses,
        long loads,
        long loadFailures,
        double loadMillis,
        @Nullable Double meanLoadMillis,
        long puts,
        long removals,
        long evictions,
        long errors,
        long rejectedFills,
        CacheStatistics.Loading loading,
        List<LevelDescriptor> levels,
        List<HotKey> hottest,
        CacheStatistics.@Nullable Writer writer) {

    private static final int HOTTEST = 10;

    static CacheDescriptor of(NamedCache cache) {
        CacheStatistics statistics = cache.statistics();
        long calls = statistics.loads() + statistics.loadFailures();
        double loadMillis = millis(statistics.loadTime());
        return new CacheDescriptor(
                cache.getName(),
                cache.spec().describe(),
                statistics.hitRate(),
                CacheSummary.size(statistics),
                statistics.hits(),
                statistics.misses(),
                statistics.loads(),
                statistics.loadFailures(),
                loadMillis,
                calls == 0 ? null : loadMillis / calls,
                statistics.puts(),
                statistics.removals(),
                statistics.evictions(),
                statistics.errors(),
                statistics.rejectedFills(),
                statistics.loading(),
                statistics.levels().stream().map(LevelDescriptor::of).toList(),
                cache.hottest(HOTTEST),
                statistics.writer());
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    /** A level; the components are those of {@link CacheStatistics.Level}, and its hit rate. */
    public record LevelDescriptor(
            String name,
            @Nullable Double hitRate,
            long hits,
            long misses,
            long evictions,
            long errors,
            long unreadable,
            @Nullable Long size,
            @Nullable Long bytes,
            @Nullable Long undelivered) {

        static LevelDescriptor of(CacheStatistics.Level level) {
            return new LevelDescriptor(
                    level.name(),
                    level.hitRate(),
                    level.hits(),
                    level.misses(),
                    level.evictions(),
                    level.errors(),
                    level.unreadable(),
                    level.size(),
                    level.bytes(),
                    level.undelivered());
        }
    }
}
