package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/**
 * A cache as one caller sees it who asks for a key, computes what is missing and puts it: the put is the end of the load that
 * the miss began. The miss and the put may happen on different threads, one after the other.
 */
final class ReadThroughView implements Cache {

    private final DefaultNamedCache cache;
    private volatile @Nullable Missed missed;

    ReadThroughView(DefaultNamedCache cache) {
        this.cache = cache;
    }

    private record Missed(Object key, CacheStore.Fill fill) {}

    @Override
    public @Nullable ValueWrapper get(Object key) {
        CacheEntry entry = cache.lookUp(key);
        return entry != null ? entry : beginLoad(key);
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        CompletableFuture<@Nullable CacheEntry> found = cache.lookUpAsync(key);
        CompletableFuture<@Nullable ValueWrapper> value = found.thenCompose(entry -> entry != null
                ? CompletableFuture.<@Nullable ValueWrapper>completedFuture(entry)
                : cache.loading().beginFillAsync(key).<@Nullable ValueWrapper>thenApply(fill -> begun(key, fill)));
        return value.isDone() && value.join() == null ? null : value;
    }

    private @Nullable ValueWrapper beginLoad(Object key) {
        return begun(key, cache.loading().beginFill(key));
    }

    private @Nullable ValueWrapper begun(Object key, CacheStore.Fill fill) {
        CacheEntry present = fill.present();
        if (present == null) {
            missed = new Missed(key, fill);
        }
        return present;
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        Missed load = missed;
        if (load != null && load.key.equals(key)) {
            missed = null;
            cache.loading().keep(load.fill, value);
        } else {
            cache.put(key, value);
        }
    }

    @Override
    public String getName() {
        return cache.getName();
    }

    @Override
    public Object getNativeCache() {
        return cache.getNativeCache();
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        return cache.get(key, type);
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        return cache.get(key, valueLoader);
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return cache.retrieve(key, valueLoader);
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        return cache.putIfAbsent(key, value);
    }

    @Override
    public void evict(Object key) {
        cache.evict(key);
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return cache.evictIfPresent(key);
    }

    @Override
    public void clear() {
        cache.clear();
    }

    @Override
    public boolean invalidate() {
        return cache.invalidate();
    }
}
