package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutageTests extends EngineTest {

    private static final IllegalStateException DOWN = new IllegalStateException("down");

    @Test
    void anOutageIsNotNoticedWhileTheBuffersLast() {
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofSeconds(1)));
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 95);
        awaitNext(generator);
        table.fail(DOWN);

        draw(ids, 105);
        awaitStatus(generator, status -> status.failedClaims() > 0);

        assertThat(status(generator).failedCalls()).isZero();
        assertThatThrownBy(ids::nextId)
                .isInstanceOf(IdsExhaustedException.class)
                .hasCause(DOWN);
    }

    @Test
    void callersWhoWaitAreServedWhenTheStoreIsBack() throws Exception {
        table.fail(DOWN);
        SegmentIdGenerator generator = generator(TestSettings.of());
        FutureTask<Long> waiting = Concurrently.start(() -> generator.nextId(TAG));
        awaitStatus(generator, status -> status.failedClaims() > 2);

        table.recover();

        assertThat(Concurrently.get(waiting)).isEqualTo(1);
        assertThat(status(generator).lastError()).isNull();
    }

    @Test
    void issuingResumesByItselfAfterCallsHaveFailed() {
        table.fail(DOWN);
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofMillis(20)));
        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(IdsExhaustedException.class);
        awaitStatus(generator, status -> status.failedClaims() > 0);
        assertThat(status(generator).lastError()).contains("down");
        table.recover();

        await().ignoreExceptions().until(() -> generator.nextId(TAG) > 0);
    }

    @Test
    void anEmptyBufferFillsAgainWithoutACallerOnceTheStoreIsBack() {
        table.fail(DOWN);
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofMillis(20)));
        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(IdsExhaustedException.class);
        awaitStatus(generator, status -> status.failedClaims() > 0);

        table.recover();

        awaitStatus(generator, status -> status.remaining() > 0 && status.lastError() == null);
    }

    @Test
    void aWarmUpTriesAgainUntilTheStoreIsBack() throws Exception {
        table.fail(DOWN);
        SegmentIdGenerator generator = generator(TestSettings.of());
        FutureTask<Boolean> warm = Concurrently.start(() -> generator.warmUp(List.of(TAG), Duration.ofSeconds(20)));
        awaitStatus(generator, status -> status.failedClaims() > 2);

        table.recover();

        assertThat(Concurrently.get(warm)).isTrue();
    }

    @Test
    void failedClaimsAreRepeatedWithAGrowingBackOff() {
        List<Long> claims = new CopyOnWriteArrayList<>();
        table.beforeClaim = request -> {
            claims.add(System.nanoTime());
            throw DOWN;
        };
        SegmentIdGenerator generator = generator(TestSettings.of());
        Concurrently.start(() -> generator.nextId(TAG));

        await().until(() -> claims.size() > 6);

        // Waits of 25-50, 50-100, 100-200, 200-400, 400-800 and then 500-1,000 ms, or longer where a thread comes late.
        for (int i = 1; i < claims.size(); i++) {
            long least = Math.min(25L << (i - 1), 500);
            assertThat(Duration.ofNanos(claims.get(i) - claims.get(i - 1)))
                    .as("before claim %d", i + 1)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(least));
        }
    }

    @Test
    void aClaimThatTookEffectButWasNotAcknowledgedIsThrownAway() {
        AtomicInteger claims = new AtomicInteger();
        table.afterClaim = claim -> {
            if (claims.incrementAndGet() == 1) {
                throw new IllegalStateException("connection lost");
            }
        };
        SegmentIdGenerator generator = generator(TestSettings.of());

        assertThat(generator.nextId(TAG)).isEqualTo(101);
        assertBalanced(generator);
    }

    @Test
    void anErrorOfTheAllocatorIsToldToThoseWhoWait() {
        NoClassDefFoundError error = new NoClassDefFoundError("Driver");
        table.beforeClaim = request -> {
            throw error;
        };
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofSeconds(1)));

        assertThatThrownBy(() -> generator.nextId(TAG))
                .isInstanceOf(IdsExhaustedException.class)
                .hasCause(error);
        table.recover();
        await().ignoreExceptions().until(() -> generator.nextId(TAG) > 0);
    }

    @Test
    void anAllocatorThatReturnsNothingIsAFailureLikeAnother() {
        SegmentIdGenerator generator =
                generator(request -> null, TestSettings.of().acquireTimeout(Duration.ofSeconds(1)));

        assertThatThrownBy(() -> generator.nextId(TAG))
                .isInstanceOf(IdsExhaustedException.class)
                .hasCauseInstanceOf(NullPointerException.class);
    }
}
