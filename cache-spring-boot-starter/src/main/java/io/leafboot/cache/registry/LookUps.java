package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.OnError;
import io.leafboot.cache.loading.StoreErrors;
import io.leafboot.cache.source.CacheSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache.ValueWrapper;

/**
 * What a cache has of its keys without loading anything: in its store, or still on the way to its source. Each look-up is
 * counted as a hit or a miss. A store that fails is a miss, unless the settings say otherwise.
 */
final class LookUps {

    private final CacheStore store;
    private final CacheSource source;
    private final CacheCounters counters;
    private final StoreErrors errors;
    private final boolean propagate;

    LookUps(CacheSpec spec, CacheStore store, CacheSource source, CacheCounters counters, StoreErrors errors) {
        this.store = store;
        this.source = source;
        this.counters = counters;
        this.errors = errors;
        this.propagate = spec.onError() == OnError.PROPAGATE;
    }

    /** Whether an entry is answered only while there is nothing better. */
    static boolean isOld(CacheEntry entry) {
        return entry.mayBeOld() && entry.freshNanos() <= 0;
    }

    static @Nullable CacheEntry fresh(@Nullable CacheEntry entry) {
        return entry == null || isOld(entry) ? null : entry;
    }

    /** The entry, be it old. */
    @Nullable
    CacheEntry find(Object key) {
        CacheEntry entry = peek(key);
        counters.lookedUp(fresh(entry) != null);
        return entry;
    }

    /** Like {@link #find}, not counted. */
    @Nullable
    CacheEntry peek(Object key) {
        CacheEntry entry;
        try {
            entry = store.get(key);
        } catch (CacheStoreException ex) {
            failed(ex);
            entry = null;
        }
        return orPending(key, entry);
    }

    private void failed(CacheStoreException failure) {
        errors.onRead(failure);
        if (propagate) {
            throw failure;
        }
    }

    private @Nullable CacheEntry orPending(Object key, @Nullable CacheEntry entry) {
        CacheEntry newer = fresh(entry) == null ? pending(key) : null;
        return newer != null ? newer : entry;
    }

    /** What waits to be written to the source, which has something older. */
    @Nullable
    CacheEntry pending(Object key) {
        ValueWrapper value = source.pending(key);
        return value == null ? null : CacheEntry.of(value.get(), null);
    }

    /** Like {@link #find}, without waiting. */
    CompletableFuture<@Nullable CacheEntry> findAsync(Object key) {
        CompletableFuture<@Nullable CacheEntry> found;
        try {
            found = store.getAsync(key);
        } catch (CacheStoreException ex) {
            found = CompletableFuture.failedFuture(ex);
        }
        return found.whenComplete((entry, failure) -> {
                    if (failure != null) {
                        errors.onRead(failure);
                    }
                })
                .exceptionallyCompose(failure -> propagate
                        ? CompletableFuture.failedFuture(
                                failure instanceof CompletionException && failure.getCause() != null
                                        ? failure.getCause()
                                        : failure)
                        : CompletableFuture.completedFuture(null))
                .<@Nullable CacheEntry>thenApply(entry -> orPending(key, entry))
                .whenComplete((entry, failure) -> counters.lookedUp(fresh(entry) != null));
    }

    /**
     * Several keys.
     *
     * @param values of those that were found
     * @param missing those that were not, each with the old entry there is; both in the order of the keys
     */
    record Found(Map<Object, @Nullable Object> values, Map<Object, @Nullable CacheEntry> missing) {}

    Found findAll(Set<?> keys) {
        Map<Object, CacheEntry> stored = readAll(keys);
        boolean writes = source.writes();
        Found found = new Found(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Object key : keys) {
            CacheEntry entry = stored.get(key);
            CacheEntry newest = writes ? orPending(key, entry) : entry;
            if (newest == null || isOld(newest)) {
                found.missing.put(key, newest);
            } else {
                found.values.put(key, newest.get());
            }
        }
        counters.lookedUp(found.values.size(), found.missing.size());
        return found;
    }

    private Map<Object, CacheEntry> readAll(Set<?> keys) {
        try {
            return store.getAll(keys);
        } catch (CacheStoreException ex) {
            failed(ex);
            return Map.of();
        }
    }
}
