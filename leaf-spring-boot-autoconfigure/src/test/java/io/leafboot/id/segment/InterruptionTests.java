package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdGenerationException;
import io.leafboot.id.TagIdGenerator;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterruptionTests extends EngineTest {

    @ParameterizedTest
    @EnumSource
    void aThreadThatWaitsCanBeInterruptedAndKeepsItsFlag(Ordering ordering) throws Exception {
        holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of().ordering(ordering));
        Thread[] waiter = new Thread[1];
        FutureTask<Throwable> waiting = Concurrently.start(() -> {
            waiter[0] = Thread.currentThread();
            Throwable thrown = catchThrowable(() -> generator.nextId(TAG));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return thrown;
        });
        awaitWaiters(generator, 1);

        waiter[0].interrupt();

        assertThat(Concurrently.get(waiting))
                .isInstanceOf(IdAcquisitionInterruptedException.class)
                .hasCauseInstanceOf(InterruptedException.class)
                .satisfies(e -> assertThat(((IdGenerationException) e).tag()).isEqualTo(TAG));
        assertThat(status(generator).failedCalls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedThreadGetsWhatNeedsNoWait(Ordering ordering) {
        SegmentIdGenerator generator = generator(TestSettings.of().ordering(ordering));
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 95);
        awaitNext(generator);

        Thread.currentThread().interrupt();
        try {
            draw(ids, 50);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void theClaimOfAnInterruptedThreadServesOthers() throws Exception {
        var gate = holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of());
        Thread.currentThread().interrupt();
        assertThat(catchThrowable(() -> generator.nextId(TAG))).isInstanceOf(IdAcquisitionInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();

        gate.countDown();

        assertThat(generator.nextId(TAG)).isEqualTo(1);
        assertThat(table.requests).hasSize(1);
    }
}
