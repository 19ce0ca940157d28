package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.IdRange;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchTests extends EngineTest {

    @ParameterizedTest
    @EnumSource
    void aNumberOutOfRangeIsRefused(Ordering ordering) {
        TagIdGenerator ids =
                generator(TestSettings.of().maxBatch(50).ordering(ordering)).forTag(TAG);

        for (int n : new int[] {Integer.MIN_VALUE, -1, 0, 51, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> ids.nextIds(n))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is " + n + ";")
                    .hasMessageContaining("max-batch, which is 50");
            assertThatThrownBy(() -> ids.nextRange(n)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(table.requests).isEmpty();
        assertThat(ids.nextIds(50)).hasSize(50);
    }

    @Test
    void aBatchMayComeFromSeveralSegments() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 1);
        table.row(TAG).addAndGet(1_000);
        draw(generator.forTag(TAG), 59);

        long[] ids = generator.nextIds(TAG, 150);

        assertThat(ids).hasSize(150).isSorted().startsWith(61L).doesNotHaveDuplicates();
        assertThat(ids[39]).isEqualTo(100);
        assertThat(ids[40]).isEqualTo(1_101);
        assertBalanced(generator);
    }

    @Test
    void aRangeEndsWithItsSegment() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 60);

        assertThat(generator.nextRange(TAG, 10)).isEqualTo(new IdRange(61, 70));
        assertThat(generator.nextRange(TAG, 1_000)).isEqualTo(new IdRange(71, 100));
    }

    @Test
    void aBatchLongerThanTheStepIsClaimedAtOnceUpToTheLongestStep() {
        SegmentIdGenerator generator = generator(TestSettings.of().steps(100, 100, 1_000));

        assertThat(generator.nextIds(TAG, 2_500)).hasSize(2_500);

        assertThat(table.requests.get(0).length()).isEqualTo(1_000);
        assertThat(table.requests.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void aBatchThatCannotBeFilledIsWasted() {
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofSeconds(1)));
        table.beforeClaim = request -> {
            if (table.requests.size() > 3) {
                throw new IllegalStateException("down");
            }
        };

        assertThatThrownBy(() -> generator.nextIds(TAG, 1_000)).isInstanceOf(IdsExhaustedException.class);

        assertThat(status(generator).wasted()).isEqualTo(300);
        assertThat(status(generator).issued()).isZero();
        assertThat(status(generator).failedCalls()).isEqualTo(1);
        assertBalanced(generator);
    }

    @Test
    void theStoredStepIsTakenOver() {
        table.storedStep = 40;
        SegmentIdGenerator generator = generator(TestSettings.of());
        generator.nextId(TAG);

        assertThat(status(generator).storedStep()).isEqualTo(40);
        assertThat(status(generator).step()).isEqualTo(40);
        assertThat(table.requests.get(0).knownStep()).isZero();
    }
}
