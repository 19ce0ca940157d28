package io.leafboot.cache.registry;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.Eviction;
import io.leafboot.cache.HotKeySpec;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.RefreshAhead;
import io.leafboot.cache.WriterSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpecCheckTests {

    private static final String TIMES = "which is out of range. Set it between 1ms and 3650d.";

    private static final String SHARES =
            "which is out of range. Set it to a share above 0% and up to 100%, to auto or to off.";

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
                Arguments.of(loading(load -> load.withStaleFor(Duration.ofSeconds(-1))), "stale-for is -1s, " + TIMES),
                Arguments.of(loading(load -> load.withStaleFor(Duration.ofDays(3651))), "stale-for is 3651d, " + TIMES),
                Arguments.of(
                        loading(load -> load.withStaleRetry(Duration.ZERO)),
                        "stale-retry is 0s, which is out of range. Set it between 1ms and 1d."),
                Arguments.of(
                        loading(load -> load.withFailureTtl(Duration.ofDays(2))),
                        "failure-ttl is 2d, which is out of range. Set it between 1ms and 1d."),
                Arguments.of(
                        loading(load -> load.withSoftTimeout(Duration.ofNanos(1000))),
                        "soft-timeout is PT0.000001S, which is out of range. Set it between 1ms and 3600s."),
                Arguments.of(
                        loading(load -> load.withHardTimeout(Duration.ofMinutes(61))),
                        "hard-timeout is 3660s, which is out of range. Set it between 1ms and 3600s."),
                Arguments.of(
                        loading(load -> load.withLeaseTime(Duration.ZERO)),
                        "lease-time is 0s, which is out of range. Set it between 100ms and 3600s."),
                Arguments.of(
                        loading(load -> load.withRefreshAhead(new RefreshAhead(0.0))),
                        "refresh-ahead is 0%, " + SHARES),
                Arguments.of(
                        loading(load -> load.withRefreshAhead(new RefreshAhead(-0.1))),
                        "refresh-ahead is -10%, " + SHARES),
                Arguments.of(
                        loading(load -> load.withRefreshAhead(new RefreshAhead(1.01))),
                        "refresh-ahead is 101%, " + SHARES),
                Arguments.of(
                        loading(load -> load.withRefreshAhead(new RefreshAhead(Double.NaN))),
                        "refresh-ahead is NaN, " + SHARES),
                Arguments.of(
                        spec.hotKeys(new HotKeySpec(1, null)),
                        "hot-keys.threshold is 1, which is out of range. Set it between 2 and 1000000."),
                Arguments.of(
                        spec.hotKeys(new HotKeySpec(-1, null)),
                        "hot-keys.threshold is -1, which is out of range. Set it between 2 and 1000000."),
                Arguments.of(
                        spec.hotKeys(new HotKeySpec(null, Duration.ofMinutes(61))),
                        "hot-keys.local-ttl is 3660s, which is out of range. Set it between 1ms and 3600s."),
                Arguments.of(
                        spec.writer(new WriterSpec(null, Duration.ofMinutes(11), null, null, null, null)),
                        "writer.interval is 660s, which is out of range. Set it between 1ms and 600s."),
                Arguments.of(
                        spec.writer(new WriterSpec(null, null, 10_001, null, null, null)),
                        "writer.batch-size is 10001, which is out of range. Set it between 1 and 10000."),
                Arguments.of(
                        spec.writer(new WriterSpec(null, null, null, 1_000_001, null, null)),
                        "writer.queue-size is 1000001, which is out of range. Set it between 1 and 1000000."),
                Arguments.of(
                        spec.writer(new WriterSpec(null, null, null, null, 0, null)),
                        "writer.max-attempts is 0, which is out of range. Set it between 1 and 1000."),
                Arguments.of(
                        spec.writer(new WriterSpec(null, null, null, null, null, Duration.ZERO)),
                        "writer.backoff is 0s, which is out of range. Set it between 1ms and 3600s."),
                Arguments.of(
                        spec.tags(Collections.nCopies(21, "#key")),
                        "tags is 21 expressions, which are too many. Set at most 20."),
                Arguments.of(
                        spec.eviction(Eviction.TTL),
                        "eviction is ttl, which needs a time to live. Set cache.caches.orders.ttl."));
    }

    private static CacheSpec loading(UnaryOperator<LoadSpec> change) {
        return CacheSpec.builtIn().loading(change.apply(LoadSpec.UNSET));
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
            SpecCheck.check(
                    "a",
                    spec.loading(new LoadSpec(
                                    Duration.ofDays(3650),
                                    Duration.ofDays(1),
                                    Duration.ofDays(1),
                                    Duration.ofHours(1),
                                    Duration.ofHours(1),
                                    new RefreshAhead(0.001),
                                    Duration.ofHours(1)))
                            .hotKeys(new HotKeySpec(1_000_000, Duration.ofHours(1)))
                            .tags(Collections.nCopies(20, "#key"))
                            .writer(new WriterSpec(
                                    null, Duration.ofMinutes(10), 10_000, 1_000_000, 1000, Duration.ofHours(1))));
            SpecCheck.check(
                    "a",
                    spec.loading(new LoadSpec(
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(1),
                                    RefreshAhead.OFF,
                                    Duration.ofMillis(100)))
                            .hotKeys(new HotKeySpec(2, Duration.ofMillis(1)))
                            .writer(new WriterSpec(null, Duration.ofMillis(1), 1, 1, 1, Duration.ofMillis(1))));
        });
    }

    @Test
    void zeroSwitchesOffWhatTheDefaultsSet() {
        assertThatNoException().isThrownBy(() -> {
            Duration off = Duration.ZERO;
            LoadSpec loading = new LoadSpec(off, null, off, off, off, RefreshAhead.OFF, null);
            SpecCheck.check("a", CacheSpec.builtIn().loading(loading).hotKeys(new HotKeySpec(0, null)));
        });
    }
}
