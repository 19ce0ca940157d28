package io.leafboot.id.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No id above the highest, under the engine. */
class LimitedSegmentAllocatorTests {

    private static final int STEP = 10;

    private final AtomicLong row = new AtomicLong();

    private final AtomicInteger claims = new AtomicInteger();

    private final SegmentAllocator store = new SegmentAllocator() {
        @Override
        public SegmentClaim claim(SegmentRequest request) {
            claims.incrementAndGet();
            return new SegmentClaim(row.addAndGet(STEP), STEP, STEP);
        }

        @Override
        public boolean giveBack(String tag, long last, long lastUsed) {
            return row.compareAndSet(last, lastUsed);
        }
    };

    /** Below a segment, at its end, in its midst, at its beginning. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 9, 10, 11, 19, 20, 21, 35})
    void allIdsUpToTheHighestAreHandedOutAndNoneAbove(long limit) {
        List<Long> drawn = new ArrayList<>();
        try (SegmentIdGenerator ids = SegmentIdGenerator.create(limited(limit))) {
            assertThatExceptionOfType(IdLimitReachedException.class)
                    .isThrownBy(() -> {
                        while (true) {
                            drawn.add(ids.nextId("order"));
                        }
                    })
                    .satisfies(e -> assertThat(e.limit()).isEqualTo(limit))
                    .withMessageContaining("max-id")
                    .withMessageContaining("its highest is " + limit);
        }
        assertThat(drawn).hasSize((int) limit).first().isEqualTo(1L);
        assertThat(drawn).last().isEqualTo(limit);
        assertThat(drawn).doesNotHaveDuplicates();
    }

    @Test
    void whenItIsReachedTheRowIsPushedNoFurther() {
        try (SegmentIdGenerator ids = SegmentIdGenerator.create(limited(5))) {
            ids.nextIds("order", 5);
            for (int i = 0; i < 20; i++) {
                assertThatExceptionOfType(IdLimitReachedException.class).isThrownBy(() -> ids.nextId("order"));
            }
        }
        assertThat(claims).hasValue(1);
        assertThat(row).hasValue(STEP);
    }

    @Test
    void anInstanceThatComesLateIsRefusedToo() {
        row.set(40);
        try (SegmentIdGenerator ids = SegmentIdGenerator.create(limited(35))) {
            assertThatExceptionOfType(IdLimitReachedException.class).isThrownBy(() -> ids.nextId("order"));
        }
    }

    @Test
    void aBatchThatGoesPastItIsRefusedAsAWhole() {
        try (SegmentIdGenerator ids = SegmentIdGenerator.create(limited(15))) {
            assertThatExceptionOfType(IdLimitReachedException.class).isThrownBy(() -> ids.nextIds("order", 16));
        }
    }

    @Test
    void whatWasGivenBackBelowItIsClaimedAgain() {
        LimitedSegmentAllocator limited = limited(10);
        SegmentRequest request = new SegmentRequest("order", STEP, STEP, 100);
        assertThat(limited.claim(request).last()).isEqualTo(10);
        assertThatExceptionOfType(IdLimitReachedException.class).isThrownBy(() -> limited.claim(request));
        assertThat(limited.giveBack("order", 10, 4)).isTrue();
        SegmentClaim again = limited.claim(request);
        assertThat(again.first()).isEqualTo(5);
        assertThat(again.last()).isEqualTo(10);
    }

    @Test
    void theEndOfARangeThatWasCutIsNotGivenBack() {
        LimitedSegmentAllocator limited = limited(7);
        assertThat(limited.claim(new SegmentRequest("order", STEP, STEP, 100)).last())
                .isEqualTo(7);
        assertThat(limited.giveBack("order", 7, 4)).isFalse();
        assertThat(row).hasValue(STEP);
    }

    @Test
    void otherTagsHaveNone() {
        try (SegmentIdGenerator ids = SegmentIdGenerator.create(limited(5))) {
            assertThat(ids.nextIds("user", 50)).hasSize(50);
        }
    }

    private LimitedSegmentAllocator limited(long limit) {
        return new LimitedSegmentAllocator(
                store, tag -> tag.equals("order") ? limit : null, Forecasts.none(), new HashSet<>());
    }
}
