package io.leafboot.benchmarks.cache;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Values read from a Redis on this machine per millisecond, 100 with one call beside 100 one by one. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@OperationsPerInvocation(Walk.BATCH)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BulkBenchmark {

    @Benchmark
    public Object leafAtOnce(LeafCaches.Redis state, Walk walk) {
        return state.cache.getAll(walk.nextBatch());
    }

    @Benchmark
    public void leafOneByOne(LeafCaches.Redis state, Walk walk, Blackhole blackhole) {
        oneByOne(walk, blackhole, key -> state.cache.get(key).get());
    }

    @Benchmark
    public Object leafTwoLevelAtOnce(LeafCaches.TwoLevelCold state, Walk walk) {
        return state.cache.getAll(walk.nextBatch());
    }

    @Benchmark
    public void leafTwoLevelOneByOne(LeafCaches.TwoLevelCold state, Walk walk, Blackhole blackhole) {
        oneByOne(walk, blackhole, key -> state.cache.get(key).get());
    }

    /** Spring's cache has no call for several keys. */
    @Benchmark
    public void springOneByOne(SpringCaches.Redis state, Walk walk, Blackhole blackhole) {
        oneByOne(walk, blackhole, key -> state.cache.get(key).get());
    }

    @Benchmark
    public Object jetCacheAtOnce(JetCaches.Remote state, Walk walk) {
        return state.cache.getAll(walk.nextBatch());
    }

    @Benchmark
    public void jetCacheOneByOne(JetCaches.Remote state, Walk walk, Blackhole blackhole) {
        oneByOne(walk, blackhole, state.cache::get);
    }

    @Benchmark
    public Object jetCacheTwoLevelAtOnce(JetCaches.TwoLevelCold state, Walk walk) {
        return state.cache.getAll(walk.nextBatch());
    }

    @Benchmark
    public void jetCacheTwoLevelOneByOne(JetCaches.TwoLevelCold state, Walk walk, Blackhole blackhole) {
        oneByOne(walk, blackhole, state.cache::get);
    }

    @Benchmark
    public Object redissonBucketAtOnce(RedissonCaches.Buckets state, Walk walk) {
        return state.buckets.get(walk.nextBatch().toArray(String[]::new));
    }

    @Benchmark
    public void redissonBucketOneByOne(RedissonCaches.Buckets state, Walk walk, Blackhole blackhole) {
        oneByOne(walk, blackhole, state::get);
    }

    @Benchmark
    public Object redissonMapCacheAtOnce(RedissonCaches.MapCache state, Walk walk) {
        return state.cache.getAll(walk.nextBatch());
    }

    @Benchmark
    public void redissonMapCacheOneByOne(RedissonCaches.MapCache state, Walk walk, Blackhole blackhole) {
        oneByOne(walk, blackhole, state.cache::get);
    }

    private static void oneByOne(Walk walk, Blackhole blackhole, Function<String, Object> get) {
        Set<String> keys = walk.nextBatch();
        for (String key : keys) {
            blackhole.consume(get.apply(key));
        }
    }
}
