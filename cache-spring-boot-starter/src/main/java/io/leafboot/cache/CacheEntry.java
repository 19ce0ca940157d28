package io.leafboot.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/** A value and how long it may be kept. It is Spring's {@code ValueWrapper}, so that a hit allocates nothing. */
public class CacheEntry implements Cache.ValueWrapper {

    /** A time to live without end, in nanoseconds. */
    public static final long FOREVER = Long.MAX_VALUE;

    private final @Nullable Object value;
    private final long ttlNanos;

    /**
     * An entry.
     *
     * @param value the value
     * @param ttlNanos nanoseconds from now after which it must not be seen any more; {@link #FOREVER} for no end
     */
    public CacheEntry(@Nullable Object value, long ttlNanos) {
        if (ttlNanos <= 0) {
            throw new IllegalArgumentException("Time to live is " + ttlNanos + " ns, but must be positive");
        }
        this.value = value;
        this.ttlNanos = ttlNanos;
    }

    /** An entry that lives for {@code ttl}; {@code null} means forever. */
    public static CacheEntry of(@Nullable Object value, @Nullable Duration ttl) {
        return new CacheEntry(value, ttl == null ? FOREVER : ttl.toNanos());
    }

    @Override
    public final @Nullable Object get() {
        return value;
    }

    /** Nanoseconds that the entry may live from when it was made or read; {@link #FOREVER} for no end. */
    public final long ttlNanos() {
        return ttlNanos;
    }

    @Override
    public String toString() {
        return "CacheEntry for " + value;
    }
}
