package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.forecast.Forecasts;
import io.leafboot.id.segment.SegmentIdGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An instance whose segments come from where it cannot change rows, such as an id service. */
class QuarantineWithoutATableTests {

    private static final int STEP = 10;

    private final FakeStore store = new FakeStore(STEP);

    private final SegmentIdGenerator ids = SegmentIdGenerator.create(store);

    private final LeafEndpoint endpoint = new LeafEndpoint(ids, () -> null, () -> null, Forecasts.none(), null);

    @AfterEach
    void close() {
        ids.close();
    }

    @Test
    void isLiftedAndRefusesWhatIsNotAboveTheIdsOfAllInstances() {
        quarantine();
        long ofAnotherInstance = ids.highestReceived("order") + 3 * STEP;
        endpoint.change("order", null, ofAnotherInstance);

        long id = drawUntilIssued(ofAnotherInstance);

        assertThat(id).isGreaterThan(ofAnotherInstance);
    }

    @Test
    void anOwnRangeIsNotTakenForALaterOne() {
        quarantine();
        long highest = ids.highestReceived("order");
        endpoint.change("order", null, 0L);
        assertThat(drawUntilIssued(0)).isGreaterThan(highest);
    }

    @Test
    void theStepIsChangedWhereTheRowIs() {
        ids.nextId("order");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> endpoint.change("order", 10, null))
                .withMessageContaining("change it where the segments are claimed from");
    }

    @Test
    void whatCannotBeIsRefused() {
        ids.nextId("order");
        assertThatIllegalArgumentException().isThrownBy(() -> endpoint.change("order", null, -1L));
        assertThatIllegalArgumentException().isThrownBy(() -> endpoint.change("order", null, Long.MAX_VALUE));
        assertThatExceptionOfType(UnknownTagException.class).isThrownBy(() -> endpoint.change("nobody", null, 1L));
    }

    private void quarantine() {
        ids.nextId("order");
        store.takeBack("order");
        assertThatExceptionOfType(TagQuarantinedException.class).isThrownBy(() -> {
            while (true) {
                ids.nextId("order");
            }
        });
    }

    /** The row rises with each claim, as it does where somebody else advances it. */
    private long drawUntilIssued(long atLeast) {
        while (true) {
            try {
                return ids.nextId("order");
            } catch (TagQuarantinedException e) {
                endpoint.change("order", null, atLeast);
            }
        }
    }
}
