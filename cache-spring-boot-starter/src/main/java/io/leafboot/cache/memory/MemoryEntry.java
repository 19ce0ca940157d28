package io.leafboot.cache.memory;

import io.leafboot.cache.CacheEntry;
import org.jspecify.annotations.Nullable;

/** An entry as memory keeps it. Subclasses add what tells whether it still holds. */
public class MemoryEntry extends CacheEntry {

    private final int weight;
    /** On the map's clock; written when the entry is mapped, before others can see it. */
    private long deadlineNanos;

    private boolean begun;

    /**
     * An entry.
     *
     * @param weight bytes that count against {@code max-bytes}; not looked at where there is no such bound
     */
    public MemoryEntry(@Nullable Object value, long ttlNanos, int weight) {
        super(value, ttlNanos);
        this.weight = weight;
    }

    final int weight() {
        return weight;
    }

    /** Begins the life of the entry, unless it has begun, and tells how long it may go without being read. */
    final long begin(long now, long idleNanos) {
        if (begun) {
            return renew(now, idleNanos);
        }
        begun = true;
        deadlineNanos = ttlNanos() >= FOREVER - Math.max(now, 0) ? FOREVER : now + ttlNanos();
        return Math.min(idleNanos, ttlNanos());
    }

    /** How long the entry may go without being read from now on. */
    final long renew(long now, long idleNanos) {
        return deadlineNanos == FOREVER ? idleNanos : Math.max(0, Math.min(idleNanos, deadlineNanos - now));
    }
}
