package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TagQuarantinedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table goes back: a restore, a fail-over to a replica that lagged, a wiped row. */
class QuarantineTests extends EngineTest {

    private SegmentIdGenerator quarantined(TestSettings settings) {
        SegmentIdGenerator generator = generator(settings);
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 1);
        goBack(generator, 0);
        return generator;
    }

    /** Winds the row back and draws until a claim meets that. */
    private void goBack(SegmentIdGenerator generator, long maxId) {
        TagIdGenerator ids = generator.forTag(TAG);
        table.row(TAG).set(maxId);
        try {
            TagStatus status = status(generator);
            while (status.quarantine() == null && !status.loading()) {
                ids.nextId();
                status = status(generator);
            }
        } catch (TagQuarantinedException e) {
            // The tag had fallen idle, so this very call waited for the claim.
        }
        awaitQuiet(generator);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsIssuedNotEvenWhatWasLeft(Ordering ordering) {
        SegmentIdGenerator generator =
                quarantined(TestSettings.of().step(10_000).ordering(ordering));

        TagStatus before = status(generator);
        assertThat(before.quarantine()).contains("Tag 'order' is quarantined");
        assertThat(before.issued()).isLessThan(10_000);
        assertThat(before.remaining()).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(catchThrowable(() -> generator.nextId(TAG))).isInstanceOf(TagQuarantinedException.class);
        }
        assertThat(status(generator).issued()).isEqualTo(before.issued());
        assertThat(status(generator).regressions()).isEqualTo(1);
    }

    @Test
    void theExceptionSaysWhatWasReceivedAndWhatWasKnown() {
        SegmentIdGenerator generator = quarantined(TestSettings.of());

        TagQuarantinedException thrown =
                catchThrowableOfType(TagQuarantinedException.class, () -> generator.nextId(TAG));

        assertThat(thrown.tag()).isEqualTo(TAG);
        assertThat(thrown.received()).isEqualTo(new IdRange(1, 100));
        assertThat(thrown.highest()).isEqualTo(100);
    }

    @Test
    void aRangeThatOverlapsByOneIdIsRefused() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 1);

        goBack(generator, 99);

        assertThat(status(generator).quarantine()).isNotNull();
    }

    @Test
    void whatWasLeftIsWastedAndNotGivenBack() {
        SegmentIdGenerator generator = quarantined(TestSettings.of().returnUnused());

        assertThat(table.returns).isEmpty();
        TagStatus status = status(generator);
        assertThat(status.issued() + status.wasted()).isEqualTo(100);
    }

    @Test
    void itAsksTheTableNoMoreUntilItIsLifted() {
        SegmentIdGenerator generator = quarantined(TestSettings.of());
        int requests = table.requests.size();

        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(TagQuarantinedException.class);
        generator.warmUp(List.of(TAG), Duration.ZERO);
        generator.stop();
        generator.start();
        generator.warmUp(List.of(TAG), Duration.ZERO);
        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(TagQuarantinedException.class);

        assertThat(table.requests).hasSize(requests);
    }

    @Test
    void issuingGoesOnAboveEverythingOnceTheRowIsAdvancedAndTheQuarantineLifted() {
        SegmentIdGenerator generator = quarantined(TestSettings.of());
        table.row(TAG).set(5_000);

        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(TagQuarantinedException.class);
        generator.liftQuarantine(TAG);

        assertThat(generator.nextId(TAG)).isEqualTo(5_001);
        assertThat(status(generator).quarantine()).isNull();
    }

    @Test
    void aQuarantineThatIsLiftedTooEarlyComesBack() {
        SegmentIdGenerator generator = quarantined(TestSettings.of());
        table.row(TAG).set(42);
        generator.liftQuarantine(TAG);

        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(TagQuarantinedException.class);
        assertThat(status(generator).regressions()).isEqualTo(2);
    }

    @Test
    void otherTagsAreNotConcerned() {
        SegmentIdGenerator generator = quarantined(TestSettings.of());

        draw(generator.forTag("invoice"), 1_000);
    }

    @Test
    void thoseWhoWaitAreToldAtOnce() throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of());
        generator.nextId(TAG);
        var gate = holdClaims();
        table.row(TAG).set(0);
        generator.nextRange(TAG, 99);
        FutureTask<List<Throwable>> waiting =
                Concurrently.start(() -> Concurrently.run(10, () -> catchThrowable(() -> generator.nextId(TAG))));
        awaitWaiters(generator, 11);

        gate.countDown();

        assertThat(Concurrently.get(waiting)).hasSize(10).allMatch(TagQuarantinedException.class::isInstance);
    }

    @Test
    void aQuarantinedTagDoesNotFallIdleAndStaysQuarantined() {
        SegmentIdGenerator generator = quarantined(TestSettings.of().cleanupInterval(Duration.ofMillis(20)));
        long looks = System.nanoTime() + Duration.ofMillis(200).toNanos();

        await().during(Duration.ofMillis(200)).until(() -> generator.statuses().size() == 1);

        assertThat(System.nanoTime()).isGreaterThan(looks);
        System.gc();
        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(TagQuarantinedException.class);
        assertThat(status(generator).regressions()).isEqualTo(1);
    }
}
