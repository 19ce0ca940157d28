package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.segment.MemoryAllocator.Return;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Unused ids go back to the table, if nobody claimed after them. */
class GiveBackTests extends EngineTest {

    /** A generator with 95 ids issued, 5 left, and 100 more in the next segment. */
    private SegmentIdGenerator withTwoSegments() {
        SegmentIdGenerator generator = generator(TestSettings.of().returnUnused());
        draw(generator.forTag(TAG), 95);
        awaitNext(generator);
        return generator;
    }

    @Test
    void theNextSegmentGoesBackFirstThenTheRestOfTheCurrentOne() {
        SegmentIdGenerator generator = withTwoSegments();

        generator.stop();

        assertThat(table.returns).containsExactly(new Return(200, 100), new Return(100, 95));
        assertThat(table.row(TAG)).hasValue(95);
        assertThat(status(generator).returned()).isEqualTo(105);
        assertThat(status(generator).highestReceived()).isEqualTo(95);
        assertBalanced(generator);
    }

    @Test
    void afterARestartIdsGoOnWithoutGapAndWithoutQuarantine() {
        SegmentIdGenerator generator = withTwoSegments();
        generator.stop();

        generator.start();

        for (long id = 96; id <= 300; id++) {
            assertThat(generator.nextId(TAG)).isEqualTo(id);
        }
        assertThat(status(generator).regressions()).isZero();
    }

    @Test
    void nothingGoesBackUnlessASettingSaysSo() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 1);

        generator.stop();

        assertThat(table.returns).isEmpty();
        assertThat(status(generator).wasted()).isEqualTo(99);
        assertBalanced(generator);
    }

    @Test
    void withNothingLeftTheTableIsNotAsked() {
        SegmentIdGenerator generator = generator(TestSettings.of().returnUnused());
        generator.forTag(TAG);

        generator.stop();

        assertThat(table.returns).isEmpty();
    }

    @Test
    void segmentsThatDoNotTouchGoBackApart() {
        SegmentIdGenerator generator = generator(TestSettings.of().returnUnused());
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 1);
        table.row(TAG).set(1_000); // another instance has claimed
        draw(ids, 94);
        awaitNext(generator);

        generator.stop();

        assertThat(table.returns).containsExactly(new Return(1_100, 1_000));
        assertThat(status(generator).returned()).isEqualTo(100);
        assertThat(status(generator).wasted()).isEqualTo(5);
        generator.start();
        assertThat(ids.nextId()).isEqualTo(1_001);
    }

    @Test
    void nothingGoesBackWhenAnotherInstanceClaimedAfterwards() {
        SegmentIdGenerator generator = withTwoSegments();
        SegmentIdGenerator other = generator(TestSettings.of());
        assertThat(other.nextId(TAG)).isEqualTo(201);

        generator.stop();

        assertThat(table.returns).containsExactly(new Return(200, 100));
        assertThat(table.row(TAG)).hasValue(300);
        assertThat(status(generator).wasted()).isEqualTo(105);
        generator.start();
        assertThat(generator.nextId(TAG)).isEqualTo(301);
    }

    @Test
    void aReturnWithoutAcknowledgementIsNoRegressionLater() {
        SegmentIdGenerator generator = withTwoSegments();
        table.afterReturn = () -> {
            throw new IllegalStateException("connection lost");
        };

        generator.stop();

        assertThat(table.returns).containsExactly(new Return(200, 100));
        assertThat(status(generator).wasted()).isEqualTo(105);
        generator.start();
        assertThat(generator.nextId(TAG)).isEqualTo(101);
        assertThat(status(generator).regressions()).isZero();
        awaitQuiet(generator);
    }

    @Test
    void aReturnThatFailedBeforeItsEffectIsHarmless() {
        SegmentIdGenerator generator = withTwoSegments();
        table.beforeReturn = () -> {
            throw new IllegalStateException("down");
        };

        generator.stop();
        generator.start();

        assertThat(generator.nextId(TAG)).isEqualTo(201);
        assertBalanced(generator);
    }

    @Test
    void anErrorOfAReturnDoesNotLeaveTheTagBusy() {
        SegmentIdGenerator generator = withTwoSegments();
        table.beforeReturn = () -> {
            throw new NoClassDefFoundError("Driver");
        };

        generator.stop();

        assertThat(status(generator).loading()).isFalse();
        generator.start();
        assertThat(generator.nextId(TAG)).isEqualTo(201);
    }

    @Test
    void aFullyUnusedFirstSegmentGoesBackToNothing() {
        SegmentIdGenerator generator = generator(TestSettings.of().returnUnused());
        generator.warmUp(List.of(TAG), Duration.ZERO);
        awaitStatus(generator, status -> status.remaining() == 100);

        generator.stop();

        assertThat(table.row(TAG)).hasValue(0);
        generator.start();
        assertThat(generator.nextId(TAG)).isEqualTo(1);
    }

    @Test
    void aRealRegressionAfterAReturnIsStillSeen() {
        SegmentIdGenerator generator = withTwoSegments();
        generator.stop();
        table.row(TAG).set(94);
        generator.start();

        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(TagQuarantinedException.class);
    }

    @Test
    void callersWaitForAReturnInFlightAndThenClaim() throws Exception {
        SegmentIdGenerator generator =
                generator(TestSettings.of().returnUnused().cleanupInterval(Duration.ofMillis(200)));
        TagIdGenerator ids = generator.forTag(TAG);
        CountDownLatch gate = gate();
        table.beforeReturn = () -> passed(gate);
        draw(ids, 10);
        await().until(() -> !table.returns.isEmpty()); // idle

        FutureTask<Long> waiting = Concurrently.start(ids::nextId);
        awaitWaiters(generator, 2);
        gate.countDown();

        assertThat(Concurrently.get(waiting)).isEqualTo(11);
    }
}
