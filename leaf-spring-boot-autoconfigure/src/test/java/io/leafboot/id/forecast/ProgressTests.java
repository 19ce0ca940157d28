package io.leafboot.id.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ProgressTests {

    private static final long SECOND = 1_000_000_000L;

    private final Progress progress = new Progress();

    @Test
    void isUnknownBeforeTwoClaims() {
        assertThat(progress.maxId()).isEqualTo(-1);
        assertThat(progress.rate(0)).isNaN();
        progress.add(0, 1_000);
        assertThat(progress.maxId()).isEqualTo(1_000);
        assertThat(progress.rate(100 * SECOND)).isNaN();
    }

    @Test
    void isUnknownWhileTheClaimsOfAStartComeTogether() {
        progress.add(0, 1_000);
        progress.add(SECOND / 1_000, 2_000);
        assertThat(progress.rate(SECOND)).isNaN();
        assertThat(progress.rate(20 * SECOND)).isEqualTo(50, within(0.1));
    }

    @Test
    void isTheRateOfAllInstancesSinceTheirClaimsLieInBetween() {
        for (int claim = 0; claim < 10; claim++) { // each of ours is followed by three of others
            progress.add(claim * 900 * SECOND, claim * 4_000L);
        }
        assertThat(progress.rate(9 * 900 * SECOND)).isCloseTo(4_000 / 900.0, Percentage.withPercentage(0.1));
    }

    @Test
    void isThatOfTheLastHour() {
        for (int second = 0; second <= 7_200; second += 10) {
            progress.add(second * SECOND, second < 3_600 ? second : 3_600 + 50L * (second - 3_600));
        }
        assertThat(progress.rate(7_200 * SECOND)).isCloseTo(50, Percentage.withPercentage(3));
    }

    @Test
    void isThatOfTheLastTwoClaimsWhereTheyAreFurtherApart() {
        progress.add(0, 1_000);
        progress.add(86_400 * SECOND, 87_400);
        assertThat(progress.rate(86_400 * SECOND)).isEqualTo(1, within(0.001));
        progress.add(2 * 86_400 * SECOND, 87_400 + 2 * 86_400);
        assertThat(progress.rate(2 * 86_400 * SECOND)).isEqualTo(2, within(0.001));
    }

    @Test
    void fallsWhileAClaimIsOverdue() {
        progress.add(0, 0);
        progress.add(100 * SECOND, 1_000);
        assertThat(progress.rate(200 * SECOND)).isEqualTo(10, within(0.001));
        assertThat(progress.rate(1_100 * SECOND)).isEqualTo(1, within(0.001));
    }

    @Test
    void isNotNegativeWhereIdsWereGivenBack() {
        progress.add(0, 1_000);
        progress.add(100 * SECOND, 500);
        assertThat(progress.rate(100 * SECOND)).isZero();
    }
}
