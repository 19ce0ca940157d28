package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusTests extends EngineTest {

    @ParameterizedTest
    @EnumSource
    void readingItTakesNoId(Ordering ordering) {
        SegmentIdGenerator generator = generator(TestSettings.of().ordering(ordering));
        long before = generator.nextId(TAG);

        for (int i = 0; i < 1_000; i++) {
            generator.status(TAG);
            generator.statuses();
        }

        assertThat(generator.nextId(TAG)).isEqualTo(before + 1);
        assertThat(status(generator).issued()).isEqualTo(2);
    }

    @Test
    void askingForATagDoesNotMakeIt() {
        SegmentIdGenerator generator = generator(TestSettings.of());

        assertThat(generator.status(TAG)).isEmpty();
        assertThat(generator.statuses()).isEmpty();
        generator.liftQuarantine(TAG);
        assertThat(table.requests).isEmpty();
    }

    @Test
    void itTellsOfBothSegments() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 95);
        awaitNext(generator);

        TagStatus status = status(generator);

        assertThat(status.current()).isEqualTo(new SegmentStatus(1, 100, 96, 5, 0.95));
        assertThat(status.next()).isEqualTo(new SegmentStatus(101, 200, 101, 100, 0.0));
        assertThat(status.remaining()).isEqualTo(105);
        assertThat(status.highestReceived()).isEqualTo(200);
        assertThat(status.claims()).isEqualTo(2);
        assertThat(status.switches()).isZero();
        assertThat(status.successRate()).isEqualTo(1.0);
        assertThat(status.lastRefill()).isPositive().isLessThanOrEqualTo(status.slowestRefill());
    }

    @Test
    void aTagWithoutASegmentHasAnEmptyOne() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        generator.forTag(TAG);

        generator.status(TAG).ifPresent(status -> {
            assertThat(status.current().remaining()).isZero();
            assertThat(status.current().usedShare()).isEqualTo(1.0);
            assertThat(status.secondsToEmpty()).isInfinite();
        });
    }

    @Test
    void theRateAndTheTimeToEmptyAreMeasured() {
        SegmentIdGenerator generator =
                generator(TestSettings.of().step(1_000_000).cleanupInterval(Duration.ofSeconds(5)));
        TagIdGenerator ids = generator.forTag(TAG);
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            draw(ids, 10);
            return status(generator).idsPerSecond() > 0;
        });

        TagStatus status = status(generator);
        assertThat(status.secondsToEmpty()).isEqualTo(status.remaining() / status.idsPerSecond());
    }

    @Test
    void tagsAreListedByName() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        generator.nextId("b");
        generator.nextId("a");
        generator.nextId("c");

        assertThat(generator.statuses()).extracting(TagStatus::tag).containsExactly("a", "b", "c");
    }

    @Test
    void theSettingsCanBeRead() {
        SegmentSettings settings = TestSettings.of().build();
        try (SegmentIdGenerator generator = SegmentIdGenerator.create(table, settings)) {
            assertThat(generator.settings()).isSameAs(settings);
        }
        try (SegmentIdGenerator generator = SegmentIdGenerator.create(table)) {
            assertThat(generator.settings()).isSameAs(SegmentSettings.DEFAULTS);
        }
    }
}
