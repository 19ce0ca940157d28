package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load that the cluster knows of: its value is written only where the token is still there. */
final class ClusterFill implements CacheStore.Fill {

    private final Leases leases;
    private final String text;
    private final long token;
    private final String holder;
    private final Marks began;
    private final @Nullable Stored mine;

    /**
     * A load.
     *
     * @param holder who keeps others out; empty for nobody
     * @param began what was known of clears and evicts by tag when it began
     * @param mine what was under the key then
     */
    ClusterFill(Leases leases, String text, long token, String holder, Marks began, @Nullable Stored mine) {
        this.leases = leases;
        this.text = text;
        this.token = token;
        this.holder = holder;
        this.began = began;
        this.mine = mine;
    }

    @Override
    public boolean isLease() {
        return !holder.isEmpty();
    }

    @Override
    public boolean complete(CacheEntry entry) {
        return leases.map().await(written(entry));
    }

    @Override
    public CompletableFuture<Boolean> completeAsync(CacheEntry entry) {
        return leases.answers().apart(written(entry));
    }

    private CompletableFuture<Boolean> written(CacheEntry entry) {
        return leases.complete(text, token, leases.written(entry, began), mine);
    }

    @Override
    public CompletableFuture<Boolean> release(CacheStore.@Nullable LoadFailure failure) {
        return leases.answers()
                .apart(leases.release(text, token, holder, began, failure, mine))
                .exceptionally(away -> false); // the lease ends by itself
    }
}
