package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepPolicyTests {

    private final StepPolicy policy = new StepPolicy(TestSettings.defaults().build());

    @Test
    void theFirstStepIsTheStoredOne() {
        assertThat(policy.first(5_000)).isEqualTo(5_000);
    }

    @Test
    void theFirstStepIsTheDefaultWhereNoneIsStored() {
        assertThat(policy.first(0)).isEqualTo(1_000);
    }

    @Test
    void theFirstStepIsCapped() {
        assertThat(policy.first(2_000_000)).isEqualTo(1_000_000);
    }

    @Test
    void theStepGoesToWhatTheSegmentDurationConsumes() {
        // 2 ids a second for 15 minutes
        assertThat(policy.next(1_500, 0, 2.0)).isEqualTo(1_800);
        assertThat(policy.next(1_800, 0, 2.0)).isEqualTo(1_800);
        assertThat(policy.next(2_000, 0, 2.0)).isEqualTo(1_800);
    }

    @Test
    void theStepGrowsByTheRatioAtMost() {
        assertThat(policy.next(1_000, 0, 1e9)).isEqualTo(2_000);
    }

    @Test
    void theStepShrinksByTheRatioAtMost() {
        assertThat(policy.next(1_000, 0, 0)).isEqualTo(500);
    }

    @Test
    void theRatioIsASetting() {
        StepPolicy gentle =
                new StepPolicy(TestSettings.defaults().stepAdjustRatio(1.5).build());

        assertThat(gentle.next(1_000, 0, 1e9)).isEqualTo(1_500);
        assertThat(gentle.next(900, 0, 0)).isEqualTo(600);
    }

    @Test
    void theStepStaysWithinItsBounds() {
        assertThat(policy.next(900_000, 0, 1e9)).isEqualTo(1_000_000);
        assertThat(policy.next(110, 0, 0)).isEqualTo(100);
    }

    @Test
    void aStoredStepBelowTheLeastLowersTheLeast() {
        assertThat(policy.next(20, 10, 0)).isEqualTo(10);
        assertThat(policy.next(10, 10, 0)).isEqualTo(10);
    }

    @Test
    void aStoredStepAboveTheLeastDoesNotRaiseIt() {
        assertThat(policy.next(1_000, 1_000, 0)).isEqualTo(500);
    }

    @Test
    void theOutageBudgetSizesTheStepWhereItIsLongerThanHalfASegment() {
        StepPolicy patient = new StepPolicy(
                TestSettings.defaults().outageBudget(Duration.ofMinutes(20)).build());

        // 40 minutes at one id a second
        assertThat(patient.next(2_400, 0, 1.0)).isEqualTo(2_400);
        assertThat(patient.next(2_000, 0, 1.0)).isEqualTo(2_400);
    }

    @Test
    void aWaitNeverGrowsTheStep() {
        long consumed = 1_000;
        int withoutWait = policy.next(1_000, 0, consumed / 100.0);
        for (double waited = 0.1; waited < 1e6; waited *= 10) {
            assertThat(policy.next(1_000, 0, consumed / (100.0 + waited))).isLessThanOrEqualTo(withoutWait);
        }
    }

    @Test
    void aSteadyRateIsReachedAndKept() {
        int step = 1_000;
        for (int refill = 0; refill < 20; refill++) {
            step = policy.next(step, 0, 100.0);
        }

        assertThat(step).isEqualTo(90_000);
    }
}
