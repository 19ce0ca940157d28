package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.TagIdGenerator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StripesTests extends EngineTest {

    private final TestSettings settings = TestSettings.of().step(10_000).striped();

    @Test
    void idsAreUniqueUnderContention() throws Exception {
        SegmentIdGenerator generator = generator(settings);
        TagIdGenerator ids = generator.forTag(TAG);

        List<long[]> drawn = Concurrently.run(
                16, () -> LongStream.generate(ids::nextId).limit(50_000).toArray());

        assertThat(Concurrently.repeated(Concurrently.sorted(drawn))).isZero();
        assertBalanced(generator);
    }

    @Test
    void orderAcrossThreadsIsNotPromised() throws Exception {
        TagIdGenerator ids = generator(settings).forTag(TAG);
        draw(ids, 1); // a run of one: there was no segment to measure it by
        long first = ids.nextId();
        List<Long> ofOthers = Concurrently.run(16, ids::nextId);

        assertThat(ids.nextId())
                .isGreaterThan(first)
                .isLessThan(ofOthers.stream().max(Long::compare).orElseThrow());
    }

    @Test
    void stripesHoldASmallShareOfTheSegment() throws Exception {
        SegmentIdGenerator generator = generator(settings);
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 1);

        Concurrently.run(64, ids::nextId);

        TagStatus status = status(generator);
        assertThat(status.issued()).isEqualTo(65);
        long inStripes = status.remaining() - status.current().remaining();
        assertThat(inStripes).isPositive().isLessThanOrEqualTo(10_000 / 16);
        assertBalanced(generator);
    }

    @Test
    void batchesPassTheStripesByAndRise() {
        SegmentIdGenerator generator = generator(settings);
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 10);

        assertThat(ids.nextIds(20_000)).isSorted().doesNotHaveDuplicates();
        assertThat(ids.nextRange(10).size()).isBetween(1L, 10L);
        assertThat(ids.tag()).isEqualTo(TAG);
        assertBalanced(generator);
    }

    @Test
    void aStopDrainsTheStripesAndCountsWhatTheyHeldAsWasted() {
        SegmentIdGenerator generator = generator(settings.returnUnused());
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 10);
        TagStatus before = status(generator);
        long inStripes = before.remaining() - before.current().remaining();

        generator.stop();

        TagStatus after = status(generator);
        assertThat(inStripes).isPositive();
        assertThat(after.wasted()).isEqualTo(inStripes);
        assertThat(after.returned()).isEqualTo(before.current().remaining());
        assertThat(after.remaining()).isZero();
        assertThat(after.issued()).isEqualTo(10);
    }

    @Test
    void threadsBehindASlowRefillOfTheirStripeAllWaitForTheOneClaim() throws Exception {
        var gate = holdClaims();
        SegmentIdGenerator generator = generator(settings);
        TagIdGenerator ids = generator.forTag(TAG);
        var waiting = Concurrently.start(() -> Concurrently.run(100, ids::nextId));
        awaitWaiters(generator, 100);

        gate.countDown();

        assertThat(Concurrently.get(waiting)).doesNotHaveDuplicates();
        assertThat(table.requests).hasSize(1);
    }
}
