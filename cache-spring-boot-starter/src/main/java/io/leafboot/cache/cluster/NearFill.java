package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.LoadFailure;
import io.leafboot.cache.memory.LocalLevel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load whose value is kept near, too. */
final class NearFill implements Fill {

    private final Fill fill;
    private final NearCopies near;
    private final Object key;
    private final String text;
    private final LocalLevel.Token token;

    NearFill(Fill fill, NearCopies near, Object key, String text) {
        this.fill = fill;
        this.near = near;
        this.key = key;
        this.text = text;
        this.token = near.level().token(text);
    }

    @Override
    public @Nullable CacheEntry present() {
        return fill.present();
    }

    @Override
    public @Nullable String heldBy() {
        return fill.heldBy();
    }

    @Override
    public boolean isLease() {
        return fill.isLease();
    }

    @Override
    public @Nullable String failure() {
        return fill.failure();
    }

    @Override
    public long restNanos() {
        return fill.restNanos();
    }

    @Override
    public boolean complete(CacheEntry entry) {
        return kept(entry, fill.complete(entry));
    }

    @Override
    public CompletableFuture<Boolean> completeAsync(CacheEntry entry) {
        return fill.completeAsync(entry).thenApply(kept -> kept(entry, kept));
    }

    private boolean kept(CacheEntry entry, boolean kept) {
        if (kept) {
            near.keep(key, text, entry, null, token);
        }
        return kept;
    }

    @Override
    public CompletableFuture<Boolean> release(@Nullable LoadFailure failure) {
        return fill.release(failure);
    }
}
