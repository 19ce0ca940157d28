package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.UnknownTagException;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnknownTagTests extends EngineTest {

    @BeforeEach
    void noRows() {
        table.createsRows = false;
    }

    @Test
    void itIsToldAtOnce() {
        SegmentIdGenerator generator = generator(TestSettings.of());

        assertThatThrownBy(() -> generator.nextId("ordre"))
                .isInstanceOf(UnknownTagException.class)
                .hasMessageContaining("'ordre'");
        assertThat(table.requests).hasSize(1);
    }

    @Test
    void resolvingItIsNoError() {
        TagIdGenerator ids = generator(TestSettings.of()).forTag("ordre");

        assertThat(table.requests).isEmpty();
        assertThatThrownBy(ids::nextId).isInstanceOf(UnknownTagException.class);
    }

    @Test
    void itIsKnownAsSoonAsItsRowIsThere() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        TagIdGenerator ids = generator.forTag(TAG);
        assertThatThrownBy(ids::nextId).isInstanceOf(UnknownTagException.class);

        table.row(TAG).set(500);

        assertThat(ids.nextId()).isEqualTo(501);
        assertThat(generator.nextId(TAG)).isEqualTo(502);
    }

    @ParameterizedTest
    @EnumSource
    void allWhoWaitShareTheOutcomeOfOneClaim(Ordering ordering) throws Exception {
        CountDownLatch gate = holdClaims();
        SegmentIdGenerator generator = generator(TestSettings.of().ordering(ordering));
        TagIdGenerator ids = generator.forTag(TAG);
        FutureTask<List<Throwable>> waiting =
                Concurrently.start(() -> Concurrently.run(50, () -> catchThrowable(ids::nextId)));
        awaitWaiters(generator, 50);

        gate.countDown();

        List<Throwable> thrown = Concurrently.get(waiting);
        assertThat(thrown).hasSize(50).allMatch(UnknownTagException.class::isInstance);
        assertThat(new HashSet<>(thrown))
                .as("each with a stack trace of its own")
                .hasSize(50);
        assertThat(table.requests).hasSize(1);
    }

    @Test
    void unknownTagsAreNotListed() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        assertThatThrownBy(() -> generator.nextId("ordre")).isInstanceOf(UnknownTagException.class);

        assertThat(generator.statuses()).isEmpty();
    }

    @Test
    void aTagWhoseRowWasDeletedGoesOnWithWhatItHolds() {
        table.row(TAG);
        SegmentIdGenerator generator = generator(TestSettings.of());
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 1);
        table.beforeClaim = request -> {
            throw new UnknownTagException(TAG);
        };

        draw(ids, 99);

        assertThatThrownBy(ids::nextId).isInstanceOf(UnknownTagException.class);
        await().untilAsserted(() -> assertThat(generator.statuses()).hasSize(1));
    }
}
