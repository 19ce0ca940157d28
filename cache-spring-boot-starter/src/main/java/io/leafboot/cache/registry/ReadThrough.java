package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.loading.AsyncLoad;
import io.leafboot.cache.loading.CacheLoading;
import io.leafboot.cache.loading.Load;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.loading.SharedBulkLoad;
import io.leafboot.cache.source.CacheSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.cache.support.SimpleValueWrapper;

/** What a cache answers that has a loader of its own: what there is, or what that gives. */
final class ReadThrough {

    private final CacheSource source;
    private final CacheLoading loading;
    private final LoadingThreads threads;
    private final boolean cacheNulls;

    ReadThrough(CacheSource source, CacheLoading loading, LoadingThreads threads, boolean cacheNulls) {
        this.source = source;
        this.loading = loading;
        this.threads = threads;
        this.cacheNulls = cacheNulls;
    }

    /** The value of a key, of which this entry was found. */
    @Nullable
    ValueWrapper get(Object key, @Nullable CacheEntry entry) {
        Callable<@Nullable Object> loader = () -> source.load(key);
        if (entry != null && !DefaultNamedCache.isOld(entry)) {
            loading.refreshIfDue(key, entry, Load.of(loader));
            return entry;
        }
        return wrapped(loaded(key, () -> loading.load(key, entry, Load.ofSource(loader)), loader));
    }

    private @Nullable ValueWrapper wrapped(@Nullable Object value) {
        return value == null && !cacheNulls ? null : new SimpleValueWrapper(value);
    }

    /** Like {@link #get}, without waiting: a loader does wait, so it is called in the background. */
    CompletableFuture<@Nullable ValueWrapper> getAsync(
            Object key, Supplier<CompletableFuture<@Nullable CacheEntry>> lookUp) {
        Callable<@Nullable Object> loader = () -> source.load(key);
        CacheLoading.Call call = loading.call(key, AsyncLoad.of(() -> threads.submit(loader)));
        return lookUp.get().thenCompose(entry -> {
            if (entry != null && !DefaultNamedCache.isOld(entry)) {
                loading.refreshIfDue(key, entry, Load.of(loader));
                return CompletableFuture.<@Nullable ValueWrapper>completedFuture(entry);
            }
            return call.load(entry).<@Nullable ValueWrapper>thenApply(this::wrapped);
        });
    }

    /**
     * The values of several keys, in their order.
     *
     * @param present values that were found
     * @param missing keys that were not, with their old entries
     */
    Map<Object, @Nullable Object> getAll(
            Collection<?> keys, Map<Object, @Nullable Object> present, Map<Object, @Nullable CacheEntry> missing) {
        Callable<Map<Object, @Nullable Object>> load =
                () -> new SharedBulkLoad(loading, source::loadAll).load(missing, source::load);
        Map<Object, @Nullable Object> loaded = loaded(missing.keySet(), load, load);
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        for (Object key : keys) {
            boolean found = present.containsKey(key);
            Object value = found ? present.get(key) : loaded.get(key);
            if (found || value != null || cacheNulls) {
                values.put(key, value);
            }
        }
        return values;
    }

    /** Runs a load; what it throws comes in the exception that Spring has for it. */
    static <T extends @Nullable Object> T loaded(Object key, Callable<T> load, Callable<?> valueLoader) {
        try {
            return load.call();
        } catch (Error ex) {
            throw ex;
        } catch (Throwable ex) {
            if (ex instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ValueRetrievalException(key, valueLoader, ex);
        }
    }
}
