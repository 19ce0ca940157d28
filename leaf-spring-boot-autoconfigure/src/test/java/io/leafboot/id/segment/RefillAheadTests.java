package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RefillAheadTests extends EngineTest {

    @Test
    void theNextSegmentIsThereBeforeTheCurrentOneIsExhausted() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 95);

        awaitNext(generator);

        assertThat(status(generator).current().remaining()).isEqualTo(5);
        assertThat(status(generator).waits()).isEqualTo(1);
    }

    @Test
    void nothingIsClaimedAheadWithoutNeed() {
        SegmentIdGenerator generator = generator(TestSettings.of().step(100_000));
        draw(generator.forTag(TAG), 10);

        assertThat(table.requests).hasSize(1);
        assertThat(status(generator).loading()).isFalse();
    }

    @Test
    void aSwitchToTheNextSegmentNeedsNoWait() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 95);
        awaitNext(generator);
        table.fail(new IllegalStateException("down"));

        draw(ids, 105);

        assertThat(status(generator).switches()).isEqualTo(1);
        assertThat(status(generator).waits()).isEqualTo(1);
    }

    @Test
    void aSlowStoreIsAskedEarlierThanTheThreshold() {
        table.beforeClaim = request -> MemoryAllocator.pause(200);
        SegmentIdGenerator generator = generator(TestSettings.of().step(100_000).preloadThreshold(0.99));
        TagIdGenerator ids = generator.forTag(TAG);

        draw(ids, 1);
        long used = 1;
        while (!status(generator).loading()) {
            draw(ids, 100);
            used += 100;
        }

        assertThat(used).isLessThan(50_000);
    }

    @Test
    void aRefillThatFailedIsTriedAgainWithoutCallers() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 1);
        table.fail(new IllegalStateException("down"));
        draw(generator.forTag(TAG), 94);
        awaitStatus(generator, status -> status.failedClaims() > 0);
        table.recover();

        awaitNext(generator);
    }

    @Test
    void aBatchThatUsesUpAFreshSegmentHasTheNextOneClaimedAtOnce() {
        SegmentIdGenerator generator = generator(TestSettings.of());

        generator.nextIds(TAG, 100);

        awaitStatus(generator, status -> status.current().remaining() == 100);
    }

    @Test
    void warmUpClaimsTheFirstSegmentAndReturnsAtOnce() {
        CountDownLatch gate = holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of());

        generator.warmUp(List.of(TAG, "invoice"), Duration.ZERO);
        assertThat(status(generator).loading()).isTrue();
        gate.countDown();

        awaitStatus(generator, status -> status.remaining() == 100);
        assertThat(generator.nextId(TAG)).isEqualTo(1);
        assertThat(status(generator).waits()).isZero();
    }

    @Test
    void warmUpOfAWarmTagClaimsNothing() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        generator.nextId(TAG);

        generator.warmUp(List.of(TAG), Duration.ZERO);

        assertThat(table.requests).hasSize(1);
    }
}
