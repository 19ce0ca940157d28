package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.loading.AfterCommit;
import io.leafboot.cache.loading.CacheLoading;
import io.leafboot.cache.loading.EntryFactory;
import io.leafboot.cache.source.CacheSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts of one cache: into its source, if that has a writer, and into its store. Inside a transaction they wait for its commit;
 * if nobody knows how that ended, what was there before must go.
 */
final class Puts {

    private final CacheStore store;
    private final EntryFactory entries;
    private final CacheSource source;
    private final CacheLoading loading;
    private final LookUps lookUps;
    private final Evicts evicts;
    private final CacheCounters counters;

    Puts(
            CacheStore store,
            EntryFactory entries,
            CacheSource source,
            CacheLoading loading,
            LookUps lookUps,
            Evicts evicts,
            CacheCounters counters) {
        this.store = store;
        this.entries = entries;
        this.source = source;
        this.loading = loading;
        this.lookUps = lookUps;
        this.evicts = evicts;
        this.counters = counters;
    }

    void put(Object key, @Nullable Object value) {
        put(key, value, entries.entry(key, value));
    }

    void put(Object key, @Nullable Object value, Duration ttl) {
        put(key, value, entries.entry(key, value, ttl));
    }

    private void put(Object key, @Nullable Object value, @Nullable CacheEntry entry) {
        writeToSource(Collections.singletonMap(key, value), () -> putNow(key, entry), () -> evicts.evictNow(key));
    }

    /** Puts a value that came from the source. */
    void putLoaded(Object key, @Nullable Object value) {
        CacheEntry entry = entries.entry(key, value);
        write(() -> putNow(key, entry), () -> evicts.evictNow(key));
    }

    private void putNow(Object key, @Nullable CacheEntry entry) {
        if (entry == null) {
            evicts.evictNow(key); // a value that is not kept must not leave the older one behind
        } else {
            try {
                store.put(key, entry);
            } finally {
                loading.forget(key);
            }
            counters.put(1);
        }
    }

    void putAll(Map<?, ?> values) {
        putAll(values, entries::entry);
    }

    void putAll(Map<?, ?> values, Duration ttl) {
        putAll(values, (key, value) -> entries.entry(key, value, ttl));
    }

    private void putAll(Map<?, ?> values, BiFunction<Object, @Nullable Object, @Nullable CacheEntry> maker) {
        Map<Object, CacheEntry> kept = new LinkedHashMap<>();
        Collection<Object> dropped = new ArrayList<>();
        values.forEach((key, value) -> {
            CacheEntry entry = maker.apply(key, value);
            if (entry == null) {
                dropped.add(key);
            } else {
                kept.put(key, entry);
            }
        });
        writeToSource(
                values,
                () -> {
                    if (!dropped.isEmpty()) {
                        store.evictAll(dropped);
                    }
                    try {
                        store.putAll(kept);
                    } finally {
                        values.keySet().forEach(loading::forget);
                    }
                    counters.put(kept.size());
                },
                () -> evicts.evictAllNow(List.copyOf(values.keySet())));
    }

    @Nullable
    CacheEntry putIfAbsent(Object key, @Nullable Object value) {
        CacheEntry entry = entries.entry(key, value);
        if (entries.keeps(value) && source.writes()) {
            return writeIfAbsent(key, value, entry);
        }
        return entry == null ? LookUps.fresh(lookUps.find(key)) : putIfAbsentNow(key, entry);
    }

    private @Nullable CacheEntry putIfAbsentNow(Object key, CacheEntry entry) {
        CacheEntry present = store.putIfAbsent(key, entry);
        if (present == null) {
            loading.forget(key);
            counters.put(1);
        }
        return present;
    }

    /** What is written to the source inside a transaction is put when that has committed, as with every put. */
    private @Nullable CacheEntry writeIfAbsent(Object key, @Nullable Object value, @Nullable CacheEntry entry) {
        CacheEntry there = LookUps.fresh(lookUps.peek(key));
        if (there != null) {
            return there;
        }
        AtomicReference<@Nullable CacheEntry> present = new AtomicReference<>();
        Runnable put = () -> {
            present.set(entry == null ? null : putIfAbsentNow(key, entry));
            if (entry == null || present.get() != null) {
                evicts.evictNow(key); // both were written: the source has one of them
            }
        };
        writeToSource(Collections.singletonMap(key, value), put, () -> evicts.evictNow(key));
        return present.get();
    }

    /** Like {@link #write}, of values that go to the source too, if there is a writer. */
    private void writeToSource(Map<?, ?> values, Runnable put, Runnable evict) {
        if (source.writes()) {
            source.put(values, put, evict, loading.inTransaction() ? AfterCommit::run : null);
        } else {
            write(put, evict);
        }
    }

    /** Writes now, or after the caller's transaction. */
    private void write(Runnable put, Runnable evict) {
        if (loading.inTransaction()) {
            AfterCommit.run(put, evict);
        } else {
            put.run();
        }
    }
}
