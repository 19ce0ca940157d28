package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Entries with the time to live that a cache's settings give them. */
final class EntryFactory {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final String cache;
    private final long ttlNanos;
    private final long nullTtlNanos;
    private final double jitter;

    EntryFactory(String cache, CacheSpec spec) {
        this.cache = cache;
        this.ttlNanos = nanos(spec.ttl(), CacheEntry.FOREVER);
        this.nullTtlNanos = nanos(spec.nullTtl(), ttlNanos);
        this.jitter = spec.jitter() == null ? 0 : spec.jitter();
    }

    private static long nanos(@Nullable Duration duration, long otherwise) {
        return duration == null ? otherwise : duration.toNanos();
    }

    CacheEntry entry(@Nullable Object value) {
        long ttl = value == null ? nullTtlNanos : ttlNanos;
        if (jitter > 0 && ttl != CacheEntry.FOREVER) {
            // Shortened only: a time to live is a promise about how old a value may be.
            ttl = Math.max(
                    1, ttl - (long) (ttl * jitter * ThreadLocalRandom.current().nextDouble()));
        }
        return new CacheEntry(value, ttl);
    }

    CacheEntry entry(@Nullable Object value, Duration ttl) {
        if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "Time to live for cache '" + cache + "' is " + ttl + ", but must be positive and at most 365 days");
        }
        return new CacheEntry(value, ttl.toNanos());
    }
}
