package io.leafboot.cache.registry;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.Eviction;
import io.leafboot.cache.HotKeySpec;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.RefreshAhead;
import io.leafboot.cache.WriterSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranges of a cache's settings. Each message names the setting, its value and the fix. */
final class SpecCheck {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    private final String path;

    private SpecCheck(String path) {
        this.path = path;
    }

    /** Checks the settings of a cache, defaults applied. */
    static void check(String cache, CacheSpec spec) {
        SpecCheck check = new SpecCheck(CacheSpec.path(cache));
        check.ranges(spec);
        if (spec.eviction() == Eviction.TTL && spec.ttl() == null) {
            throw check.invalid("eviction", "ttl", "needs a time to live", "Set " + check.path + ".ttl.");
        }
    }

    /** Checks what is known of the defaults without a cache. */
    static void checkDefaults(CacheSpec defaults) {
        new SpecCheck("cache.defaults").ranges(defaults);
    }

    private void ranges(CacheSpec spec) {
        Long maxSize = spec.maxSize();
        Long maxBytes = spec.maxBytes();
        if (maxSize != null && maxBytes != null) {
            throw invalid("max-size", maxSize, "stands beside max-bytes (" + maxBytes + ")", "Set one of the two.");
        }
        range("max-size", maxSize, 1, Long.MAX_VALUE);
        range("max-bytes", maxBytes, 1, Long.MAX_VALUE);
        range("ttl", spec.ttl(), SHORTEST, LONGEST);
        range("idle-ttl", spec.idleTtl(), SHORTEST, LONGEST);
        range("local-ttl", spec.localTtl(), SHORTEST, LONGEST);
        range("null-ttl", spec.nullTtl(), SHORTEST, LONGEST);
        range("cleanup-interval", spec.cleanupInterval(), Duration.ofMillis(100), Duration.ofDays(1));
        range("write-behind.interval", spec.writeInterval(), SHORTEST, Duration.ofMinutes(1));
        range("write-behind.batch-size", spec.writeBatchSize(), 1, 10_000);
        range("copies", spec.copies(), 1, 10);
        loading(spec.loading());
        hotKeys(spec.hotKeys());
        writer(spec.writer());
        List<String> tags = spec.tags();
        if (tags != null && tags.size() > 20) {
            throw invalid("tags", tags.size() + " expressions", "are too many", "Set at most 20.");
        }
        Double jitter = spec.jitter();
        if (jitter != null && !(jitter >= 0 && jitter <= 0.9)) {
            throw invalid("jitter", jitter, "is out of range", "Set it to a share from 0% to 90%.");
        }
        String prefix = spec.keyPrefix();
        if (prefix != null && (prefix.isBlank() || prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0)) {
            throw invalid(
                    "key-prefix",
                    "'" + prefix + "'",
                    "is blank or holds a brace",
                    "Set it to some text without braces: it keeps this application's keys apart from others'.");
        }
    }

    private void loading(LoadSpec loading) {
        rangeOrZero("stale-for", loading.staleFor(), LONGEST);
        range("stale-retry", loading.staleRetry(), SHORTEST, Duration.ofDays(1));
        rangeOrZero("failure-ttl", loading.failureTtl(), Duration.ofDays(1));
        rangeOrZero("soft-timeout", loading.softTimeout(), Duration.ofHours(1));
        rangeOrZero("hard-timeout", loading.hardTimeout(), Duration.ofHours(1));
        range("lease-time", loading.leaseTime(), Duration.ofMillis(100), Duration.ofHours(1));
        RefreshAhead ahead = loading.refreshAhead();
        Double share = ahead == null ? null : ahead.share();
        if (ahead != null && share != null && !(share > 0 && share <= 1)) {
            throw invalid(
                    "refresh-ahead",
                    ahead,
                    "is out of range",
                    "Set it to a share above 0% and up to 100%, to auto or to off.");
        }
    }

    private void hotKeys(HotKeySpec hotKeys) {
        Integer threshold = hotKeys.threshold();
        if (threshold != null && threshold != 0) {
            range("hot-keys.threshold", threshold, 2, 1_000_000);
        }
        range("hot-keys.local-ttl", hotKeys.localTtl(), SHORTEST, Duration.ofHours(1));
    }

    private void writer(WriterSpec writer) {
        range("writer.interval", writer.interval(), SHORTEST, Duration.ofMinutes(10));
        range("writer.batch-size", writer.batchSize(), 1, 10_000);
        range("writer.queue-size", writer.queueSize(), 1, 1_000_000);
        range("writer.max-attempts", writer.maxAttempts(), 1, 1000);
        range("writer.backoff", writer.backoff(), SHORTEST, Duration.ofHours(1));
    }

    private void rangeOrZero(String setting, @Nullable Duration value, Duration max) {
        if (value != null && !value.isZero()) {
            range(setting, value, SHORTEST, max);
        }
    }

    private void range(String setting, @Nullable Integer value, int min, int max) {
        range(setting, value == null ? null : value.longValue(), min, max);
    }

    private void range(String setting, @Nullable Long value, long min, long max) {
        if (value != null && (value < min || value > max)) {
            throw invalid(
                    setting,
                    value,
                    "is out of range",
                    max == Long.MAX_VALUE
                            ? "Set it to at least " + min + "."
                            : "Set it between " + min + " and " + max + ".");
        }
    }

    private void range(String setting, @Nullable Duration value, Duration min, Duration max) {
        if (value != null && (value.compareTo(min) < 0 || value.compareTo(max) > 0)) {
            throw invalid(
                    setting, text(value), "is out of range", "Set it between " + text(min) + " and " + text(max) + ".");
        }
    }

    private InvalidCacheSpecException invalid(String setting, Object value, String problem, String fix) {
        return new InvalidCacheSpecException(path + "." + setting + " is " + value + ", which " + problem + ".", fix);
    }

    private static String text(Duration duration) {
        if (duration.getNano() % 1_000_000 != 0) {
            return duration.toString();
        }
        if (duration.getNano() != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.getSeconds();
        return seconds % 86_400 == 0 && seconds != 0 ? duration.toDays() + "d" : seconds + "s";
    }
}
