package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.TagIdGenerator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UniquenessTests extends EngineTest {

    @ParameterizedTest
    @EnumSource
    void aThousandThreadsNeverGetAnIdTwice(Ordering ordering) throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of().step(1_000).ordering(ordering));
        TagIdGenerator ids = generator.forTag(TAG);

        List<long[]> drawn = Concurrently.run(
                1_000, () -> LongStream.generate(ids::nextId).limit(200).toArray());

        long[] sorted = Concurrently.sorted(drawn);
        assertThat(sorted).hasSize(200_000);
        assertThat(Concurrently.repeated(sorted)).isZero();
        assertThat(status(generator).issued()).isEqualTo(200_000);
        assertBalanced(generator);
    }

    @ParameterizedTest
    @EnumSource
    void singleIdsRangesAndBatchesNeverShareAnId(Ordering ordering) throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of().ordering(ordering));
        TagIdGenerator ids = generator.forTag(TAG);

        List<long[]> drawn = Concurrently.run(
                16,
                () -> LongStream.range(0, 2_000)
                        .flatMap(i -> switch ((int) (i % 3)) {
                            case 0 -> LongStream.of(ids.nextId());
                            case 1 -> LongStream.of(ids.nextIds(7));
                            default -> ids.nextRange(5).stream();
                        })
                        .toArray());

        assertThat(Concurrently.repeated(Concurrently.sorted(drawn))).isZero();
        assertBalanced(generator);
    }

    @Test
    void instancesThatShareATableNeverShareAnId() throws Exception {
        List<SegmentIdGenerator> instances = List.of(
                generator(TestSettings.of()),
                generator(TestSettings.of()),
                generator(TestSettings.of().striped()));

        List<long[]> drawn = Concurrently.run(12, () -> {
            SegmentIdGenerator mine =
                    instances.get((int) (Thread.currentThread().getId() % 3));
            return LongStream.range(0, 5_000).map(i -> mine.nextId(TAG)).toArray();
        });

        assertThat(Concurrently.repeated(Concurrently.sorted(drawn))).isZero();
    }

    @Test
    void tagsDoNotShareASequence() {
        SegmentIdGenerator ids = generator(TestSettings.of());

        assertThat(ids.nextId("order")).isEqualTo(1);
        assertThat(ids.nextId("invoice")).isEqualTo(1);
        assertThat(ids.nextId("order")).isEqualTo(2);
    }
}
