package io.leafboot.benchmarks.cache;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Calls of a cached method per millisecond, each a hit, through its proxy. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AnnotationBenchmark {

    @Benchmark
    public Object spring(SpringCaches.Memory state, Walk walk) {
        return state.products.find(walk.next());
    }

    @Benchmark
    public Object leaf(LeafCaches.Memory state, Walk walk) {
        return state.products.find(walk.next());
    }

    @Benchmark
    public Object jetCache(JetAnnotations state, Walk walk) {
        return state.products.find(walk.next());
    }

    @Benchmark
    public Object springRedis(SpringCaches.Redis state, Walk walk) {
        return state.products.find(walk.next());
    }

    @Benchmark
    public Object leafRedis(LeafCaches.Redis state, Walk walk) {
        return state.products.find(walk.next());
    }
}
