package io.leafboot.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EntryFactoryTests {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private static LongStream manyOf(CacheSpec spec, Object value) {
        EntryFactory factory = new EntryFactory("orders", spec, new StoreErrors("orders"));
        return LongStream.range(0, 2000).map(i -> factory.entry("key", value).ttlNanos());
    }

    @Test
    void jitterShortensATimeToLiveByNoMoreThanItsShareAndNeverProlongsIt() {
        CacheSpec spec = CacheSpec.memory().ttl(Duration.ofMinutes(1)).jitter(0.2);

        assertThat(manyOf(spec, "value").boxed())
                .allSatisfy(ttl -> assertThat(ttl).isBetween((long) (MINUTE * 0.8), MINUTE));
        assertThat(manyOf(spec, "value").summaryStatistics())
                .as("spread over the whole share")
                .satisfies(spread -> assertThat(spread.getMin()).isLessThan((long) (MINUTE * 0.82)))
                .satisfies(spread -> assertThat(spread.getMax()).isGreaterThan((long) (MINUTE * 0.98)))
                .satisfies(spread -> assertThat(spread.getAverage()).isBetween(MINUTE * 0.88, MINUTE * 0.92));
    }

    @Test
    void jitterAppliesToNullToo() {
        CacheSpec spec = CacheSpec.memory()
                .ttl(Duration.ofHours(1))
                .nullTtl(Duration.ofMinutes(1))
                .jitter(0.9);

        assertThat(manyOf(spec, null).boxed())
                .allSatisfy(ttl -> assertThat(ttl).isBetween((long) (MINUTE * 0.0999), MINUTE));
    }

    @Test
    void withoutJitterTheTimeToLiveIsWhatWasSet() {
        assertThat(manyOf(CacheSpec.memory().ttl(Duration.ofMinutes(1)).jitter(0), "value"))
                .containsOnly(MINUTE);
        assertThat(manyOf(CacheSpec.memory().jitter(0.5), "value")).containsOnly(CacheEntry.FOREVER);
    }

    @Test
    void theShortestTimeToLiveStaysPositive() {
        assertThat(manyOf(CacheSpec.memory().ttl(Duration.ofNanos(1)).jitter(0.9), "value"))
                .containsOnly(1L);
    }

    @Test
    void aTimeToLiveOfItsOwnIsNotShortened() {
        EntryFactory factory = new EntryFactory(
                "orders", CacheSpec.memory().ttl(Duration.ofHours(1)).jitter(0.9), new StoreErrors("orders"));

        assertThat(factory.entry("key", "value", Duration.ofMinutes(1)).ttlNanos())
                .isEqualTo(MINUTE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> factory.entry("key", "value", Duration.ZERO))
                .withMessage("Time to live for cache 'orders' is PT0S, but must be positive and at most 365 days");
    }
}
