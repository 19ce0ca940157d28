package io.leafboot.benchmarks.cache;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Hits in a Redis on this machine per millisecond, the value read from JSON. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RemoteHitBenchmark {

    @Benchmark
    public Object spring(SpringCaches.Redis state, Walk walk) {
        return state.cache.get(walk.next()).get();
    }

    @Benchmark
    public Object leaf(LeafCaches.Redis state, Walk walk) {
        return state.cache.get(walk.next()).get();
    }

    @Benchmark
    public Object jetCache(JetCaches.Remote state, Walk walk) {
        return state.cache.get(walk.next());
    }

    @Benchmark
    public Object redissonBucket(RedissonCaches.Buckets state, Walk walk) {
        return state.get(walk.next());
    }

    @Benchmark
    public Object redissonMapCache(RedissonCaches.MapCache state, Walk walk) {
        return state.cache.get(walk.next());
    }
}
