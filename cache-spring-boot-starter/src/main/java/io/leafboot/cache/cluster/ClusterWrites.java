package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.codec.KeyText;
import io.leafboot.cache.codec.UnwritableValues;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes to a cache of the cluster: those that failed are made up for by evicts, and until then their keys are not read. */
final class ClusterWrites {

    /** What is written together, within one time limit. */
    private static final int AT_ONCE = 1000;

    private final ClusterMap map;
    private final ClusterValues values;
    private final MarkTable.OfCache marks;
    private final @Nullable NearCopies near;
    private final boolean propagate;
    private final FailedWrites failures;
    private final LongAdder errors = new LongAdder();
    private final UnwritableValues unwritable;

    ClusterWrites(
            String cache,
            ClusterMap map,
            ClusterValues values,
            MarkTable.OfCache marks,
            @Nullable NearCopies near,
            boolean propagate,
            long settleNanos,
            ScheduledExecutorService scheduler) {
        this.map = map;
        this.values = values;
        this.marks = marks;
        this.near = near;
        this.propagate = propagate;
        this.unwritable = new UnwritableValues(cache);
        this.failures = new FailedWrites(cache, map, marks, near, settleNanos, scheduler);
    }

    /** Whether what the cluster has under this key is not to be trusted. */
    boolean distrusts(String text) {
        return failures.holds(text);
    }

    /** What to write for an entry; {@code null} if it cannot be written. */
    @Nullable
    Stored written(CacheEntry entry, Marks began) {
        try {
            return values.write(entry, began);
        } catch (Exception ex) {
            errors.increment();
            unwritable.complain(entry.get(), ex);
            return null;
        }
    }

    void put(Map<?, CacheEntry> entries) {
        Map<Object, String> texts = new LinkedHashMap<>();
        entries.keySet().forEach(key -> texts.put(key, KeyText.of(key)));
        Marks now = marks.now();
        Map<String, Stored> stored = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            Stored written = written(entry, now);
            stored.put(
                    texts.get(key), written == null ? Stored.nothing() : written); // the older value must not be seen
        });
        write(texts, stored);
    }

    void evictAll(Map<Object, String> texts) {
        Map<String, Stored> nothing = new LinkedHashMap<>();
        texts.values().forEach(text -> nothing.put(text, Stored.nothing()));
        write(texts, nothing);
    }

    private void write(Map<Object, String> texts, Map<String, Stored> stored) {
        if (near != null) {
            texts.values().forEach(near.level()::written); // what is read meanwhile is not kept
        }
        CacheStoreException failure = null;
        List<String> all = List.copyOf(stored.keySet());
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            if (failure != null) { // the rest would wait as long again
                failures.add(some);
                continue;
            }
            try {
                if (stored.size() == 1) {
                    stored.forEach(map::put);
                } else {
                    Map<String, Stored> part = new LinkedHashMap<>();
                    some.forEach(text -> part.put(text, stored.get(text)));
                    map.putAll(part);
                }
                dropNear(some);
            } catch (CacheStoreException ex) {
                failure = ex;
                failures.add(some);
            }
        }
        if (failure != null) {
            var unused = failures.send(); // of the rest, most may well be reached
            failed(failure);
        }
    }

    private void dropNear(Collection<String> texts) {
        if (near != null) {
            near.drop(texts);
        }
    }

    /** Evicts a key. */
    @Nullable
    Stored evict(Object key, String text) {
        try {
            Stored before = map.remove(text);
            if (near != null) {
                near.level().evicted(key, text);
                near.drop(List.of(text));
            }
            return before;
        } catch (CacheStoreException ex) {
            failures.add(List.of(text));
            failed(ex);
            return null;
        }
    }

    /** Puts an entry where there is none that is not old. */
    @Nullable
    CacheEntry putIfAbsent(
            Object key, CacheEntry entry, BiFunction<String, @Nullable Stored, @Nullable CacheEntry> reader) {
        String text = KeyText.of(key);
        Stored mine = written(entry, marks.now());
        AtomicBoolean gaveUp = new AtomicBoolean(); // it must not go on after what is made up for
        try {
            CacheEntry present = map.await(map.change(text, map.get(text), (there, lost) -> {
                        if (gaveUp.get()) {
                            return Change.none(Optional.<CacheEntry>empty());
                        }
                        CacheEntry found = there == null || there.value.isOld() ? null : reader.apply(text, there);
                        return new Change<>(found == null ? mine : null, 0, Optional.ofNullable(found));
                    }))
                    .orElse(null);
            if (present == null && mine != null) {
                dropNear(List.of(text));
            }
            return present;
        } catch (CacheStoreException ex) {
            gaveUp.set(true);
            failures.add(List.of(text));
            failed(ex);
            return null;
        }
    }

    void evictTag(int tag) {
        cleared(() -> marks.evictTag(tag));
    }

    void clear() {
        cleared(marks::clear);
    }

    private void cleared(Runnable clear) {
        try {
            clear.run();
        } catch (CacheStoreException ex) {
            failures.addAll();
            failed(ex);
        }
    }

    private void failed(CacheStoreException failure) {
        errors.increment();
        failures.log(failure);
        if (propagate) {
            throw failure;
        }
    }

    /** Makes up for what failed, as far as the cluster takes it. */
    void deliver() {
        failures.deliver();
    }

    int waiting() {
        return failures.size();
    }

    long errors() {
        return errors.sum();
    }

    <T extends @Nullable Object> T counted(Supplier<T> work) {
        try {
            return work.get();
        } catch (CacheStoreException ex) {
            errors.increment();
            throw ex;
        }
    }

    <T extends @Nullable Object> CompletableFuture<T> countedAsync(Supplier<CompletableFuture<T>> work) {
        return work.get().whenComplete((value, failure) -> {
            if (failure != null) {
                errors.increment();
            }
        });
    }

    void close() {
        failures.close();
    }
}
