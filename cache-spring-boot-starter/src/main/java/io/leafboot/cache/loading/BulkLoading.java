package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.NamedCache.BulkLoader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Loads of several keys at once, which are announced, and kept unless a key was written meanwhile, like those of one. They wait
 * for nobody, and nobody waits for them: two callers who wait for some of each other's keys would not end.
 */
public final class BulkLoading {

    /** What is asked of a store together, within one time limit. */
    private static final int AT_ONCE = 1000;

    private final Fills fills;
    private final LoadCounters counters;
    private final StoreErrors errors;

    BulkLoading(Fills fills, LoadCounters counters, StoreErrors errors) {
        this.fills = fills;
        this.counters = counters;
        this.errors = errors;
    }

    /**
     * Loads what is missing.
     *
     * @param keys keys that were not found, or found too old
     * @param old the entries of the latter
     * @return key to value, for the keys that have one
     * @throws Exception what the load threw, unless there is an old value of every key
     */
    public Map<Object, Object> load(Collection<?> keys, Map<Object, CacheEntry> old, BulkLoader load) throws Exception {
        boolean inTransaction = fills.inTransaction();
        Map<Object, Object> values = new LinkedHashMap<>();
        Map<Object, Fill> begun = new LinkedHashMap<>();
        List<?> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            Map<Object, CompletableFuture<Fill>> asked = new LinkedHashMap<>();
            all.subList(from, Math.min(all.size(), from + AT_ONCE))
                    .forEach(key -> asked.put(key, fills.beginAsync(key, FillMode.SHARED, old.containsKey(key))));
            asked.forEach((key, future) -> {
                Fill fill = future.join(); // which ends in time
                CacheEntry present = fill.present();
                if (present == null) {
                    begun.put(key, fill);
                } else {
                    put(values, key, present.get());
                }
            });
        }
        if (begun.isEmpty()) {
            return values;
        }
        Map<?, ? extends @Nullable Object> loaded;
        long began = System.nanoTime();
        try {
            loaded = load.load(new ArrayList<>(begun.keySet()));
            counters.loaded(began, true);
        } catch (Exception ex) {
            counters.loaded(began, false);
            if (!old.keySet().containsAll(begun.keySet())) {
                throw ex;
            }
            errors.onLoad(ex);
            old.forEach((key, entry) -> {
                if (begun.containsKey(key)) {
                    counters.staleAnswers.increment();
                    put(values, key, entry.get());
                }
            });
            return values;
        }
        long cost = System.nanoTime() - began;
        List<CompletableFuture<Boolean>> kept = new ArrayList<>();
        begun.forEach((key, fill) -> {
            Object value = loaded.get(key);
            put(values, key, value);
            kept.add(fills.keepAsync(fill, key, value, cost, inTransaction));
            if (kept.size() == AT_ONCE) {
                kept.forEach(CompletableFuture::join);
                kept.clear();
            }
        });
        kept.forEach(CompletableFuture::join);
        return values;
    }

    private static void put(Map<Object, Object> values, Object key, @Nullable Object value) {
        if (value != null) {
            values.put(key, value);
        }
    }
}
