package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/** Spring's contract over any store: {@code null} values, loads, transactions, statistics. */
final class DefaultNamedCache implements NamedCache {

    private final String name;
    private final CacheSpec spec;
    private final CacheStore store;
    private final EntryFactory entries;
    private final CacheCounters counters = new CacheCounters();
    private final StoreErrors errors;
    private final CacheLoading loading;
    private final boolean transactionAware;
    private final boolean cacheNulls;

    DefaultNamedCache(String name, CacheSpec spec, CacheStore store) {
        this.name = name;
        this.spec = spec;
        this.store = store;
        this.entries = new EntryFactory(name, spec);
        this.errors = new StoreErrors(name);
        this.transactionAware = Boolean.TRUE.equals(spec.transactionAware());
        this.cacheNulls = !Boolean.FALSE.equals(spec.cacheNulls());
        this.loading = new CacheLoading(store, entries, counters, errors, transactionAware, cacheNulls);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CacheSpec spec() {
        return spec;
    }

    /** The store, for those who know it. */
    @Override
    public Object getNativeCache() {
        return store;
    }

    // Reading

    @Override
    public @Nullable ValueWrapper get(Object key) {
        return lookUp(key);
    }

    @Override
    @SuppressWarnings("unchecked") // checked by hand, for primitives cannot be asked for
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        if (type != null) {
            store.declareValueType(type);
        }
        CacheEntry entry = lookUp(key);
        Object value = entry == null ? null : entry.get();
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException("Cached value of cache '" + name + "' is not of type " + type.getName()
                    + " but of " + value.getClass().getName());
        }
        return (T) value;
    }

    @Nullable
    CacheEntry lookUp(Object key) {
        CacheEntry entry;
        try {
            entry = store.get(requireKey(key));
        } catch (CacheStoreException ex) {
            errors.onRead(ex);
            entry = null;
        }
        counters.lookedUp(entry != null);
        return entry;
    }

    @Override
    public Map<Object, @Nullable Object> getAll(Collection<?> keys) {
        keys.forEach(this::requireKey);
        Set<?> distinct = keys instanceof Set<?> set ? set : new LinkedHashSet<>(keys);
        Map<Object, CacheEntry> found;
        try {
            found = store.getAll(distinct);
        } catch (CacheStoreException ex) {
            errors.onRead(ex);
            found = Map.of();
        }
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        found.forEach((key, entry) -> values.put(key, entry.get()));
        counters.lookedUp(found.size(), distinct.size() - found.size());
        return values;
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        CompletableFuture<@Nullable CacheEntry> found = lookUpAsync(key);
        // Only a miss that is certain by now may be answered with null.
        return found.isDone() && found.join() == null ? null : found;
    }

    CompletableFuture<@Nullable CacheEntry> lookUpAsync(Object key) {
        CompletableFuture<@Nullable CacheEntry> found;
        try {
            found = store.getAsync(requireKey(key));
        } catch (CacheStoreException ex) {
            found = CompletableFuture.failedFuture(ex);
        }
        return found.handle((entry, failure) -> {
            if (failure != null) {
                errors.onRead(failure);
            }
            counters.lookedUp(entry != null);
            return entry;
        });
    }

    // Loading

    @Override
    @SuppressWarnings("unchecked") // whoever put a value of another type under the key broke it
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        CacheEntry entry = lookUp(key);
        if (entry != null) {
            return (T) entry.get();
        }
        try {
            return (T) loading.load(key, valueLoader);
        } catch (Error ex) {
            throw ex;
        } catch (Throwable ex) {
            if (ex instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ValueRetrievalException(key, valueLoader, ex);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        CacheLoading.Call<T> call = loading.call(requireKey(key), valueLoader);
        return lookUpAsync(key)
                .thenCompose(entry -> entry != null ? CompletableFuture.completedFuture((T) entry.get()) : call.load());
    }

    /** Loads of this cache. */
    CacheLoading loading() {
        return loading;
    }

    @Override
    public Cache readThrough() {
        return new ReadThroughView(this);
    }

    // Writing

    @Override
    public void put(Object key, @Nullable Object value) {
        requireKey(key);
        write(() -> putNow(key, value == null && !cacheNulls ? null : entries.entry(value)), () -> evictNow(key));
    }

    @Override
    public void put(Object key, @Nullable Object value, Duration ttl) {
        requireKey(key);
        CacheEntry entry = value == null && !cacheNulls ? null : entries.entry(value, ttl);
        write(() -> putNow(key, entry), () -> evictNow(key));
    }

    private void putNow(Object key, @Nullable CacheEntry entry) {
        if (entry == null) {
            evictNow(key); // a value that is not kept must not leave the older one behind
        } else {
            store.put(key, entry);
            counters.put(1);
        }
    }

    @Override
    public void putAll(Map<?, ?> values) {
        putAll(values, entries::entry);
    }

    @Override
    public void putAll(Map<?, ?> values, Duration ttl) {
        putAll(values, value -> entries.entry(value, ttl));
    }

    private void putAll(Map<?, ?> values, Function<@Nullable Object, CacheEntry> maker) {
        Map<Object, CacheEntry> kept = new LinkedHashMap<>();
        Collection<Object> dropped = new ArrayList<>();
        values.forEach((key, value) -> {
            requireKey(key);
            if (value == null && !cacheNulls) {
                dropped.add(key);
            } else {
                kept.put(key, maker.apply(value));
            }
        });
        write(
                () -> {
                    if (!dropped.isEmpty()) {
                        store.evictAll(dropped);
                    }
                    store.putAll(kept);
                    counters.put(kept.size());
                },
                () -> evictAllNow(List.copyOf(values.keySet())));
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        requireKey(key);
        if (value == null && !cacheNulls) {
            return lookUp(key);
        }
        CacheEntry present = store.putIfAbsent(key, entries.entry(value));
        if (present == null) {
            counters.put(1);
        }
        return present;
    }

    @Override
    public void evict(Object key) {
        requireKey(key);
        write(() -> evictNow(key), () -> evictNow(key));
    }

    private boolean evictNow(Object key) {
        counters.removed(1);
        boolean there = store.evict(key);
        loading.forget(key);
        return there;
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return evictNow(requireKey(key));
    }

    @Override
    public void evictAll(Collection<?> keys) {
        keys.forEach(this::requireKey);
        Collection<?> copy = List.copyOf(keys);
        write(() -> evictAllNow(copy), () -> evictAllNow(copy));
    }

    private void evictAllNow(Collection<?> keys) {
        counters.removed(keys.size());
        store.evictAll(keys);
        keys.forEach(loading::forget);
    }

    @Override
    public boolean evictByText(String text) {
        counters.removed(1);
        boolean there = store.evictByText(text);
        loading.forgetAll(); // which of the keys has this text is not known here
        return there;
    }

    @Override
    public void clear() {
        write(this::invalidate, this::invalidate);
    }

    @Override
    public boolean invalidate() {
        counters.removed(1);
        boolean any = store.clear();
        loading.forgetAll();
        return any;
    }

    private boolean inTransaction() {
        return transactionAware && AfterCommit.pending();
    }

    /** Writes now, or after the caller's transaction; if nobody knows how that ended, what was there before must go. */
    private void write(Runnable work, Runnable evict) {
        if (inTransaction()) {
            AfterCommit.run(work, evict);
        } else {
            work.run();
        }
    }

    // Looking at it

    @Override
    public List<String> keys(KeyRange range) {
        return store.keys(range);
    }

    @Override
    public void declareValueType(Type type) {
        store.declareValueType(type);
    }

    @Override
    public CacheStatistics statistics() {
        return counters.snapshot(store);
    }

    StoreHealth health() {
        return store.health();
    }

    void flush() {
        store.flush();
    }

    void close() {
        store.close();
    }

    private Object requireKey(@Nullable Object key) {
        if (key == null) {
            throw new IllegalArgumentException("Key of cache '" + name + "' is null");
        }
        return key;
    }

    @Override
    public String toString() {
        return "Cache '" + name + "' " + spec;
    }
}
