package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.memory.LocalLevel;
import io.leafboot.cache.redis.RedisEntry;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** Which entries get a copy in memory, and what each weighs there. */
final class Copies {

    private static final int UNWEIGHABLE = -1;

    private final LocalLevel local;
    /** Where not every key gets a place in memory. */
    private final @Nullable HotKeys hot;

    private final ToIntBiFunction<Object, @Nullable Object> weigher;

    Copies(LocalLevel local, @Nullable HotKeys hot, ToIntBiFunction<Object, @Nullable Object> weigher) {
        this.local = local;
        this.hot = hot;
        this.weigher = weigher;
    }

    private boolean hasPlace(Object key) {
        return hot == null || hot.isHot(key);
    }

    /** Keeps a copy of what was read from the remote level. */
    void keepRead(Object key, RedisEntry entry, LocalLevel.Token token) {
        if (hasPlace(key)) {
            local.keep(key, entry, entry.bytes(), token);
        }
    }

    /**
     * Keeps a copy of what was loaded.
     *
     * @return whether the key is not known to have been written since the token was taken, and the value can be kept
     */
    boolean keepLoaded(Object key, CacheEntry entry, LocalLevel.Token token) {
        if (!hasPlace(key)) {
            return local.isCurrent(token);
        }
        int weight = weight(key, entry);
        return weight != UNWEIGHABLE && local.keep(key, entry, weight, token);
    }

    /** Ends a write, and keeps a copy of what was written; {@code null} for nothing. */
    void endWrite(Object key, @Nullable CacheEntry entry, LocalLevel.Token token) {
        int weight = entry == null || !hasPlace(key) ? UNWEIGHABLE : weight(key, entry);
        local.endWrite(key, weight == UNWEIGHABLE ? null : entry, weight, token);
    }

    /** Bytes; {@link #UNWEIGHABLE} for what cannot be written and so is not kept. */
    private int weight(Object key, CacheEntry entry) {
        try {
            return local.weighed() ? weigher.applyAsInt(key, entry.get()) : 1;
        } catch (CacheStoreException ex) {
            return UNWEIGHABLE; // the remote level cannot write it either, and says so
        }
    }
}
