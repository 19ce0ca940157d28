package io.leafboot.cache.memory;

import com.github.benmanes.caffeine.cache.Ticker;
import io.leafboot.cache.CacheEntry;
import org.jspecify.annotations.Nullable;

/** An entry as memory keeps it. Subclasses add what tells whether it still holds. */
public class MemoryEntry extends CacheEntry {

    private final int weight;
    /** On the map's clock; written when the entry is mapped, before others can see it. */
    private long beganNanos;

    private @Nullable Ticker clock;

    /**
     * An entry like another.
     *
     * @param ttlNanos how long memory keeps it, which may be less than the other says
     * @param weight bytes that count against {@code max-bytes}; not looked at where there is no such bound
     */
    public MemoryEntry(CacheEntry entry, long ttlNanos, int weight) {
        super(entry.get(), ttlNanos, entry.freshNanos(), entry.costNanos(), entry.tags());
        this.weight = weight;
    }

    final int weight() {
        return weight;
    }

    /** Begins the life of the entry, unless it has begun, and tells how long it may go without being read. */
    final long begin(Ticker ticker, long now, long idleNanos) {
        if (clock != null) {
            return renew(now, idleNanos);
        }
        beganNanos = now;
        clock = ticker;
        return Math.min(idleNanos, ttlNanos());
    }

    /** How long the entry may go without being read from now on. */
    final long renew(long now, long idleNanos) {
        return ttlNanos() == FOREVER ? idleNanos : Math.max(0, Math.min(idleNanos, ttlNanos() - (now - beganNanos)));
    }

    @Override
    public final long freshNanos() {
        long fresh = super.freshNanos();
        return clock == null || fresh == FOREVER ? fresh : fresh - (clock.read() - beganNanos);
    }
}
