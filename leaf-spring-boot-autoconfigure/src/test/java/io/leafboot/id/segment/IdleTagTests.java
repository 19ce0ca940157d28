package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

class IdleTagTests extends EngineTest {

    private static TestSettings shortLived() {
        return TestSettings.of().cleanupInterval(Duration.ofMillis(20));
    }

    private static void awaitIdle(SegmentIdGenerator generator) {
        await().until(() -> generator.statuses().isEmpty());
    }

    private static void awaitCollected(SegmentIdGenerator generator, String tag) {
        await().until(() -> {
            System.gc();
            return generator.status(tag).isEmpty();
        });
    }

    private static Map<?, ?> known(SegmentIdGenerator generator) {
        Object registry = ReflectionTestUtils.getField(generator, "tags");
        return (Map<?, ?>) ReflectionTestUtils.getField(registry, "entries");
    }

    /** A first claim that took its time has the second follow at once. */
    private long row() {
        long maxId = table.row(TAG).get();
        assertThat(maxId).isPositive().matches(id -> id % 100 == 0, "whole segments");
        return maxId;
    }

    @Test
    void aTagWithoutTrafficLeavesMemory() {
        SegmentIdGenerator generator = generator(shortLived());
        generator.nextId(TAG);

        awaitIdle(generator);
        awaitCollected(generator, TAG);

        long received = row();
        assertThat(generator.nextId(TAG)).isEqualTo(received + 1);
    }

    /** The looks are made here, since the timer's would find a tag idle whose caller stands still. */
    @Test
    void aTagInUseStays() {
        Refills refills = new Refills(
                table,
                TestSettings.of()
                        .step(1_000_000)
                        .cleanupInterval(Duration.ofMillis(20))
                        .build());
        try {
            TagRegistry registry = new TagRegistry(refills);
            SegmentBuffer buffer = registry.resolve(TAG);
            for (int look = 0; look < 5; look++) {
                buffer.nextId();
                MemoryAllocator.pause(30);
                buffer.tick();
                assertThat(registry.activeBuffers()).containsExactly(buffer);
            }
            assertThat(table.requests).hasSize(1);

            MemoryAllocator.pause(30);
            buffer.tick();
            assertThat(registry.activeBuffers()).isEmpty();
        } finally {
            refills.endThreads();
        }
    }

    @Test
    void whatAnIdleTagHeldIsWastedOrGivenBack() {
        SegmentIdGenerator wasting = generator(shortLived());
        TagIdGenerator held = wasting.forTag(TAG);
        draw(held, 1);
        awaitIdle(wasting);
        long received = row();
        assertThat(status(wasting).wasted()).isEqualTo(received - 1);
        assertThat(status(wasting).remaining()).isZero();

        SegmentIdGenerator returning = generator(shortLived().returnUnused());
        TagIdGenerator other = returning.forTag(TAG);
        draw(other, 1);
        awaitIdle(returning);
        awaitQuiet(returning);
        assertThat(status(returning).returned()).isEqualTo(table.claimed(TAG) - received - 1);
        assertThat(table.row(TAG)).hasValue(received + 1);
        assertThat(held.tag()).isEqualTo(other.tag());
    }

    @Test
    void aResolvedGeneratorKeepsWorkingAndIsTheOneThatOthersGet() {
        SegmentIdGenerator generator = generator(shortLived());
        TagIdGenerator held = generator.forTag(TAG);
        draw(held, 1);
        awaitIdle(generator);
        System.gc();

        assertThat(generator.forTag(TAG)).isSameAs(held);
        long received = row();
        assertThat(held.nextId()).isEqualTo(received + 1);
        await().until(() -> {
            held.nextId(); // or it may be idle again before it is looked for
            return generator.statuses().size() == 1;
        });
        assertThat(generator.forTag(TAG)).isSameAs(held);
    }

    @Test
    void aTagThatComesBackHasOneGeneratorForAllThreads() throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of());

        assertThat(Concurrently.run(16, () -> generator.forTag(TAG))).containsOnly(generator.forTag(TAG));
    }

    @Test
    void countsAndTheHighestIdOutliveTheBuffer() {
        SegmentIdGenerator generator = generator(shortLived());
        generator.nextId(TAG);
        awaitIdle(generator);
        awaitCollected(generator, TAG);

        long before = row();
        TagIdGenerator held = generator.forTag(TAG);
        assertThat(held.nextId()).isEqualTo(before + 1);
        assertThat(status(generator).issued()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(status(generator).claims() * 100).isEqualTo(table.claimed(TAG)));
        await().untilAsserted(() -> assertBalanced(generator));
        assertThat(held.tag()).as("kept in memory until here").isEqualTo(TAG);
    }

    @Test
    void aRegressionIsSeenThoughTheBufferLeftMemoryInBetween() {
        SegmentIdGenerator generator = generator(shortLived());
        draw(generator.forTag(TAG), 30);
        awaitIdle(generator);
        awaitCollected(generator, TAG);
        table.row(TAG).set(0);

        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(TagQuarantinedException.class);
    }

    @Test
    void aTagThatComesBackStartsWithAMeasuredStep() {
        SegmentIdGenerator generator = generator(shortLived().steps(1, 1_000, 1_000_000));
        for (int i = 0; i < 200; i++) {
            generator.nextRange(TAG, 100_000);
        }
        awaitIdle(generator);
        awaitCollected(generator, TAG);
        int before = table.requests.get(table.requests.size() - 1).length();

        generator.nextId(TAG);

        assertThat(table.requests.get(table.requests.size() - 1).length()).isEqualTo(before / 2);
    }

    @Test
    void unknownNamesAreForgotten() {
        table.createsRows = false;
        SegmentIdGenerator generator = generator(TestSettings.of());
        for (int i = 0; i < 100; i++) {
            String name = "unknown-" + i;
            assertThatThrownBy(() -> generator.nextId(name)).isInstanceOf(UnknownTagException.class);
        }

        await().until(() -> {
            System.gc();
            generator.forTag("another");
            return known(generator).size() <= 2;
        });
    }

    @Test
    void aTagThatHadIdsIsNeverForgotten() {
        SegmentIdGenerator generator = generator(shortLived().returnUnused());
        generator.warmUp(List.of(TAG), Duration.ZERO);
        awaitIdle(generator);
        awaitCollected(generator, TAG);
        generator.forTag("another");

        assertThat(known(generator).keySet()).anyMatch(TAG::equals);
    }

    @Test
    void aTagWithIdsInMemoryIsAlwaysListed() {
        SegmentIdGenerator generator = generator(shortLived().cleanupInterval(Duration.ofMillis(1)));
        TagIdGenerator ids = generator.forTag(TAG);
        long end = System.nanoTime() + Duration.ofMillis(700).toNanos();
        while (System.nanoTime() < end) {
            ids.nextId();
            TagStatus before = status(generator);
            boolean listed = !generator.statuses().isEmpty();
            TagStatus after = status(generator);
            if (!listed && before.remaining() > 0 && after.remaining() > 0) {
                assertThat(after.claims()).isGreaterThan(before.claims());
            }
            MemoryAllocator.pause(1);
        }
        WeakReference<TagIdGenerator> kept = new WeakReference<>(ids);
        assertThat(kept.get()).isSameAs(ids);
    }
}
