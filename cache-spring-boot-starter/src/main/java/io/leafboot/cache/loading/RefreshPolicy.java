package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.RefreshAhead;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Whether a value that is read is to be loaded anew before its time is over. */
final class RefreshPolicy {

    private final EntryFactory entries;
    private final boolean off;
    private final @Nullable Double share;

    RefreshPolicy(EntryFactory entries, @Nullable RefreshAhead ahead) {
        this.entries = entries;
        this.off = ahead == null || RefreshAhead.OFF.equals(ahead);
        this.share = ahead == null ? null : ahead.share();
    }

    boolean isDue(CacheEntry entry) {
        if (off || entry.ttlNanos() == CacheEntry.FOREVER) {
            return false;
        }
        double left = entry.freshNanos();
        if (share != null) {
            // Of the cache's own time to live: an entry that was given a shorter one is loaded anew at once, and has it
            // then.
            long ttl = entries.ttlNanos(entry.get());
            return ttl != CacheEntry.FOREVER && left <= (1 - share) * ttl;
        }
        // XFetch: the longer the load takes, the earlier some reader begins it (Vattani et al., VLDB 2015, with beta =
        // 1).
        return -Math.log(1 - ThreadLocalRandom.current().nextDouble()) * entry.costNanos() >= left;
    }
}
