package io.leafboot.benchmarks;

import com.github.f4b6a3.tsid.TsidFactory;
import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import me.ahoo.cosid.IdGenerator;
import me.ahoo.cosid.provider.DefaultIdGeneratorProvider;
import me.ahoo.cosid.provider.IdGeneratorProvider;
import me.ahoo.cosid.segment.DefaultSegmentId;
import me.ahoo.cosid.segment.IdSegment;
import me.ahoo.cosid.segment.IdSegmentDistributor;
import me.ahoo.cosid.segment.SegmentChainId;
import me.ahoo.cosid.segment.concurrent.PrefetchWorkerExecutorService;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Ids per microsecond from memory: the floor, peers and ours. All threads draw from one sequence, the worst case.
 *
 * <p>Ours runs with its default settings, so it goes through a new segment each million ids. CosId is given steps so long
 * that it hardly ever needs a new segment: its hot path alone is measured.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class IdBenchmark {

    private static final int RANGE = 1_000;

    private static final int KNOWN_TAGS = 50;

    private static final String TAG = "order";

    /** What no generator can beat. */
    @State(Scope.Benchmark)
    public static class Floor {
        final AtomicLong counter = new AtomicLong();
    }

    /** CosId's segment chain with the safe distance of its Spring Boot starter. */
    @State(Scope.Benchmark)
    public static class CosIdChain {
        private static final long STEP = 1_000_000_000;
        private static final int SAFE_DISTANCE = 10;

        final IdGeneratorProvider provider = new DefaultIdGeneratorProvider();
        final SegmentChainId ids = chain();

        /** Registers the chain under the tag, among others. */
        public CosIdChain() {
            provider.set(TAG, ids);
            for (int i = 1; i < KNOWN_TAGS; i++) {
                provider.set("tag-" + i, ids);
            }
        }

        private static SegmentChainId chain() {
            return new SegmentChainId(
                    IdSegment.TIME_TO_LIVE_FOREVER,
                    SAFE_DISTANCE,
                    new IdSegmentDistributor.Atomic(STEP),
                    PrefetchWorkerExecutorService.DEFAULT);
        }
    }

    /** CosId without its chain: one segment, the next one claimed under a monitor. */
    @State(Scope.Benchmark)
    public static class CosIdSegment {
        final IdGenerator ids = new DefaultSegmentId(new IdSegmentDistributor.Atomic(CosIdChain.STEP));
    }

    /** Time-sorted ids: a clock and a counter, no store. */
    @State(Scope.Benchmark)
    public static class Tsid {
        final TsidFactory ids = TsidFactory.newInstance256(1);
    }

    /** Ours. */
    public abstract static class Leaf {
        final SegmentIdGenerator generator;
        final TagIdGenerator ids;

        Leaf(Ordering ordering) {
            generator = MemoryGenerators.generator(ordering);
            for (int i = 1; i < KNOWN_TAGS; i++) {
                generator.nextId("tag-" + i);
            }
            generator.nextId(TAG);
            ids = generator.forTag(TAG);
        }

        /** Ends its threads. */
        @TearDown
        public void close() {
            generator.close();
        }
    }

    /** Ours as it comes. */
    @State(Scope.Benchmark)
    public static class Strict extends Leaf {
        /** Builds it. */
        public Strict() {
            super(Ordering.STRICT);
        }
    }

    /** Ours without order. */
    @State(Scope.Benchmark)
    public static class Striped extends Leaf {
        /** Builds it. */
        public Striped() {
            super(Ordering.STRIPED);
        }
    }

    @Benchmark
    public long floorAtomicLong(Floor state) {
        return state.counter.getAndIncrement();
    }

    @Benchmark
    public long cosIdChain(CosIdChain state) {
        return state.ids.generate();
    }

    @Benchmark
    public long cosIdChainByName(CosIdChain state) {
        return state.provider.getRequired(TAG).generate();
    }

    @Benchmark
    public long cosIdSegment(CosIdSegment state) {
        return state.ids.generate();
    }

    @Benchmark
    public long tsid(Tsid state) {
        return state.ids.create().toLong();
    }

    @Benchmark
    public long leafStrict(Strict state) {
        return state.ids.nextId();
    }

    @Benchmark
    public long leafStrictByName(Strict state) {
        return state.generator.nextId(TAG);
    }

    @Benchmark
    public long leafStriped(Striped state) {
        return state.ids.nextId();
    }

    /** One operation is one id, each of them consumed. A range may end early, where a segment does; so ask on. */
    @Benchmark
    @OperationsPerInvocation(RANGE)
    public void leafStrictRange(Strict state, Blackhole blackhole) {
        int left = RANGE;
        while (left > 0) {
            IdRange range = state.ids.nextRange(left);
            for (long id = range.first(); id <= range.last(); id++) {
                blackhole.consume(id);
            }
            left -= (int) range.size();
        }
    }
}
