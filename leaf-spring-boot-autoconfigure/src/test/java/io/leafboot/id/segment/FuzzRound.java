package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerationException;
import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * One history: three instances share a row, each with callers of all kinds, while claims and returns fail or take long,
 * instances stop and start, tags fall idle, and, where asked for, the row goes back. Afterwards every id is looked at.
 */
final class FuzzRound {

    private static final int INSTANCES = 3;

    private static final int CALLERS = 3;

    private static final String TAG = "order";

    private final AtomicLong row = new AtomicLong();

    private final List<FaultyAllocator> allocators = new ArrayList<>();

    private final List<SegmentIdGenerator> instances = new ArrayList<>();

    private final List<TagIdGenerator> handles = new ArrayList<>();

    private final Random random;

    private final boolean rewinds;

    private volatile boolean over;

    FuzzRound(long seed, Ordering ordering, boolean rewinds) {
        this.random = new Random(seed);
        this.rewinds = rewinds;
        for (int i = 0; i < INSTANCES; i++) {
            allocators.add(new FaultyAllocator(row));
            TestSettings settings = TestSettings.of()
                    .steps(1 + random.nextInt(20), 50, 100 + random.nextInt(2_000))
                    .ordering(ordering)
                    .acquireTimeout(Duration.ofMillis(1 + random.nextInt(40)))
                    .cleanupInterval(Duration.ofMillis(1 + random.nextInt(30)));
            SegmentSettings built =
                    random.nextInt(4) > 0 ? settings.returnUnused().build() : settings.build();
            instances.add(SegmentIdGenerator.create(allocators.get(i), built));
            handles.add(instances.get(i).forTag(TAG)); // keeps the counts in memory
        }
    }

    void run(Duration duration) throws Exception {
        List<List<FutureTask<long[]>>> callers = new ArrayList<>();
        for (TagIdGenerator ids : handles) {
            List<FutureTask<long[]>> ofInstance = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                long seed = random.nextLong();
                ofInstance.add(Concurrently.start(() -> draw(ids, new Random(seed))));
            }
            callers.add(ofInstance);
        }
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            disturb(instances.get(random.nextInt(INSTANCES)));
            MemoryAllocator.pause(random.nextInt(10));
        }
        over = true;
        check(callers);
    }

    private void disturb(SegmentIdGenerator instance) {
        switch (random.nextInt(rewinds ? 5 : 4)) {
            case 0 -> instance.stop();
            case 1, 2 -> instance.start();
            case 3 -> lift(instance);
            default -> row.updateAndGet(id -> Math.max(0, id - random.nextInt(3_000)));
        }
    }

    private void lift(SegmentIdGenerator instance) {
        instance.status(TAG).filter(status -> status.quarantine() != null).ifPresent(status -> {
            row.accumulateAndGet(status.highestReceived(), Math::max);
            instance.liftQuarantine(TAG);
        });
    }

    private long[] draw(TagIdGenerator ids, Random random) {
        LongStream.Builder drawn = LongStream.builder();
        long previous = 0;
        boolean strict = ids instanceof SegmentBuffer;
        while (!over) {
            try {
                long[] some = next(ids, random);
                for (long id : some) {
                    drawn.add(id);
                    if (strict && id <= previous) {
                        throw new AssertionError(id + " after " + previous);
                    }
                    previous = id;
                }
            } catch (IdGenerationException e) {
                MemoryAllocator.pause(1);
            }
            if (random.nextInt(50) == 0) {
                MemoryAllocator.pause(random.nextInt(4));
            }
        }
        return drawn.build().toArray();
    }

    private static long[] next(TagIdGenerator ids, Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> ids.nextIds(1 + random.nextInt(300));
            case 1, 2 -> ids.nextRange(1 + random.nextInt(40)).stream().toArray();
            default -> new long[] {ids.nextId()};
        };
    }

    private void check(List<List<FutureTask<long[]>>> callers) throws Exception {
        List<long[]> all = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            List<long[]> drawn = new ArrayList<>();
            for (FutureTask<long[]> caller : callers.get(i)) {
                drawn.add(Concurrently.get(caller));
            }
            long[] sorted = Concurrently.sorted(drawn);
            assertThat(Concurrently.repeated(sorted))
                    .as("repeated by one instance")
                    .isZero();
            all.add(sorted);
            instances.get(i).close();
            TagStatus status = instances.get(i).status(TAG).orElseThrow();
            assertThat(status.issued()).as("issued in %s", status).isEqualTo(sorted.length);
            if (!rewinds) {
                assertThat(status.regressions()).isZero();
                assertThat(status.issued() + status.wasted() + status.returned())
                        .as("accounts of %s", status)
                        .isEqualTo(allocators.get(i).claimed.get());
            }
            assertThat(status.remaining()).isZero();
        }
        if (!rewinds) {
            assertThat(Concurrently.repeated(Concurrently.sorted(all)))
                    .as("repeated by two instances")
                    .isZero();
        }
        assertThat(all.stream().mapToLong(ids -> ids.length).sum())
                .as("ids drawn at all")
                .isPositive();
    }
}
