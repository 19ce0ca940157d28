package io.leafboot.cache.registry;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a cache counts, whatever its store. A hit costs one add. */
final class CacheCounters {

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder loadFailures = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder removals = new LongAdder();
    private final LongAdder rejectedFills = new LongAdder();

    void lookedUp(boolean hit) {
        (hit ? hits : misses).increment();
    }

    void lookedUp(int hit, int missed) {
        hits.add(hit);
        misses.add(missed);
    }

    void loaded(long began) {
        loads.increment();
        loadNanos.add(System.nanoTime() - began);
    }

    void loadFailed(long began) {
        loadFailures.increment();
        loadNanos.add(System.nanoTime() - began);
    }

    void put(int n) {
        puts.add(n);
    }

    void removed(int n) {
        removals.add(n);
    }

    void fillRejected() {
        rejectedFills.increment();
    }

    CacheStatistics snapshot(CacheStore store) {
        long hit = hits.sum();
        long missed = misses.sum();
        List<CacheStatistics.Level> levels = store.levels(hit, missed);
        return new CacheStatistics(
                hit,
                missed,
                loads.sum(),
                loadFailures.sum(),
                Duration.ofNanos(loadNanos.sum()),
                puts.sum(),
                removals.sum(),
                levels.stream().mapToLong(CacheStatistics.Level::evictions).sum(),
                levels.stream().mapToLong(CacheStatistics.Level::errors).sum(),
                rejectedFills.sum(),
                levels);
    }
}
