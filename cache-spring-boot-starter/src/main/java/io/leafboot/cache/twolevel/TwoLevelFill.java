package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.LoadFailure;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.memory.LocalLevel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load of both levels: the remote one decides, and what it keeps is kept in memory, too. */
final class TwoLevelFill implements Fill {

    private final Copies copies;
    private final Object key;
    private final LocalLevel.Token token;
    private final Fill remote;

    TwoLevelFill(Copies copies, Object key, LocalLevel.Token token, Fill remote) {
        this.copies = copies;
        this.key = key;
        this.token = token;
        this.remote = remote;
    }

    @Override
    public @Nullable CacheEntry present() {
        return remote.present();
    }

    @Override
    public @Nullable String heldBy() {
        return remote.heldBy();
    }

    @Override
    public boolean isLease() {
        return remote.isLease();
    }

    @Override
    public @Nullable String failure() {
        return remote.failure();
    }

    @Override
    public long restNanos() {
        return remote.restNanos();
    }

    @Override
    public boolean complete(CacheEntry entry) {
        try {
            return remote.complete(entry) && keptInBoth(entry);
        } catch (CacheStoreException ex) {
            return copies.keepLoaded(key, entry, token);
        }
    }

    @Override
    public CompletableFuture<Boolean> completeAsync(CacheEntry entry) {
        return remote.completeAsync(entry)
                .handle((kept, failure) ->
                        failure != null ? copies.keepLoaded(key, entry, token) : kept && keptInBoth(entry));
    }

    private boolean keptInBoth(CacheEntry entry) {
        copies.keepLoaded(key, entry, token);
        return true;
    }

    @Override
    public CompletableFuture<Boolean> release(@Nullable LoadFailure failure) {
        return remote.release(failure);
    }
}
