package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.LoadFailure;
import io.leafboot.cache.memory.LocalLevel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load while the remote level is away: memory carries it. */
final class MemoryFill implements Fill {

    private final LocalLevel local;
    private final Copies copies;
    private final Object key;
    private final LocalLevel.Token token;

    MemoryFill(LocalLevel local, Copies copies, Object key, LocalLevel.Token token) {
        this.local = local;
        this.copies = copies;
        this.key = key;
        this.token = token;
    }

    @Override
    public boolean complete(CacheEntry entry) {
        return copies.keepLoaded(key, entry, token);
    }

    @Override
    public CompletableFuture<Boolean> release(@Nullable LoadFailure failure) {
        return CompletableFuture.completedFuture(local.isCurrent(token));
    }
}
