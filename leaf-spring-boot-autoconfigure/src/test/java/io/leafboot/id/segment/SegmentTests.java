package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTests {

    private final Segment segment = new Segment(11, 20, 10);

    @Test
    void idsAreTakenInOrderAndThenValuesPastTheEnd() {
        for (long id = 11; id <= 20; id++) {
            assertThat(segment.take()).isEqualTo(id);
        }

        assertThat(segment.take()).isGreaterThan(20);
        assertThat(segment.take()).isGreaterThan(20);
        assertThat(segment.remaining()).isZero();
        assertThat(segment.used()).isEqualTo(10);
    }

    @Test
    void aRangeEndsWithTheSegment() {
        assertThat(segment.takeRange(7)).isEqualTo(11);
        assertThat(segment.takeRange(7)).isEqualTo(18);
        assertThat(segment.remaining()).isZero();
        assertThat(segment.takeRange(7)).isGreaterThan(20);
    }

    @Test
    void nothingIsLeftAfterADrain() {
        segment.takeRange(4);

        assertThat(segment.drain()).isEqualTo(6);
        assertThat(segment.take()).isGreaterThan(20);
        assertThat(segment.takeRange(3)).isGreaterThan(20);
        assertThat(segment.drain()).isZero();
    }

    @Test
    void aDrainAfterTheEndFindsNothing() {
        for (int i = 0; i < 15; i++) {
            segment.take();
        }

        assertThat(segment.drain()).isZero();
    }

    @Test
    void anEmptySegmentHasNothing() {
        Segment empty = Segment.empty();

        assertThat(empty.size()).isZero();
        assertThat(empty.used()).isZero();
        assertThat(empty.drain()).isZero();
        assertThat(empty.take()).isGreaterThan(empty.last);
        assertThat(empty.remaining()).isZero();
    }

    @Test
    void noIdIsTakenTwiceNorLostWhenADrainComesBetween() throws Exception {
        for (int round = 0; round < 200; round++) {
            Segment contended = new Segment(1, 1_000, 0);
            List<Long> takenAndDrained = Concurrently.run(3, () -> {
                long taken = 0;
                for (int i = 0; i < 200; i++) {
                    taken += contended.take() <= contended.last ? 1 : 0;
                    long first = contended.takeRange(3);
                    taken += first > contended.last ? 0 : Math.min(first + 2, contended.last) - first + 1;
                }
                return taken + contended.drain();
            });

            assertThat(takenAndDrained.stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(1_000);
        }
    }
}
