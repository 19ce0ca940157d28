package io.leafboot.id.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.autoconfigure.LeafTagProperties.Reset;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that begin anew, over real segments and a clock that is set. */
class ShapedIdGeneratorTests {

    private final Rows rows = new Rows();

    private final SegmentIdGenerator segments = SegmentIdGenerator.create(rows);

    private final TestClock clock = new TestClock("2026-11-26T10:00:00Z");

    @AfterEach
    void close() {
        segments.close();
    }

    @Test
    void numbersBeginAnewEachDay() {
        ShapedIdGenerator ids = generator(Reset.DAY, "yyyyMMdd", "UTC");
        assertThat(ids.nextText()).isEqualTo("20261126-1");
        clock.set("2026-11-26T23:59:59.999Z");
        assertThat(ids.nextText()).isEqualTo("20261126-2");
        clock.set("2026-11-27T00:00:00Z");
        assertThat(ids.nextText()).isEqualTo("20261127-1");
        assertThat(rows.names()).containsExactlyInAnyOrder("order.2026-11-26", "order.2026-11-27");
    }

    @ParameterizedTest
    @CsvSource({
        "MONTH, yyyyMMdd, order.2026-11, 20261126-1, 20261130-2, 20261201-1",
        "MONTH, yyyy-MM, order.2026-11, 2026-11-1, 2026-11-2, 2026-12-1",
        "YEAR, yyMM, order.2026, 2611-1, 2611-2, 2612-3"
    })
    void orEachMonthOrYear(Reset reset, String pattern, String row, String one, String two, String three) {
        ShapedIdGenerator ids = generator(reset, pattern, "UTC");
        assertThat(ids.nextText()).isEqualTo(one);
        clock.set("2026-11-30T23:59:59Z");
        assertThat(ids.nextText()).isEqualTo(two);
        assertThat(rows.names()).containsExactly(row);
        clock.set("2026-12-01T00:00:00Z");
        assertThat(ids.nextText()).isEqualTo(three);
    }

    @Test
    void aDayBeginsInTheZoneOfTheTag() {
        ShapedIdGenerator ids = generator(Reset.DAY, "yyyyMMdd", "Asia/Shanghai");
        clock.set("2026-11-26T15:59:59Z");
        assertThat(ids.nextText()).isEqualTo("20261126-1");
        clock.set("2026-11-26T16:00:00Z");
        assertThat(ids.nextText()).isEqualTo("20261127-1");
    }

