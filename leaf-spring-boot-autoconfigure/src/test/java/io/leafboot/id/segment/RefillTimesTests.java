package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefillTimesTests {

    private final RefillTimes times = new RefillTimes();

    @Test
    void thereIsNoTimeBeforeTheFirstRefill() {
        assertThat(times.last()).isZero();
        assertThat(times.slowest()).isZero();
    }

    @Test
    void theLastAndTheSlowestAreKnown() {
        times.add(5);
        times.add(9);
        times.add(2);

        assertThat(times.last()).isEqualTo(2);
        assertThat(times.slowest()).isEqualTo(9);
    }

    @Test
    void aSlowRefillIsForgottenAfterSixteenMore() {
        times.add(1_000);
        for (int i = 1; i <= 15; i++) {
            times.add(i);
            assertThat(times.slowest()).isEqualTo(1_000);
        }
        times.add(16);

        assertThat(times.slowest()).isEqualTo(16);
    }

    @Test
    void theLastIsRightForAnyNumberOfRefills() {
        for (int i = 1; i <= 100; i++) {
            times.add(i);
            assertThat(times.last()).isEqualTo(i);
            assertThat(times.slowest()).isEqualTo(i);
        }
    }
}
