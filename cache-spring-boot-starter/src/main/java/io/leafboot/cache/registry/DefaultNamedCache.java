package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.CacheTag;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.OnError;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.loading.AfterCommit;
import io.leafboot.cache.loading.AsyncLoad;
import io.leafboot.cache.loading.CacheLoading;
import io.leafboot.cache.loading.EntryFactory;
import io.leafboot.cache.loading.Load;
import io.leafboot.cache.loading.LoadCounters;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.loading.MethodCall;
import io.leafboot.cache.loading.StoreErrors;
import io.leafboot.cache.source.CacheSource;
import io.leafboot.cache.source.CacheSources;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/** Spring's contract over any store: {@code null} values, loads, transactions, statistics. */
final class DefaultNamedCache implements NamedCache, MethodCall.Participant {

    private final String name;
    private final CacheSpec spec;
    private final CacheStore store;
    private final EntryFactory entries;
    private final CacheCounters counters = new CacheCounters();
    private final LoadCounters loadCounters = new LoadCounters();
    private final StoreErrors errors;
    private final CacheSource source;
    private final CacheLoading loading;
    private final ReadThrough readThrough;
    private final boolean transactionAware;
    private final boolean cacheNulls;
    private final boolean propagate;

    DefaultNamedCache(
            String name, CacheSpec spec, CacheStore store, LoadingThreads threads, Supplier<CacheSources> sources) {
        this.name = name;
        this.spec = spec;
        this.store = store;
        this.errors = new StoreErrors(name);
        this.entries = new EntryFactory(name, spec, errors);
        this.propagate = spec.onError() == OnError.PROPAGATE;
        this.transactionAware = Boolean.TRUE.equals(spec.transactionAware());
        this.cacheNulls = !Boolean.FALSE.equals(spec.cacheNulls());
        this.source = new CacheSource(name, spec, sources, this::evictNow);
        this.loading = new CacheLoading(name, spec, store, entries, loadCounters, errors, threads, this::pending);
        this.readThrough = new ReadThrough(source, loading, threads, cacheNulls);
        store.readsBy(this::get);
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
        CacheEntry entry = find(key);
        return source.loads() ? readThrough.get(key, entry) : fresh(entry);
    }

