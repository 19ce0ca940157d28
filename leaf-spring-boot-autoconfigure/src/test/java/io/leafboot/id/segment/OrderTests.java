package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.TagIdGenerator;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OrderTests extends EngineTest {

    @Test
    void idsOfOneInstanceAloneHaveNoGaps() {
        SegmentIdGenerator ids = generator(TestSettings.of());

        for (long expected = 1; expected <= 10_000; expected++) {
            assertThat(ids.nextId(TAG)).isEqualTo(expected);
        }
        assertBalanced(ids);
    }

    @Test
    void everyThreadSeesItsIdsRise() throws Exception {
        TagIdGenerator ids = generator(TestSettings.of()).forTag(TAG);

        Concurrently.run(8, () -> {
            long previous = 0;
            for (int i = 0; i < 20_000; i++) {
                long id = ids.nextId();
                assertThat(id > previous).isTrue();
                previous = id;
            }
            return null;
        });
    }

    @Test
    void aCallThatBeginsAfterAnotherReturnedGetsAHigherId() throws Exception {
        TagIdGenerator ids = generator(TestSettings.of().step(50)).forTag(TAG);
        AtomicLong returned = new AtomicLong();

        Concurrently.run(8, () -> {
            for (int i = 0; i < 20_000; i++) {
                long before = returned.get();
                long id = i % 10 == 0 ? ids.nextRange(3).first() : ids.nextId();
                assertThat(id > before).isTrue();
                returned.accumulateAndGet(id, Math::max);
            }
            return null;
        });
    }

    @Test
    void idsRiseAcrossInstancesThatTakeTurns() {
        SegmentIdGenerator one = generator(TestSettings.of());
        SegmentIdGenerator other = generator(TestSettings.of());
        long lastOfOne = 0;
        long lastOfOther = 0;

        for (int i = 0; i < 1_000; i++) {
            long id = one.nextId(TAG);
            long otherId = other.nextId(TAG);
            assertThat(id).isGreaterThan(lastOfOne).isNotEqualTo(otherId);
            assertThat(otherId).isGreaterThan(lastOfOther);
            lastOfOne = id;
            lastOfOther = otherId;
        }
    }
}
