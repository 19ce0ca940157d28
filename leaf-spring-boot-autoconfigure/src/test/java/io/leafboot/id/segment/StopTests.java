package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StopTests extends EngineTest {

    private static void assertStopped(TagIdGenerator ids) {
        assertThatThrownBy(ids::nextId).isInstanceOf(IdGeneratorStoppedException.class);
        assertThatThrownBy(() -> ids.nextIds(3)).isInstanceOf(IdGeneratorStoppedException.class);
        assertThatThrownBy(() -> ids.nextRange(3)).isInstanceOf(IdGeneratorStoppedException.class);
    }

    private static FutureTask<Object> stopInBackground(SegmentIdGenerator generator) {
        FutureTask<Object> stopping = Concurrently.start(() -> {
            generator.stop();
            return null;
        });
        await().until(() -> !generator.isRunning());
        return stopping;
    }

    /** Draws until a refill is on its way, with ids left. */
    private static TagIdGenerator withRefillUnderWay(SegmentIdGenerator generator, Runnable before) {
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 1);
        before.run();
        while (!status(generator).loading()) {
            draw(ids, 1);
        }
        assertThat(status(generator).remaining()).isPositive();
        return ids;
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsIssuedBetweenStopAndStart(Ordering ordering) {
        SegmentIdGenerator generator = generator(TestSettings.of().ordering(ordering));
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 10);

        generator.stop();

        assertThat(generator.isRunning()).isFalse();
        assertStopped(ids);
        assertThat(status(generator).remaining()).isZero();
        assertThat(status(generator).issued()).isEqualTo(10);
        assertBalanced(generator);

        generator.start();
        assertThat(ids.nextId()).isGreaterThan(100);
        assertBalanced(generator);
    }

    @Test
    void aNewTagIsRefusedToo() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        generator.stop();

        assertStopped(generator.forTag("invoice"));
        generator.warmUp(List.of("invoice"), Duration.ZERO);
        assertThat(table.requests).isEmpty();
    }

    @Test
    void thoseWhoWaitAreToldAtOnce() throws Exception {
        CountDownLatch gate = holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofMinutes(1)));
        FutureTask<List<Throwable>> waiting =
                Concurrently.start(() -> Concurrently.run(10, () -> catchThrowable(() -> generator.nextId(TAG))));
        awaitWaiters(generator, 10);

        FutureTask<?> stopping = stopInBackground(generator);

        assertThat(Concurrently.get(waiting)).allMatch(IdGeneratorStoppedException.class::isInstance);
        assertThat(stopping).isNotDone();
        gate.countDown();
        Concurrently.get(stopping);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsIssuedWhileAClaimIsStillInFlight(Ordering ordering) throws Exception {
        SegmentIdGenerator generator =
                generator(TestSettings.of().step(10_000).returnUnused().ordering(ordering));
        CountDownLatch[] gate = new CountDownLatch[1];
        TagIdGenerator ids = withRefillUnderWay(generator, () -> gate[0] = holdClaims());

        FutureTask<?> stopping = stopInBackground(generator);
        awaitStatus(generator, status -> status.remaining() == 0);
        assertStopped(ids);
        gate[0].countDown();
        Concurrently.get(stopping);

        assertStopped(ids);
        assertThat(status(generator).remaining()).isZero();
        assertThat(table.row(TAG)).as("what the claim brought was given back").hasValue(10_000);
        assertBalanced(generator);
    }

    @Test
    void nothingIsIssuedAfterAClaimInFlightFailed() throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of());
        CountDownLatch gate = gate();
        TagIdGenerator ids = withRefillUnderWay(
                generator,
                () -> table.beforeClaim = request -> {
                    passed(gate);
                    throw new IllegalStateException("down");
                });

        FutureTask<?> stopping = stopInBackground(generator);
        gate.countDown();
        Concurrently.get(stopping);

        assertStopped(ids);
        assertBalanced(generator);
        table.recover();
        generator.start();
        assertThat(ids.nextId()).isEqualTo(101);
    }

    @Test
    void aClaimThatArrivesAfterTheCloseIsAccountedForAndLeavesNothingBusy() throws Exception {
        CountDownLatch gate = holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of().returnUnused());
        generator.warmUp(List.of(TAG), Duration.ZERO);
        TagIdGenerator ids = generator.forTag(TAG);
        Concurrently.get(Concurrently.start(() -> {
            Thread.currentThread().interrupt(); // does not wait for the claim
            generator.close();
            return Thread.interrupted();
        }));

        gate.countDown();

        awaitStatus(generator, status -> status.claims() == 1);
        awaitQuiet(generator);
        assertThat(status(generator).wasted()).isEqualTo(100);
        assertStopped(ids);
    }

    @Test
    void aClosedGeneratorCannotBeStarted() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        generator.nextId(TAG);
        generator.close();

        generator.start();

        assertThat(generator.isRunning()).isFalse();
        assertStopped(generator.forTag(TAG));
        generator.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverDrawsWhileItStopsGetsAnIdOfHisOwnOrAnException(Ordering ordering) throws Exception {
        SegmentIdGenerator generator =
                generator(TestSettings.of().step(1_000).returnUnused().ordering(ordering));
        TagIdGenerator ids = generator.forTag(TAG);
        AtomicLong rounds = new AtomicLong(300);
        FutureTask<List<long[]>> drawing = Concurrently.start(() -> Concurrently.run(4, () -> {
            LongStream.Builder drawn = LongStream.builder();
            while (rounds.get() > 0) {
                try {
                    drawn.add(ids.nextId());
                } catch (IdGeneratorStoppedException e) {
                    Thread.yield();
                }
            }
            return drawn.build().toArray();
        }));

        while (rounds.decrementAndGet() > 0) {
            generator.stop();
            TagStatus stopped = status(generator);
            assertThat(stopped.remaining()).isZero();
            generator.start();
            long issued = stopped.issued();
            await().pollInterval(Duration.ofNanos(1))
                    .pollDelay(Duration.ZERO)
                    .until(() -> status(generator).issued() > issued);
        }

        long[] sorted = Concurrently.sorted(Concurrently.get(drawing));
        assertThat(Concurrently.repeated(sorted)).isZero();
        generator.stop();
        assertThat(status(generator).issued()).isEqualTo(sorted.length);
        assertThat(status(generator).regressions()).isZero();
        assertBalanced(generator);
    }
}