    @Override
    @SuppressWarnings("unchecked") // checked by hand, for primitives cannot be asked for
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        if (type != null) {
            store.declareValueType(type);
        }
        ValueWrapper found = get(key);
        Object value = found == null ? null : found.get();
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException("Cached value of cache '" + name + "' is not of type " + type.getName()
                    + " but of " + value.getClass().getName());
        }
        return (T) value;
    }

    private static @Nullable CacheEntry fresh(@Nullable CacheEntry entry) {
        return entry == null || isOld(entry) ? null : entry;
    }

    /** The entry, be it old. */
    @Nullable
    CacheEntry find(Object key) {
        CacheEntry entry = read(requireKey(key));
        counters.lookedUp(fresh(entry) != null);
        return entry;
    }

    private @Nullable CacheEntry read(Object key) {
        CacheEntry entry;
        try {
            entry = store.get(key);
        } catch (CacheStoreException ex) {
            onRead(ex);
            entry = null;
        }
        return orPending(key, entry);
    }

    private @Nullable CacheEntry orPending(Object key, @Nullable CacheEntry entry) {
        CacheEntry newer = fresh(entry) == null ? pending(key) : null;
        return newer != null ? newer : entry;
    }

    /** What waits to be written to the source, which has something older. */
    private @Nullable CacheEntry pending(Object key) {
        ValueWrapper value = source.pending(key);
        return value == null ? null : CacheEntry.of(value.get(), null);
    }

    private void onRead(CacheStoreException failure) {
        errors.onRead(failure);
        if (propagate) {
            throw failure;
        }
    }

    /** Whether an entry is answered only while there is nothing better. */
    static boolean isOld(CacheEntry entry) {
        return entry.mayBeOld() && entry.freshNanos() <= 0;
    }

    @Override
    public Map<Object, @Nullable Object> getAll(Collection<?> keys) {
        Set<?> distinct = distinct(keys);
        Map<Object, CacheEntry> found = findAll(distinct);
        Map<Object, @Nullable CacheEntry> missing = new LinkedHashMap<>();
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        for (Object key : distinct) {
            CacheEntry entry = found.get(key);
            if (entry == null || isOld(entry)) {
                missing.put(key, entry);
            } else {
                values.put(key, entry.get());
            }
        }
        return missing.isEmpty() || !source.loads() ? values : readThrough.getAll(distinct, values, missing);
    }

    private Set<?> distinct(Collection<?> keys) {
        keys.forEach(this::requireKey);
        return keys instanceof Set<?> set ? set : new LinkedHashSet<>(keys);
    }

    /** The entries, be they old. */
    private Map<Object, CacheEntry> findAll(Set<?> keys) {
        Map<Object, CacheEntry> found;
        try {
            found = store.getAll(keys);
        } catch (CacheStoreException ex) {
            onRead(ex);
            found = Map.of();
        }
        if (source.writes()) {
            found = orPending(keys, found);
        }
        int hits = (int) found.values().stream().filter(entry -> !isOld(entry)).count();
        counters.lookedUp(hits, keys.size() - hits);
        return found;
    }

    private Map<Object, CacheEntry> orPending(Set<?> keys, Map<Object, CacheEntry> found) {
        Map<Object, CacheEntry> newest = new LinkedHashMap<>();
        for (Object key : keys) {
            CacheEntry entry = orPending(key, found.get(key));
            if (entry != null) {
                newest.put(key, entry);
            }
        }
        return newest;
    }

    @Override
    public Map<Object, Object> getAll(Collection<?> keys, BulkLoader loader) {
        Set<?> distinct = distinct(keys);
        Map<Object, CacheEntry> old = new HashMap<>();
        Map<Object, Object> found = new HashMap<>();
        Set<Object> missing = new LinkedHashSet<>(distinct);
        findAll(distinct).forEach((key, entry) -> {
            if (isOld(entry)) {
                old.put(key, entry);
            } else {
                missing.remove(key);
                Object value = entry.get();
                if (value != null) {
                    found.put(key, value);
                }
            }
        });
        if (!missing.isEmpty()) {
            try {
                found.putAll(loading.bulk().load(missing, old, loader));
            } catch (Exception ex) {
                throw new ValueRetrievalException(missing, () -> null, ex);
            }
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        distinct.forEach(key -> {
            Object value = found.get(key);
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        CompletableFuture<? extends @Nullable ValueWrapper> found = source.loads()
                ? readThrough.getAsync(requireKey(key), () -> findAsync(key))
                : findAsync(key).thenApply(DefaultNamedCache::fresh);
        // Only a miss that is certain by now may be answered with null.
        return found.isDone() && !found.isCompletedExceptionally() && found.join() == null ? null : found;
    }

    /** Like {@link #find}, without waiting. */
    CompletableFuture<@Nullable CacheEntry> findAsync(Object key) {
        CompletableFuture<@Nullable CacheEntry> found;
        try {
            found = store.getAsync(requireKey(key));
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

    // Loading

    @Override
    @SuppressWarnings("unchecked") // whoever put a value of another type under the key broke it
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        CacheEntry entry = find(key);
        if (entry != null && !isOld(entry)) {
            loading.refreshIfDue(key, entry, Load.of(valueLoader));
            return (T) entry.get();
        }
        return (T) ReadThrough.loaded(key, () -> loading.load(key, entry, Load.of(valueLoader)), valueLoader);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        CacheLoading.Call call = loading.call(requireKey(key), AsyncLoad.of(valueLoader));
        return findAsync(key).thenCompose(entry -> {
            if (entry != null && !isOld(entry)) {
                loading.refreshIfDue(key, entry, () -> valueLoader.get().get());
                return CompletableFuture.completedFuture((T) entry.get());
            }
            return (CompletableFuture<T>) call.load(entry);
        });
    }

    /** Loads of this cache. */
    CacheLoading loading() {
        return loading;
    }

    @Override
    public Cache readThrough() {
        return new CallView(this, null);
    }

    @Override
    public Cache forCall(MethodCall call) {
        return new CallView(this, call);
    }

    // Writing

    @Override
    public void put(Object key, @Nullable Object value) {
        requireKey(key);
        CacheEntry entry = entry(key, value);
        writeToSource(Collections.singletonMap(key, value), () -> putNow(key, entry), () -> evictNow(key));
    }

    /** Puts a value that came from the source. */
    void putLoaded(Object key, @Nullable Object value) {
        CacheEntry entry = entry(requireKey(key), value);
        write(() -> putNow(key, entry), () -> evictNow(key));
    }

    /** {@code null} for what is not kept. */
    private @Nullable CacheEntry entry(Object key, @Nullable Object value) {
        return value == null && !cacheNulls ? null : entries.entry(key, value);
    }

    @Override
    public void put(Object key, @Nullable Object value, Duration ttl) {
        requireKey(key);
        CacheEntry entry = value == null && !cacheNulls ? null : entries.entry(key, value, ttl);
        writeToSource(Collections.singletonMap(key, value), () -> putNow(key, entry), () -> evictNow(key));
    }

    private void putNow(Object key, @Nullable CacheEntry entry) {
        if (entry == null) {
            evictNow(key); // a value that is not kept must not leave the older one behind
        } else {
            try {
                store.put(key, entry);
            } finally {
                loading.forget(key);
            }
            counters.put(1);
        }
    }

    @Override
    public void putAll(Map<?, ?> values) {
        putAll(values, entries::entry);
    }

    @Override
    public void putAll(Map<?, ?> values, Duration ttl) {
        putAll(values, (key, value) -> entries.entry(key, value, ttl));
    }

    private void putAll(Map<?, ?> values, EntryMaker maker) {
        Map<Object, CacheEntry> kept = new LinkedHashMap<>();
        Collection<Object> dropped = new ArrayList<>();
        values.forEach((key, value) -> {
            requireKey(key);
            CacheEntry entry = value == null && !cacheNulls ? null : maker.entry(key, value);
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
                () -> evictAllNow(List.copyOf(values.keySet())));
    }

    private interface EntryMaker {

        @Nullable
        CacheEntry entry(Object key, @Nullable Object value);
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        requireKey(key);
        CacheEntry entry = entry(key, value);
        if ((value != null || cacheNulls) && source.writes()) {
            return writeIfAbsent(key, value, entry);
        }
        return entry == null ? fresh(find(key)) : putIfAbsentNow(key, entry);
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
        CacheEntry there = fresh(read(key));
        if (there != null) {
            return there;
        }
        AtomicReference<@Nullable CacheEntry> present = new AtomicReference<>();
        Runnable put = () -> {
            present.set(entry == null ? null : putIfAbsentNow(key, entry));
            if (entry == null || present.get() != null) {
                evictNow(key); // both were written: the source has one of them
            }
        };
        writeToSource(Collections.singletonMap(key, value), put, () -> evictNow(key));
        return present.get();
    }

    @Override
    public void evict(Object key) {
        evictIfPresent(key);
    }

    private boolean evictNow(Object key) {
        counters.removed(1);
        return drop(key);
    }

    private boolean drop(Object key) {
        if (key instanceof CacheTag tag) {
            dropTag(tag.tag());
            return false; // nobody counts them
        }
        try {
            return store.evict(key);
        } finally {
            loading.forget(key);
        }
    }

    @Override
    public boolean evictIfPresent(Object key) {
        boolean there = evictNow(requireKey(key));
        againAfterCommit(() -> drop(key));
        return there;
    }

    @Override
    public void evictAll(Collection<?> keys) {
        keys.forEach(this::requireKey);
        Collection<?> copy = List.copyOf(keys);
        evictAllNow(copy);
        againAfterCommit(() -> dropAll(copy));
    }

    private void evictAllNow(Collection<?> keys) {
        counters.removed(keys.size());
        dropAll(keys);
    }

    private void dropAll(Collection<?> keys) {
        if (keys.stream().anyMatch(CacheTag.class::isInstance)) {
            keys.forEach(this::drop);
            return;
        }
        try {
            store.evictAll(keys);
        } finally {
            keys.forEach(loading::forget);
        }
    }

    @Override
    public void evictByTag(Object tag) {
        requireKey(tag);
        counters.removed(1);
        dropTag(tag);
        againAfterCommit(() -> dropTag(tag));
    }

    private void dropTag(Object tag) {
        try {
            store.evictByTag(entries.tagNumber(tag));
        } finally {
            loading.tagEvicted();
        }
    }

    @Override
    public boolean evictByText(String text) {
        counters.removed(1);
        boolean there = dropText(text);
        againAfterCommit(() -> dropText(text));
        return there;
    }

    private boolean dropText(String text) {
        try {
            return store.evictByText(text);
        } finally {
            loading.forgetAll(); // which of the keys has this text is not known here
        }
    }

    @Override
    public void clear() {
        invalidate();
    }

    @Override
    public boolean invalidate() {
        counters.removed(1);
        boolean any = dropAll();
        againAfterCommit(this::dropAll);
        return any;
    }

    private boolean dropAll() {
        try {
            return store.clear();
        } finally {
            loading.forgetAll();
        }
    }

    /** What others load until the commit may be what it is about to change. */
    private void againAfterCommit(Runnable work) {
        if (inTransaction()) {
            AfterCommit.run(work, work);
        }
    }

    private boolean inTransaction() {
        return transactionAware && AfterCommit.pending();
    }

    /** Like {@link #write}, of values that go to the source too, if there is a writer. */
    private void writeToSource(Map<?, ?> values, Runnable put, Runnable evict) {
        if (source.writes()) {
            source.put(values, put, evict, inTransaction() ? AfterCommit::run : null);
        } else {
            write(put, evict);
        }
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
    public List<HotKey> hottest(int limit) {
        return store.hottest(limit);
    }

    @Override
    public void declareValueType(Type type) {
        store.declareValueType(type);
    }

    @Override
    public CacheStatistics statistics() {
        return counters.snapshot(loadCounters, store, source.statistics());
    }

    StoreHealth health() {
        return store.health();
    }

    /** Begins what {@link #flush} and {@link #close} wait for, so that several caches do it at the same time. */
    void drain() {
        source.drain();
    }

    void flush() {
        source.flush();
        store.flush();
    }

    void close() {
        source.close();
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
