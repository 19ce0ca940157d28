package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdsExhaustedException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitingTests extends EngineTest {

    private static final Duration TIMEOUT = Duration.ofMillis(600);

    /** Below what fifty waiters in turn, or a hundred segments of a batch, would take: 30 and 15 seconds. */
    private static final Duration IN_TURN = TIMEOUT.multipliedBy(15);

    private static IdsExhaustedException exhausted(SegmentIdGenerator generator) {
        return catchThrowableOfType(IdsExhaustedException.class, () -> generator.nextId(TAG));
    }

    @ParameterizedTest
    @EnumSource
    void waitersOfAFailingStoreEndTogetherAtTheirDeadline(Ordering ordering) throws Exception {
        IllegalStateException down = new IllegalStateException("down");
        table.beforeClaim = request -> {
            MemoryAllocator.pause(200);
            throw down;
        };
        SegmentIdGenerator generator =
                generator(TestSettings.of().ordering(ordering).acquireTimeout(TIMEOUT));
        // So that there is a cause, even if no other claim ends before the deadline.
        generator.warmUp(List.of(TAG), Duration.ZERO);
        awaitStatus(generator, status -> status.failedClaims() > 0);

        long start = System.nanoTime();
        List<IdsExhaustedException> failures = Concurrently.run(50, () -> exhausted(generator));
        Duration all = Duration.ofNanos(System.nanoTime() - start);

        assertThat(all).isBetween(TIMEOUT, IN_TURN);
        assertThat(failures).hasSize(50).allSatisfy(failure -> {
            assertThat(failure.tag()).isEqualTo(TAG);
            assertThat(failure.waited()).isBetween(TIMEOUT, IN_TURN);
            assertThat(failure).hasCause(down);
        });
        assertThat(table.requests).as("claims for all of them together").hasSizeLessThan(50);
        assertThat(status(generator).failedCalls()).isEqualTo(50);
    }

    @Test
    void aStoreThatDoesNotAnswerIsNoCause() {
        holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofMillis(50)));

        assertThat(exhausted(generator)).hasNoCause().hasMessageContaining("has not answered yet");
    }

    @Test
    void aClaimThatOutlastsItsWaitersServesThoseWhoComeLater() {
        var gate = holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofMillis(50)));
        exhausted(generator);

        gate.countDown();
        awaitQuiet(generator);

        assertThat(generator.nextId(TAG)).isEqualTo(1);
        assertThat(table.requests).hasSize(1);
    }

    @Test
    void aBatchHasOneDeadlineForAllItsSegments() {
        table.beforeClaim = request -> MemoryAllocator.pause(150);
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(TIMEOUT));

        long start = System.nanoTime();
        Throwable failure = catchThrowableOfType(IdsExhaustedException.class, () -> generator.nextIds(TAG, 10_000));
        Duration waited = Duration.ofNanos(System.nanoTime() - start);

        assertThat(failure).isNotNull();
        assertThat(waited).isBetween(TIMEOUT, IN_TURN);
    }

    @Test
    void waitingAndTryingAgainNeverGrowTheStep() {
        table.storedStep = 1_000;
        SegmentIdGenerator generator =
                generator(TestSettings.of().steps(1, 1_000, 1_000_000).acquireTimeout(Duration.ofMillis(500)));
        table.fail(new IllegalStateException("down"));
        table.beforeClaim = request -> {
            if (table.requests.size() > 1) {
                throw new IllegalStateException("down");
            }
        };
        generator.warmUp(List.of(TAG), Duration.ofSeconds(20));
        draw(generator.forTag(TAG), 1_000);
        await().until(() -> {
            exhausted(generator);
            return table.requests.size() >= 5;
        });

        List<Integer> lengths =
                table.requests.stream().skip(2).map(SegmentRequest::length).toList();
        assertThat(lengths).hasSizeGreaterThan(2).isSortedAccordingTo((a, b) -> b - a);
        assertThat(lengths.get(0)).isLessThanOrEqualTo(table.requests.get(1).length());
    }

    @Test
    void anOutageDoesNotShrinkTheStepOfABusyTag() {
        SegmentIdGenerator generator = generator(TestSettings.of().steps(1, 1_000, 1_000_000));
        draw(generator.forTag(TAG), 1);
        table.fail(new IllegalStateException("down"));
        draw(generator.forTag(TAG), 999);
        Concurrently.start(() -> generator.nextId(TAG));
        awaitStatus(generator, status -> status.failedClaims() > 2);

        assertThat(table.requests.get(table.requests.size() - 1).length()).isEqualTo(2_000);
    }
}
