package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Which values a cache keeps, and with which tags, times to live and to be old: what its settings say of entries. */
public final class EntryFactory {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final String cache;
    private final long ttlNanos;
    private final long nullTtlNanos;
    private final long staleNanos;
    private final double jitter;
    private final boolean cacheNulls;
    private final Tags tags;
    private final StoreErrors errors;

    /** For one cache. */
    public EntryFactory(String cache, CacheSpec spec, StoreErrors errors) {
        this.cache = cache;
        this.ttlNanos = nanos(spec.ttl(), CacheEntry.FOREVER);
        this.nullTtlNanos = nanos(spec.nullTtl(), ttlNanos);
        this.staleNanos = nanos(spec.loading().staleFor(), 0);
        this.jitter = spec.jitter() == null ? 0 : spec.jitter();
        this.cacheNulls = !Boolean.FALSE.equals(spec.cacheNulls());
        this.tags = new Tags(CacheSpec.path(cache), spec.tags());
        this.errors = errors;
    }

    static long nanos(@Nullable Duration duration, long otherwise) {
        return duration == null ? otherwise : duration.toNanos();
    }

    /** Whether a cache with these settings keeps this value: all of them, or all but {@code null}. */
    public boolean keeps(@Nullable Object value) {
        return value != null || cacheNulls;
    }

    /**
     * An entry; {@code null} for a value that is not kept, or whose tags cannot be told: then it must not be, for nobody could
     * evict it by them.
     */
    public @Nullable CacheEntry entry(Object key, @Nullable Object value) {
        return entry(key, value, 0L);
    }

    /** Like {@link #entry(Object, Object)}, for a value that took this long to load. */
    @Nullable
    CacheEntry entry(Object key, @Nullable Object value, long costNanos) {
        if (!keeps(value)) {
            return null;
        }
        long ttl = ttlNanos(value);
        if (jitter > 0 && ttl != CacheEntry.FOREVER) {
            // Shortened only: a time to live is a promise about how old a value may be.
            ttl = Math.max(
                    1, ttl - (long) (ttl * jitter * ThreadLocalRandom.current().nextDouble()));
        }
        return entry(key, value, ttl, costNanos);
    }

    /**
     * Like {@link #entry(Object, Object)}, with a time to live of its own.
     *
     * @throws IllegalArgumentException if it is not positive, or above 365 days, and the value is kept
     */
    public @Nullable CacheEntry entry(Object key, @Nullable Object value, Duration ttl) {
        if (!keeps(value)) {
            return null;
        }
        if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "Time to live for cache '" + cache + "' is " + ttl + ", but must be positive and at most 365 days");
        }
        return entry(key, value, ttl.toNanos(), 0);
    }

    private @Nullable CacheEntry entry(Object key, @Nullable Object value, long ttl, long costNanos) {
        int[] numbers;
        try {
            numbers = tags.of(key, value);
        } catch (RuntimeException ex) {
            errors.onTags(ex);
            return null;
        }
        long kept = ttl >= CacheEntry.FOREVER - staleNanos ? CacheEntry.FOREVER : ttl + staleNanos;
        return new CacheEntry(value, kept, kept == CacheEntry.FOREVER ? kept : ttl, costNanos, numbers);
    }

    /** Time to live of a value of this cache, without jitter. */
    long ttlNanos(@Nullable Object value) {
        return value == null ? nullTtlNanos : ttlNanos;
    }

    /** Number of a tag, as entries carry it. */
    public int tagNumber(Object tag) {
        return Tags.number(tag);
    }
}
