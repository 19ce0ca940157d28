package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.SegmentSettings;
import io.leafboot.id.segment.TagStatus;
import io.leafboot.id.segment.UncertainClaimException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault by what the real engine, and its callers, see of it. */
class ChaosAllocatorTests {

    private static final int STEP = 1_000;

    private final ChaosAllocator chaos = new ChaosAllocator();

    private SegmentIdGenerator ids = generator(Duration.ofSeconds(30));

    @AfterEach
    void close() {
        chaos.heal();
        ids.close();
    }

    private SegmentIdGenerator generator(Duration acquireTimeout) {
        return generator(new MemorySegmentAllocator(), acquireTimeout, false);
    }

    private SegmentIdGenerator generator(SegmentAllocator store, Duration acquireTimeout, boolean returnUnused) {
        SegmentSettings d = SegmentSettings.DEFAULTS;
        return SegmentIdGenerator.create(
                chaos.decorate(store),
                new SegmentSettings(
                        Ordering.STRICT,
                        STEP,
                        STEP,
                        STEP,
                        d.stepAdjustRatio(),
                        d.segmentDuration(),
                        d.preloadThreshold(),
                        Duration.ZERO,
                        acquireTimeout,
                        d.cleanupInterval(),
                        returnUnused,
                        d.maxBatch()));
    }

    private void patience(Duration acquireTimeout) {
        ids.close();
        ids = generator(acquireTimeout);
    }

    @Test
    void aSlowStoreIsNotNoticedWhileIdsLast() {
        patience(Duration.ofMillis(50));
        drawUntilExhausted(() -> chaos.slow(Duration.ofHours(1)), () -> chaos.waiting() == 1, null);
        assertThat(chaos.waiting()).isEqualTo(1);
        chaos.heal();
        // The claim that was held up goes on, and nothing is lost.
        await().untilAsserted(() ->
                assertThat(ids.status("order").orElseThrow().loading()).isFalse());
        assertThat(chaos.waiting()).isZero();
        assertThat(ids.nextId("order")).isEqualTo(STEP + 1);
    }

    @Test
    void aStoreThatIsDownIsNotNoticedWhileIdsLastAndComesBack() {
        patience(Duration.ofMillis(50));
        IllegalStateException reason = new IllegalStateException("no route to host");
        drawUntilExhausted(() -> chaos.down(reason), this::aClaimFailed, reason);
        chaos.heal();
        await().ignoreExceptionsInstanceOf(IdsExhaustedException.class)
                .untilAsserted(() -> assertThat(ids.nextId("order")).isEqualTo(STEP + 1));
    }

    @Test
    void aStoreThatIsDownSaysThatATestMadeItSo() {
        patience(Duration.ofMillis(50));
        chaos.down();
        ids.warmUp(List.of("order"), Duration.ZERO);
        await().until(this::aClaimFailed);
        assertThatExceptionOfType(IdsExhaustedException.class)
                .isThrownBy(() -> ids.nextId("order"))
                .withMessageContaining("as the test asked for");
    }

    private boolean aClaimFailed() {
        return ids.status("order").orElseThrow().failedClaims() > 0;
    }

    /**
     * Breaks the store while a segment is in memory, draws all of it, and finds the error at the end of it, once the claim of
     * the next one has met the fault.
     */
    private void drawUntilExhausted(Runnable fault, Callable<Boolean> met, Throwable cause) {
        assertThat(ids.warmUp(List.of("order"), Duration.ofSeconds(30))).isTrue();
        assertThat(ids.nextId("order")).isEqualTo(1);
        await().until(() -> !ids.status("order").orElseThrow().loading());
        fault.run();
        for (long id = 2; id <= STEP; id++) {
            assertThat(ids.nextId("order")).isEqualTo(id);
        }
        await().until(met);
        assertThatExceptionOfType(IdsExhaustedException.class)
                .isThrownBy(() -> ids.nextId("order"))
                .satisfies(e -> assertThat(e.getCause()).isSameAs(cause));
    }

    @Test
    void theNextCallsFailAndThoseAfterThemDoNot() {
        chaos.failNext(2);
        assertThat(ids.nextId("order")).isEqualTo(1);
        TagStatus status = ids.status("order").orElseThrow();
        assertThat(status.failedClaims()).isEqualTo(2);
        assertThat(status.wasted()).isZero();
    }

