package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefillTriggerTests {

    private static final long SECOND = 1_000_000_000L;

    private final ConsumptionRate rate = new ConsumptionRate(0, 0);

    private final RefillTimes times = new RefillTimes();

    private final Segment segment = new Segment(1, 1_000, 0);

    private RefillTrigger trigger(Duration outageBudget) {
        return new RefillTrigger(TestSettings.of().outageBudget(outageBudget).build(), rate, times);
    }

    @Test
    void withoutTrafficItIsDueAtTheThresholdOnly() {
        RefillTrigger trigger = trigger(Duration.ofMinutes(1));

        segment.takeRange(899);
        assertThat(trigger.isDue(segment)).isFalse();
        segment.takeRange(1);
        assertThat(trigger.isDue(segment)).isTrue();
    }

    @Test
    void itIsDueWhenWhatIsLeftWouldNotOutlastTheOutageBudget() {
        rate.read(SECOND, 10);
        segment.takeRange(100);

        // 900 ids at 10 a second
        assertThat(trigger(Duration.ofSeconds(89)).isDue(segment)).isFalse();
        assertThat(trigger(Duration.ofSeconds(91)).isDue(segment)).isTrue();
    }

    @Test
    void itIsDueWhenWhatIsLeftWouldNotOutlastThreeSlowRefills() {
        RefillTrigger trigger = trigger(Duration.ZERO);
        rate.read(SECOND, 1_000);

        times.add(SECOND / 4);
        assertThat(trigger.isDue(segment)).isFalse();
        times.add(SECOND / 2);
        assertThat(trigger.isDue(segment)).isTrue();
    }

    @Test
    void anExhaustedSegmentIsDue() {
        segment.drain();

        assertThat(trigger(Duration.ZERO).isDue(segment)).isTrue();
    }

    @Test
    void useIsLookedAtSixteenTimesUpToTheThreshold() {
        RefillTrigger trigger = trigger(Duration.ZERO);

        assertThat(trigger.nextCheckpoint(segment)).isEqualTo(1 + 62);
        segment.takeRange(500);
        assertThat(trigger.nextCheckpoint(segment)).isEqualTo(501 + 62);
        segment.takeRange(380);
        assertThat(trigger.nextCheckpoint(segment)).isEqualTo(901);
    }

    @Test
    void followingTheCheckpointsFindsItDueAtTheThreshold() {
        RefillTrigger trigger = trigger(Duration.ZERO);
        for (int size = 2; size < 300; size++) {
            Segment any = new Segment(1, size, 0);
            any.checkpoint = trigger.nextCheckpoint(any);
            boolean due = false;
            while (!due) {
                long id = any.take();
                assertThat(id).as("ids of a segment of %d", size).isLessThanOrEqualTo((long) (size * 0.9) + 2);
                if (id > any.checkpoint) {
                    due = trigger.isDue(any);
                    any.checkpoint = trigger.nextCheckpoint(any);
                }
            }
        }
    }

    @Test
    void aCheckpointLiesWithinItsSegment() {
        for (int size = 1; size < 40; size++) {
            Segment small = new Segment(1, size, 0);
            for (int taken = 0; taken < size; taken++) {
                assertThat(trigger(Duration.ZERO).nextCheckpoint(small)).isBetween(1L, (long) size);
                small.take();
            }
        }
    }
}
