package io.leafboot.cache.registry;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.loading.LoadCounters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a cache counts, whatever its store. A hit costs one add. */
final class CacheCounters {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();

    void lookedUp(boolean hit) {
        (hit ? hits : misses).increment();
    }

    void lookedUp(int hit, int missed) {
        hits.add(hit);
        misses.add(missed);
    }

    void put(int n) {
        puts.add(n);
    }

    void removed(int n) {
        removals.add(n);
    }

    CacheStatistics snapshot(LoadCounters loading, CacheStore store, CacheStatistics.@Nullable Writer writer) {
        long hit = hits.sum();
        long missed = misses.sum();
        List<CacheStatistics.Level> levels = store.levels(hit, missed);
        return new CacheStatistics(
                hit,
                missed,
                loading.loads(),
                loading.failures(),
                Duration.ofNanos(loading.nanos()),
                puts.sum() + loading.kept(),
                removals.sum(),
                levels.stream().mapToLong(CacheStatistics.Level::evictions).sum(),
                levels.stream().mapToLong(CacheStatistics.Level::errors).sum(),
                loading.rejected(),
                loading.snapshot(),
                levels,
                writer);
    }
}
