package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore;
import org.jspecify.annotations.Nullable;

/** Why there is nothing to load now: a value is there, another loads it, or has failed to. */
record Hindrance(
        @Nullable CacheEntry present,
        @Nullable String heldBy,
        @Nullable String failure,
        long restNanos) implements CacheStore.Fill {

    static Hindrance present(CacheEntry entry) {
        return new Hindrance(entry, null, null, 0);
    }

    static Hindrance held(String holder) {
        return new Hindrance(null, holder, null, 0);
    }

    static Hindrance failed(String failure, long restNanos) {
        return new Hindrance(null, null, failure, restNanos);
    }

    @Override
    public boolean complete(CacheEntry entry) {
        return false;
    }
}
