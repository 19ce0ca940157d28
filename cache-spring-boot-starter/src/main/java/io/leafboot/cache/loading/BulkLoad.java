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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A load of several keys with one call of their source, on the caller's thread: announced, and kept unless a key was written
 * meanwhile, like a load of one. It keeps loads of other nodes out no more than they keep it out: it would have to wait for
 * each in turn. To be run once.
 */
public final class BulkLoad {

    /** What is asked of a store together, within one time limit. */
    private static final int AT_ONCE = 1000;

    private final CacheLoading loading;
    private final Map<Object, @Nullable CacheEntry> missing;
    private final BulkLoader source;
    private final Fills.Caller caller;
    private final Map<Object, @Nullable Object> values = new LinkedHashMap<>();
    /** What others may wait for; the caller has to end each. */
    private final Map<Object, SingleFlight.Lead> led = new LinkedHashMap<>();

    BulkLoad(CacheLoading loading, Map<Object, @Nullable CacheEntry> missing, BulkLoader source) {
        this.loading = loading;
        this.missing = missing;
        this.source = source;
        this.caller = loading.fills.caller();
    }

    /**
     * Waits for nobody, and nobody waits for it: two callers who wait for some of each other's keys would not end.
     *
     * @return the values, loaded or old
     * @throws Exception what the source threw, unless there is an old value of every key
     */
    public Map<Object, @Nullable Object> alone() throws Exception {
        Map<Object, Fill> fills = begin(missing.keySet());
        if (fills.isEmpty()) {
            return values;
        }
        Map<?, ? extends @Nullable Object> loaded;
        long began = System.nanoTime();
        try {
            loaded = source.load(new ArrayList<>(fills.keySet()));
            loading.counters.loaded(began, true);
        } catch (Throwable ex) {
            loading.counters.loaded(began, false);
            for (Fill fill : fills.values()) {
                var unused = fill.release(null);
            }
            if (ex instanceof InterruptedException || !(ex instanceof Exception failure)) {
                throw ex;
            }
            answerOld(fills.keySet(), failure);
            return values;
        }
        keep(fills, loaded, began, 1);
        return values;
    }

    /**
     * Takes part in what loads of one key share: what nobody loads yet is loaded together, and others may wait for it; what
     * somebody loads is waited for when that has ended, and nobody waits for the caller any more.
     *
     * @param single loads a key by itself
     * @return the values, loaded, shared, or old
     * @throws Exception what the source threw
     */
    public Map<Object, @Nullable Object> shared(Function<Object, Load> single) throws Exception {
        try {
            for (Object key : missing.keySet()) {
                SingleFlight.Lead lead = loading.resting.of(key) == null ? loading.flights.lead(key) : null;
                if (lead != null) {
                    led.put(key, lead);
                }
            }
            loadLed();
        } catch (Throwable ex) {
            led.values().forEach(lead -> lead.end(null, ex));
            throw ex;
        }
        for (Map.Entry<Object, @Nullable CacheEntry> each : missing.entrySet()) {
            Object key = each.getKey();
            if (!values.containsKey(key)) {
                values.put(key, loading.load(key, each.getValue(), single.apply(key)));
            }
        }
        return values;
    }

    private void loadLed() throws Exception {
        Map<Object, Fill> fills = begin(led.keySet());
        if (fills.isEmpty()) {
            return;
        }
        Map<?, ? extends @Nullable Object> loaded;
        long began = System.nanoTime();
        try {
            loaded = LoadRunner.inLoad(() -> source.load(List.copyOf(fills.keySet())));
        } catch (Throwable ex) {
            loading.counters.loaded(began, false);
            fills.forEach((key, fill) -> {
                var unused = loading.runner.failed(key, fill, ex, missing.get(key) != null); // nobody waits for it
            });
            if (ex instanceof InterruptedException || !(ex instanceof Exception failure)) {
                throw ex;
            }
            answerOld(fills.keySet(), failure);
            led.values().forEach(lead -> lead.end(null, failure));
            return;
        }
        loading.counters.loaded(began, true);
        keep(fills, loaded, began, fills.size());
    }

    /** Announces loads; what turns out to be there is not loaded. */
    private Map<Object, Fill> begin(Collection<Object> keys) {
        long asked = System.nanoTime();
        Map<Object, Fill> fills = new LinkedHashMap<>();
        List<Object> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            Map<Object, CompletableFuture<Fill>> announced = new LinkedHashMap<>();
            all.subList(from, Math.min(all.size(), from + AT_ONCE))
                    .forEach(key -> announced.put(
                            key, loading.fills.beginAsync(key, FillMode.SHARED, missing.get(key) != null)));
            announced.forEach((key, future) -> {
                Fill fill = future.join(); // which ends in time
                CacheEntry present = fill.present();
                if (present == null) {
                    fills.put(key, fill);
                } else {
                    values.put(key, present.get());
                    end(key, Loaded.present(present.get(), asked));
                }
            });
        }
        return fills;
    }

    /**
     * Keeps what was loaded.
     *
     * @param among how many keys share what the load cost
     */
    private void keep(Map<Object, Fill> fills, Map<?, ? extends @Nullable Object> loaded, long began, int among) {
        long loadedAt = System.nanoTime();
        boolean inTransaction = caller.inTransaction() || loading.inTransaction();
        List<CompletableFuture<?>> kept = new ArrayList<>();
        fills.forEach((key, fill) -> {
            Object value = loaded.get(key);
            values.put(key, value);
            kept.add(loading.fills
                    .keepAsync(fill, key, value, (loadedAt - began) / among, inTransaction, caller)
                    .thenAccept(unwritten -> end(key, Loaded.of(value, inTransaction, unwritten, began, loadedAt))));
            if (kept.size() == AT_ONCE) {
                kept.forEach(CompletableFuture::join);
                kept.clear();
            }
        });
        kept.forEach(CompletableFuture::join);
    }

    /** The outcome of a key, for those who wait for it. */
    private void end(Object key, Loaded loaded) {
        SingleFlight.Lead lead = led.get(key);
        if (lead != null) {
            lead.end(loaded, null);
        }
    }

    /** Answers old values, if there is one of every key. */
    private void answerOld(Collection<Object> keys, Exception failure) throws Exception {
        Map<Object, @Nullable Object> answers = new LinkedHashMap<>();
        for (Object key : keys) {
            CacheEntry old = missing.get(key);
            if (old == null) {
                throw failure;
            }
            answers.put(key, old.get());
        }
        loading.counters.staleAnswers.add(answers.size());
        loading.errors.onLoad(failure);
        values.putAll(answers);
    }
}