    @Test
    void aClockThatGoesBackGoesOnWithTheOldDay() {
        ShapedIdGenerator ids = generator(Reset.DAY, "yyyyMMdd", "UTC");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clock.set("2026-11-26T23:59:59Z");
            texts.add(ids.nextText());
            clock.set("2026-11-27T00:00:00Z");
            texts.add(ids.nextText());
        }
        assertThat(texts).doesNotHaveDuplicates().contains("20261126-50", "20261127-50");
    }

    @ParameterizedTest
    @CsvSource({
        // Half past midnight becomes half past eleven of the day before.
        "America/St_Johns, 2006-10-28T12:00:00Z, 2006-10-30T12:00:00Z",
        "America/Havana, 2026-10-31T00:00:00Z, 2026-11-02T12:00:00Z",
        // There is no midnight, and no 30 December.
        "Pacific/Apia, 2011-12-29T00:00:00Z, 2012-01-01T12:00:00Z",
        "America/Sao_Paulo, 2018-11-03T00:00:00Z, 2018-11-05T12:00:00Z"
    })
    void theDateIsThatOfTheZoneWhateverItsClocksDo(String zone, Instant from, Instant until) {
        ShapedIdGenerator ids = generator(Reset.DAY, "yyyy-MM-dd", zone);
        Set<String> texts = ConcurrentHashMap.newKeySet();
        for (Instant now = from; now.isBefore(until); now = now.plus(Duration.ofMinutes(5))) {
            clock.set(now);
            String text = ids.nextText();
            assertThat(text).startsWith(now.atZone(ZoneId.of(zone)).toLocalDate() + "-");
            assertThat(texts.add(text)).isTrue();
        }
    }

    /** Midnight comes between the look at the clock and the draw, or behind it. */
    @Test
    void aDrawThatMidnightOvertakesKeepsItsDay() {
        Shape shape = shape(Reset.DAY, "yyyyMMdd", "UTC");
        ShapedIdGenerator ids = new ShapedIdGenerator(
                shape,
                segments.forTag("order"),
                row -> new TagIdGenerator() {
                    @Override
                    public String tag() {
                        return row;
                    }

                    @Override
                    public long nextId() {
                        clock.set("2026-11-27T00:00:00Z");
                        return segments.nextId(row);
                    }

                    @Override
                    public long[] nextIds(int n) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public IdRange nextRange(int atMost) {
                        throw new UnsupportedOperationException();
                    }
                },
                clock);
        assertThat(ids.nextText()).isEqualTo("20261126-1");
        assertThat(ids.nextText()).isEqualTo("20261127-1");
    }

    @Test
    void manyThreadsOverMidnightsGetDifferentTexts() throws Exception {
        ShapedIdGenerator ids = generator(Reset.DAY, "yyyyMMdd", "UTC");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Set<String> all = ConcurrentHashMap.newKeySet();
        List<Future<Integer>> counts = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                counts.add(threads.submit(() -> {
                    int drawn = 0;
                    while (drawn < 50_000) {
                        all.add(ids.nextText());
                        drawn++;
                    }
                    return drawn;
                }));
            }
            Instant midnight = Instant.parse("2026-11-27T00:00:00Z");
            for (int i = 0; !counts.stream().allMatch(Future::isDone); i++) {
                clock.set(midnight.plusSeconds(i % 3 == 0 ? -1 : 86_400L * (i / 1_000 % 5)));
                Thread.onSpinWait();
            }
            int drawn = 0;
            for (Future<Integer> count : counts) {
                drawn += count.get();
            }
            assertThat(all).hasSize(drawn);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aNumberAloneIsRefusedWhereNumbersBeginAnew() {
        ShapedIdGenerator ids = generator(Reset.DAY, "yyyyMMdd", "UTC");
        refused(ids::nextId);
        refused(() -> ids.nextIds(3));
        refused(() -> ids.nextRange(3));
        assertThat(rows.names()).isEmpty();
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(call)
                .withMessageContaining("begin anew each day")
                .withMessageContaining("use nextText()");
    }

    @Test
    void withoutAResetTheDateIsThatOfTheDrawAndTheNumbersAreThoseOfTheTag() {
        ShapedIdGenerator ids = generator(Reset.NONE, "yyyyMMdd", "UTC");
        assertThat(ids.nextText()).isEqualTo("20261126-1");
        assertThat(ids.nextId()).isEqualTo(2);
        assertThat(ids.nextIds(2)).containsExactly(3, 4);
        assertThat(ids.nextRange(1).first()).isEqualTo(5);
        clock.set("2026-11-27T00:00:00Z");
        assertThat(ids.nextText()).isEqualTo("20261127-6");
        assertThat(rows.names()).containsExactly("order");
    }

    @Test
    void theNextPeriodIsWarmBeforeItBegins() {
        Shape shape = shape(Reset.DAY, "yyyyMMdd", "UTC");
        Periods periods = new Periods(segments, List.of(shape, shape(Reset.NONE, "yyyy", "UTC")), clock);
        periods.warmUpPresent();
        assertThat(rows.names()).containsExactly("order.2026-11-26");
        periods.warmUpNext();
        assertThat(rows.names()).hasSize(1);
        clock.set("2026-11-26T23:55:00Z");
        periods.warmUpNext();
        await().until(() -> segments.status("order.2026-11-27")
                .filter(status -> status.remaining() > 0)
                .isPresent());
        clock.set("2026-11-27T00:00:00Z");
        ShapedIdGenerator ids = generator(Reset.DAY, "yyyyMMdd", "UTC");
        assertThat(ids.nextText()).isEqualTo("20261127-1");
        assertThat(segments.status("order.2026-11-27").orElseThrow().waits()).isZero();
    }

    private ShapedIdGenerator generator(Reset reset, String pattern, String zone) {
        return new ShapedIdGenerator(shape(reset, pattern, zone), segments.forTag("order"), segments::forTag, clock);
    }

    private static Shape shape(Reset reset, String pattern, String zone) {
        return new Shape("order", "", new DatePattern(pattern), "-", 0, Digits.DECIMAL, reset, ZoneId.of(zone), null);
    }

    /** A table in memory. */
    private static final class Rows implements SegmentAllocator {

        private final Map<String, Long> rows = new ConcurrentHashMap<>();

        Set<String> names() {
            return rows.keySet();
        }

        @Override
        public SegmentClaim claim(SegmentRequest request) {
            long last = rows.merge(request.tag(), (long) request.length(), Long::sum);
            return new SegmentClaim(last, request.length(), request.length());
        }
    }
}
