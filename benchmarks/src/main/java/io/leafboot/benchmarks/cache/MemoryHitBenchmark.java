package io.leafboot.benchmarks.cache;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Hits in memory per microsecond: Caffeine itself, which is under all of them, peers and ours. All count hits, but for the
 * one that says otherwise and Redisson's, which cannot.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemoryHitBenchmark {

    @Benchmark
    public Object caffeine(CaffeineCaches.Raw state, Walk walk) {
        return state.cache.getIfPresent(walk.next());
    }

    @Benchmark
    public Object spring(CaffeineCaches.Spring state, Walk walk) {
        return state.cache.get(walk.next()).get();
    }

    @Benchmark
    public Object leaf(LeafCaches.Memory state, Walk walk) {
        return state.cache.get(walk.next()).get();
    }

    @Benchmark
    public Object leafTwoLevel(LeafCaches.TwoLevel state, Walk walk) {
        return state.cache.get(walk.next()).get();
    }

    @Benchmark
    public Object jetCache(JetCaches.Memory state, Walk walk) {
        return state.cache.get(walk.next());
    }

    @Benchmark
    public Object jetCacheNotCounting(JetCaches.MemoryNotCounting state, Walk walk) {
        return state.cache.get(walk.next());
    }

    @Benchmark
    public Object jetCacheTwoLevel(JetCaches.TwoLevel state, Walk walk) {
        return state.cache.get(walk.next());
    }

    @Benchmark
    public Object redissonLocalCachedMap(RedissonCaches.LocalCachedMap state, Walk walk) {
        return state.cache.get(walk.next());
    }
}
