package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import org.jspecify.annotations.Nullable;

/** An entry that was read from Redis. */
public final class RedisEntry extends CacheEntry {

    private final int bytes;

    RedisEntry(
            @Nullable Object value, long ttlNanos, long freshNanos, long costNanos, int @Nullable [] tags, int bytes) {
        super(value, ttlNanos, freshNanos, costNanos, tags);
        this.bytes = bytes;
    }

    /** Length of the value in Redis. */
    public int bytes() {
        return bytes;
    }
}
