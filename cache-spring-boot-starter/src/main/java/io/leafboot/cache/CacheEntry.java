package io.leafboot.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/** A value and how long it may be kept. It is Spring's {@code ValueWrapper}, so that a hit allocates nothing. */
public class CacheEntry implements Cache.ValueWrapper {

    /** A time to live without end, in nanoseconds. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** How many numbers there are for tags: {@link #tags}. */
    public static final int TAG_NUMBERS = 1 << 16;

    private final @Nullable Object value;
    private final long ttlNanos;
    private final long freshNanos;
    private final int costMillis;
    private final int @Nullable [] tags;

    /**
     * An entry.
     *
     * @param value the value
     * @param ttlNanos nanoseconds from now after which it must not be seen any more; {@link #FOREVER} for no end
     */
    public CacheEntry(@Nullable Object value, long ttlNanos) {
        this(value, ttlNanos, ttlNanos, 0, null);
    }

    /**
     * An entry that may be kept after it is old.
     *
     * @param value the value
     * @param ttlNanos nanoseconds from now after which it must not be seen any more; {@link #FOREVER} for no end
     * @param freshNanos nanoseconds from now after which it is old; not above 0 if it is
     * @param costNanos how long it took to load; 0 if that is not known
     * @param tags numbers of its tags, each from 0 and below {@link #TAG_NUMBERS}; at most 200; {@code null} for none
     */
    public CacheEntry(@Nullable Object value, long ttlNanos, long freshNanos, long costNanos, int @Nullable [] tags) {
        if (ttlNanos <= 0) {
            throw new IllegalArgumentException("Time to live is " + ttlNanos + " ns, but must be positive");
        }
        this.value = value;
        this.ttlNanos = ttlNanos;
        this.freshNanos = freshNanos;
        this.costMillis = (int) Math.min(Integer.MAX_VALUE, costNanos / 1_000_000);
        this.tags = tags;
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

    /** Nanoseconds until the entry is old, and answered only while there is nothing better; not above 0 if it is. */
    public long freshNanos() {
        return freshNanos;
    }

    /** Whether the entry may be old in its life; then {@link #freshNanos} tells whether it is. */
    public final boolean mayBeOld() {
        return freshNanos < ttlNanos;
    }

    /** How long it took to load, in nanoseconds with the precision of milliseconds; 0 if that is not known. */
    public final long costNanos() {
        return costMillis * 1_000_000L;
    }

    /** Numbers of its tags; {@code null} for none. Several tags may have one number: who evicts by it evicts more than asked. */
    @SuppressWarnings("EI_EXPOSE_REP") // read only, on every hit
    public final int @Nullable [] tags() {
        return tags;
    }

    @Override
    public String toString() {
        return "CacheEntry for " + value;
    }
}