    @Test
    void idsWhoseAnswerIsLostAreUsedByNobody() {
        chaos.loseAnswers();
        CompletableFuture<Long> drawn = CompletableFuture.supplyAsync(() -> ids.nextId("order"));
        await().until(() ->
                ids.status("order").filter(s -> s.failedClaims() >= 2).isPresent());
        chaos.heal();
        long id = drawn.join();
        TagStatus status = ids.status("order").orElseThrow();
        // Each claim took effect, so the ids begin above all that were lost.
        assertThat(id).isEqualTo(status.failedClaims() * STEP + 1);
        assertThat(status.wasted()).isEqualTo(status.failedClaims() * STEP);
    }

    @Test
    void aRowThatWentBackQuarantinesItsTagUntilItIsAdvanced() {
        MemorySegmentAllocator store = new MemorySegmentAllocator();
        ids.close();
        ids = generator(store, Duration.ofSeconds(30), false);
        ids.nextId("user");
        ids.nextId("order");
        chaos.goBack("order", 1);
        assertThatExceptionOfType(TagQuarantinedException.class)
                .isThrownBy(() -> LongStream.rangeClosed(0, 3 * STEP).forEach(i -> ids.nextId("order")))
                .satisfies(e -> assertThat(e.received().first()).isEqualTo(STEP))
                .satisfies(e -> assertThat(e.highest()).isEqualTo(STEP));
        assertThat(ids.nextId("user")).isEqualTo(2);
    }

    @Test
    void whatCannotGoBackSaysWhy() {
        assertThatIllegalStateException()
                .isThrownBy(() -> chaos.goBack("order", 1))
                .withMessageContaining("draw an id first");
        ids.nextId("order");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> chaos.goBack("order", STEP + 1))
                .withMessageContaining("from 1 to " + STEP);
        assertThatIllegalArgumentException().isThrownBy(() -> chaos.goBack("order", 0));
        chaos.decorate(request -> new SegmentClaim(7, 1, 1)).claim(new SegmentRequest("fixed", 1, 1, 1));
        assertThatIllegalStateException()
                .isThrownBy(() -> chaos.goBack("fixed", 1))
                .withMessageContaining("does not take ids back");
    }

    @Test
    void aReturnOfUnusedIdsMeetsTheSameFaults() {
        ids.close();
        MemorySegmentAllocator store = new MemorySegmentAllocator();
        ids = generator(store, Duration.ofSeconds(30), true);
        ids.nextId("order");
        chaos.down();
        ids.stop();
        chaos.heal();
        assertThat(ids.status("order").orElseThrow().wasted()).isEqualTo(STEP - 1);
        ids.start();
        assertThat(ids.nextId("order")).isEqualTo(STEP + 1); // the row is where it was
        ids.stop();
        assertThat(ids.status("order").orElseThrow().returned()).isEqualTo(STEP - 1);
        ids.start();
        chaos.goBack("order", 1); // from where the return has left the row
        assertThatExceptionOfType(TagQuarantinedException.class).isThrownBy(() -> ids.nextId("order"));
    }

    @Test
    void faultsAddUp() {
        SegmentAllocator broken = chaos.decorate(new MemorySegmentAllocator());
        SegmentRequest request = new SegmentRequest("order", 10, 10, 10);
        chaos.loseAnswers();
        assertThatExceptionOfType(UncertainClaimException.class).isThrownBy(() -> broken.claim(request));
        chaos.down(new IllegalStateException("gone"));
        assertThatIllegalStateException()
                .isThrownBy(() -> broken.claim(request))
                .withMessage("gone");
        chaos.heal();
        assertThat(broken.claim(request).first()).isGreaterThan(10);
    }

    @Test
    void aWaitInASlowStoreCanBeInterrupted() throws Exception {
        SegmentAllocator slow = chaos.decorate(new MemorySegmentAllocator());
        chaos.slow(Duration.ofHours(1));
        AtomicBoolean flag = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                slow.claim(new SegmentRequest("order", 1, 1, 1));
            } catch (IllegalStateException e) {
                flag.set(Thread.currentThread().isInterrupted());
            } finally {
                ended.countDown();
            }
        });
        thread.start();
        await().until(() -> chaos.waiting() == 1);
        thread.interrupt();
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(flag).isTrue();
        assertThat(chaos.waiting()).isZero();
    }

    @Test
    void aDelayOutOfRangeIsRefused() {
        for (Duration delay : new Duration[] {Duration.ZERO, Duration.ofMillis(-1), Duration.ofMinutes(61)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> chaos.slow(delay))
                    .withMessageContaining("1 ms to 1 h");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> chaos.failNext(0));
    }
}
