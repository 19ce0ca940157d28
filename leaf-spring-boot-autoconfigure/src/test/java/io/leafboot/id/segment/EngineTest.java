package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.TagIdGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** What tests of the whole engine share: a table in memory, and generators that are closed afterwards. */
abstract class EngineTest {

    static final String TAG = "order";

    final MemoryAllocator table = new MemoryAllocator();

    private final List<SegmentIdGenerator> open = new ArrayList<>();

    private final List<CountDownLatch> gates = new ArrayList<>();

    SegmentIdGenerator generator(TestSettings settings) {
        return generator(table, settings);
    }

    SegmentIdGenerator generator(SegmentAllocator allocator, TestSettings settings) {
        SegmentIdGenerator generator = SegmentIdGenerator.create(allocator, settings.build());
        open.add(generator);
        return generator;
    }

    @AfterEach
    void closeAll() {
        gates.forEach(CountDownLatch::countDown);
        open.forEach(SegmentIdGenerator::close);
    }

    /** Makes claims wait until the returned latch is opened. */
    CountDownLatch holdClaims() {
        CountDownLatch gate = gate();
        table.beforeClaim = request -> passed(gate);
        return gate;
    }

    CountDownLatch gate() {
        CountDownLatch gate = new CountDownLatch(1);
        gates.add(gate);
        return gate;
    }

    static void passed(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void draw(TagIdGenerator ids, int n) {
        for (int i = 0; i < n; i++) {
            ids.nextId();
        }
    }

    static TagStatus status(SegmentIdGenerator generator) {
        return generator.status(TAG).orElseThrow();
    }

    /** The tag need not be known yet. */
    static void awaitStatus(SegmentIdGenerator generator, Predicate<TagStatus> condition) {
        await().until(() -> generator.status(TAG).filter(condition).isPresent());
    }

    static void awaitNext(SegmentIdGenerator generator) {
        awaitStatus(generator, status -> status.next() != null);
    }

    static void awaitQuiet(SegmentIdGenerator generator) {
        awaitStatus(generator, status -> !status.loading());
    }

    static void awaitWaiters(SegmentIdGenerator generator, int waiters) {
        awaitStatus(generator, status -> status.waits() == waiters);
    }

    /** Every id that was claimed is in exactly one place. */
    void assertBalanced(SegmentIdGenerator generator) {
        awaitQuiet(generator);
        TagStatus status = status(generator);
        assertThat(status.issued() + status.remaining() + status.wasted() + status.returned())
                .as("issued + remaining + wasted + returned in %s", status)
                .isEqualTo(table.claimed(TAG));
    }
}
