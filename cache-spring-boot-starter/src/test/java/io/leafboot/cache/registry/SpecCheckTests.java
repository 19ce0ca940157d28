package io.leafboot.cache.registry;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.Eviction;
import io.leafboot.cache.InvalidCacheSpecException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpecCheckTests {

    private static final String TIMES = "which is out of range. Set it between 1ms and 3650d.";

    static Stream<Arguments> outOfRange() {
        CacheSpec spec = CacheSpec.builtIn();
        return Stream.of(
                Arguments.of(spec.maxSize(0), "max-size is 0, which is out of range. Set it to at least 1."),
                Arguments.of(spec.maxBytes(-1), "max-bytes is -1, which is out of range. Set it to at least 1."),
                Arguments.of(
                        spec.maxBytes(5).maxSize(6),
                        "max-size is 6, which stands beside max-bytes (5). Set one of the two."),
                Arguments.of(spec.ttl(Duration.ZERO), "ttl is 0s, " + TIMES),
                Arguments.of(spec.ttl(Duration.ofMillis(-1)), "ttl is -1ms, " + TIMES),
                Arguments.of(spec.ttl(Duration.ofNanos(500_000)), "ttl is PT0.0005S, " + TIMES),
                Arguments.of(spec.ttl(Duration.ofDays(3651)), "ttl is 3651d, " + TIMES),
                Arguments.of(spec.ttl(Duration.ofSeconds(Long.MAX_VALUE)), TIMES),
                Arguments.of(spec.idleTtl(Duration.ZERO), "idle-ttl is 0s, " + TIMES),
                Arguments.of(spec.localTtl(Duration.ofDays(4000)), "local-ttl is 4000d, " + TIMES),
                Arguments.of(spec.nullTtl(Duration.ZERO), "null-ttl is 0s, " + TIMES),
                Arguments.of(
                        spec.cleanupInterval(Duration.ofMillis(99)),
                        "cleanup-interval is 99ms, which is out of range. Set it between 100ms and 1d."),
                Arguments.of(
                        spec.writeInterval(Duration.ofSeconds(61)),
                        "write-behind.interval is 61s, which is out of range. Set it between 1ms and 60s."),
                Arguments.of(
                        spec.writeBatchSize(10_001),
                        "write-behind.batch-size is 10001, which is out of range. Set it between 1 and 10000."),
                Arguments.of(
                        spec.jitter(-0.1), "jitter is -0.1, which is out of range. Set it to a share from 0% to 90%."),
                Arguments.of(spec.jitter(0.91), "jitter is 0.91, which is out of range."),
                Arguments.of(spec.jitter(Double.NaN), "jitter is NaN, which is out of range."),
                Arguments.of(spec.keyPrefix(" "), "key-prefix is ' ', which is blank or holds a brace."),
                Arguments.of(spec.keyPrefix("a{b"), "key-prefix is 'a{b', which is blank or holds a brace."),
                Arguments.of(spec.keyPrefix("a}"), "key-prefix is 'a}', which is blank or holds a brace."),
                Arguments.of(
                        spec.eviction(Eviction.TTL),
                        "eviction is ttl, which needs a time to live. Set cache.caches.orders.ttl."));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void aSettingOutOfRangeIsNamedWithItsValueAndTheFix(CacheSpec spec, String message) {
        assertThatExceptionOfType(InvalidCacheSpecException.class)
                .isThrownBy(() -> SpecCheck.check("orders", spec))
                .withMessageStartingWith("cache.caches.orders.")
                .withMessageContaining(message);
    }

    @Test
    void theEndsOfTheRangesAreWithin() {
        CacheSpec spec = CacheSpec.builtIn();
        assertThatNoException().isThrownBy(() -> {
            SpecCheck.check("a", spec);
            SpecCheck.check("a", spec.maxSize(1).ttl(Duration.ofMillis(1)).eviction(Eviction.TTL));
            SpecCheck.check("a", spec.maxBytes(Long.MAX_VALUE).ttl(Duration.ofDays(3650)));
            SpecCheck.check("a", spec.jitter(0.9).cleanupInterval(Duration.ofMillis(100)));
            SpecCheck.check("a", spec.writeInterval(Duration.ofMinutes(1)).writeBatchSize(1));
        });
    }
}
