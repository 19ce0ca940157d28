package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.loading.AsyncCall;
import io.leafboot.cache.loading.AsyncLoad;
import io.leafboot.cache.loading.CacheLoading;
import io.leafboot.cache.loading.EntryFactory;
import io.leafboot.cache.loading.Load;
import io.leafboot.cache.loading.LoadingThreads;
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
    private final EntryFactory entries;

    ReadThrough(CacheSource source, CacheLoading loading, LoadingThreads threads, EntryFactory entries) {
        this.source = source;
        this.loading = loading;
        this.threads = threads;
        this.entries = entries;
    }

    /** The value of a key, of which this entry was found. */
    @Nullable
    ValueWrapper get(Object key, @Nullable CacheEntry entry) {
        Callable<@Nullable Object> loader = () -> source.load(key);
        if (entry != null && !LookUps.isOld(entry)) {
            loading.refreshIfDue(key, entry, Load.of(loader));
            return entry;
        }
        return wrapped(loaded(key, () -> loading.load(key, entry, Load.ofSource(loader)), loader));
    }

    private @Nullable ValueWrapper wrapped(@Nullable Object value) {
        return entries.keeps(value) ? new SimpleValueWrapper(value) : null;
    }

    /** Like {@link #get}, without waiting: a loader does wait, so it is called in the background. */
    CompletableFuture<@Nullable ValueWrapper> getAsync(
            Object key, Supplier<CompletableFuture<@Nullable CacheEntry>> lookUp) {
        Callable<@Nullable Object> loader = () -> source.load(key);
        AsyncCall call = loading.call(key, AsyncLoad.of(() -> threads.submit(loader)));
        return lookUp.get().thenCompose(entry -> {
            if (entry != null && !LookUps.isOld(entry)) {
                loading.refreshIfDue(key, entry, Load.of(loader));
                return CompletableFuture.<@Nullable ValueWrapper>completedFuture(entry);
            }
            return call.load(entry).<@Nullable ValueWrapper>thenApply(this::wrapped);
        });
    }

    /** The values of several keys, of which this was found, in their order. */
    Map<Object, @Nullable Object> getAll(Collection<?> keys, LookUps.Found found) {
        Callable<Map<Object, @Nullable Object>> load =
                () -> loading.bulk(found.missing(), source::loadAll).shared(key -> () -> source.load(key));
        Map<Object, @Nullable Object> loaded = loaded(found.missing().keySet(), load, load);
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        for (Object key : keys) {
            boolean there = found.values().containsKey(key);
            Object value = there ? found.values().get(key) : loaded.get(key);
            if (there || entries.keeps(value)) {
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
