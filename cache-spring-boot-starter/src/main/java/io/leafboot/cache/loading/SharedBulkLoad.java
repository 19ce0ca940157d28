package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A load of several keys that takes part in what loads of one key share, unlike {@link BulkLoading}: what nobody loads yet is
 * loaded with one call of the source, on the caller's thread, and others may wait for it; what somebody loads is waited for
 * when that has ended, and nobody waits for the caller any more. It keeps loads of other nodes out no more than they keep it
 * out: it would have to wait for each in turn.
 */
public final class SharedBulkLoad {

    private final CacheLoading loading;
    private final Source source;

    /** How to get several values. */
    @FunctionalInterface
    public interface Source {

        /** Asks the source; a key that is left out has no value. */
        Map<Object, Object> loadAll(Collection<?> keys) throws Exception;
    }

    /** How to get one. */
    @FunctionalInterface
    public interface Single {

        /** Asks the source. */
        @Nullable
        Object load(Object key) throws Exception;
    }

    /** A load, to be run once. */
    public SharedBulkLoad(CacheLoading loading, Source source) {
        this.loading = loading;
        this.source = source;
    }

    /**
     * The values of these keys, loaded, shared, or old.
     *
     * @param missing the keys, each with the old value there is
     * @param single for keys that have to be loaded by themselves
     */
    public Map<Object, @Nullable Object> load(Map<Object, @Nullable CacheEntry> missing, Single single)
            throws Exception {
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        Map<Object, SingleFlight.Lead> led = new LinkedHashMap<>();
        try {
            for (Object key : missing.keySet()) {
                SingleFlight.Lead lead = loading.resting.of(key) == null ? loading.loads.lead(key) : null;
                if (lead != null) {
                    led.put(key, lead);
                }
            }
            loadLed(missing, led, values);
        } catch (Throwable ex) {
            led.values().forEach(lead -> lead.end(null, ex));
            throw ex;
        }
        for (Map.Entry<Object, @Nullable CacheEntry> each : missing.entrySet()) {
            Object key = each.getKey();
            if (!values.containsKey(key)) {
                values.put(key, loading.load(key, each.getValue(), () -> single.load(key)));
            }
        }
        return values;
    }

    private void loadLed(
            Map<Object, @Nullable CacheEntry> missing,
            Map<Object, SingleFlight.Lead> led,
            Map<Object, @Nullable Object> values)
            throws Exception {
        long asked = System.nanoTime();
        Map<Object, CompletableFuture<Fill>> begun = new LinkedHashMap<>();
        led.keySet()
                .forEach(key ->
                        begun.put(key, loading.fills.beginAsync(key, FillMode.SHARED, missing.get(key) != null)));
        Map<Object, Fill> fills = new LinkedHashMap<>();
        begun.forEach((key, begin) -> {
            Fill fill = begin.join();
            CacheEntry present = fill.present();
            if (present == null) {
                fills.put(key, fill);
            } else {
                values.put(key, present.get());
                end(led, key, new CacheLoading.Loaded(present.get(), true, asked));
            }
        });
        if (!fills.isEmpty()) {
            loadNew(missing, led, fills, values);
        }
    }

    private static void end(Map<Object, SingleFlight.Lead> led, Object key, CacheLoading.Loaded loaded) {
        SingleFlight.Lead lead = led.get(key);
        if (lead != null) {
            lead.end(loaded, null);
        }
    }

    private void loadNew(
            Map<Object, @Nullable CacheEntry> missing,
            Map<Object, SingleFlight.Lead> led,
            Map<Object, Fill> fills,
            Map<Object, @Nullable Object> values)
            throws Exception {
        long began = System.nanoTime();
        Map<Object, Object> loaded;
        try {
            loaded = call(List.copyOf(fills.keySet())); // which the loader may change
        } catch (Throwable ex) {
            loading.counters.loaded(began, false);
            fills.forEach((key, fill) -> loading.failed(key, fill, ex, missing.get(key) != null));
            answerOld(missing, led, fills.keySet(), values, ex);
            return;
        }
        loading.counters.loaded(began, true);
        long loadedAt = System.nanoTime();
        long cost = (loadedAt - began) / fills.size();
        boolean inTransaction = loading.fills.inTransaction();
        List<CompletableFuture<?>> kept = new ArrayList<>();
        fills.forEach((key, fill) -> {
            Object value = loaded.get(key);
            values.put(key, value);
            kept.add(loading.fills
                    .keepAsync(fill, key, value, cost, inTransaction)
                    .thenAccept(valid -> end(led, key, new CacheLoading.Loaded(value, valid, loadedAt))));
        });
        kept.forEach(CompletableFuture::join);
    }

    private Map<Object, Object> call(Collection<Object> keys) throws Exception {
        boolean nested = CacheLoading.LOADING.get() != null;
        CacheLoading.LOADING.set(true);
        try {
            return source.loadAll(keys);
        } finally {
            if (!nested) {
                CacheLoading.LOADING.remove();
            }
        }
    }

    private void answerOld(
            Map<Object, @Nullable CacheEntry> missing,
            Map<Object, SingleFlight.Lead> led,
            Collection<Object> keys,
            Map<Object, @Nullable Object> values,
            Throwable failure)
            throws Exception {
        for (Object key : keys) {
            CacheEntry old = missing.get(key);
            if (old == null || failure instanceof InterruptedException || !(failure instanceof Exception)) {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (Exception) failure;
            }
            values.put(key, loading.stale(old));
        }
        loading.errors.onLoad(failure);
        led.values().forEach(lead -> lead.end(null, failure));
    }
}
