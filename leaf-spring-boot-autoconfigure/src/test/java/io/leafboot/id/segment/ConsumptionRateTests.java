package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConsumptionRateTests {

    private static final long SECOND = 1_000_000_000L;

    private final ConsumptionRate rate = new ConsumptionRate(0, 0);

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(rate.average()).isZero();
        assertThat(rate.cautious()).isZero();
    }

    @Test
    void theFirstReadingWithTrafficIsTheAverage() {
        rate.read(SECOND, 0);
        rate.read(2 * SECOND, 500);

        assertThat(rate.average()).isEqualTo(500.0);
    }

    @Test
    void aBurstIsSeenAtOnceByTheCautiousRateAndSlowlyByTheAverage() {
        rate.read(SECOND, 10);
        rate.read(2 * SECOND, 10_010);

        assertThat(rate.cautious()).isEqualTo(10_000.0);
        assertThat(rate.average()).isBetween(10.0, 2_000.0);
    }

    @Test
    void afterABurstTheCautiousRateIsTheAverage() {
        rate.read(SECOND, 1_000);
        rate.read(2 * SECOND, 1_000);

        assertThat(rate.cautious()).isEqualTo(rate.average()).isPositive();
    }

    @Test
    void theAverageFallsToNothingWithoutTraffic() {
        rate.read(SECOND, 1_000);
        for (int i = 2; i < 200; i++) {
            rate.read(i * SECOND, 1_000);
        }

        assertThat(rate.average()).isCloseTo(0, within(0.01));
    }

    @Test
    void theAverageDoesNotDependOnHowOftenItIsRead() {
        ConsumptionRate often = new ConsumptionRate(0, 0);
        rate.read(SECOND, 100);
        often.read(SECOND, 100);
        for (int i = 1; i <= 100; i++) {
            often.read(SECOND + i * SECOND / 10, 100 + i * 30);
        }
        rate.read(11 * SECOND, 100 + 3_000);

        assertThat(often.average()).isCloseTo(rate.average(), within(1e-6));
    }

    @Test
    void readingsTooCloseTogetherAreLeftToTheNextOne() {
        rate.read(SECOND, 100);
        rate.read(SECOND + 1, 1_000_000);
        assertThat(rate.cautious()).isEqualTo(100.0);

        rate.read(2 * SECOND, 300);
        assertThat(rate.average()).isBetween(100.0, 200.0);
    }

    @Test
    void idsThatWereTakenBackDoNotCountAsNegative() {
        rate.read(SECOND, 100);
        rate.read(2 * SECOND, 50);

        assertThat(rate.average()).isPositive().isLessThan(100.0);
    }
}
