package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.loading.AsyncCall;
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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/**
 * Spring's contract over any store. A value goes from here to the store by {@link Puts}, or by the load that {@link
 * CacheLoading} keeps; it comes back by {@link LookUps}, and goes by {@link Evicts}.
 */
final class DefaultNamedCache implements NamedCache, MethodCall.Participant {

    private final String name;
    private final CacheSpec spec;
    private final CacheStore store;
    private final CacheCounters counters = new CacheCounters();
    private final LoadCounters loadCounters = new LoadCounters();
    private final CacheSource source;
    private final CacheLoading loading;
    private final ReadThrough readThrough;
    private final LookUps lookUps;
    private final Evicts evicts;
    private final Puts puts;

    DefaultNamedCache(
            String name, CacheSpec spec, CacheStore store, LoadingThreads threads, Supplier<CacheSources> sources) {
        this.name = name;
        this.spec = spec;
        this.store = store;
        StoreErrors errors = new StoreErrors(name);
        EntryFactory entries = new EntryFactory(name, spec, errors);
        this.source = new CacheSource(name, spec, sources, this::evictUnwritten);
        this.lookUps = new LookUps(spec, store, source, counters, errors);
        this.loading = new CacheLoading(name, spec, store, entries, loadCounters, errors, threads, lookUps::pending);
        this.readThrough = new ReadThrough(source, loading, threads, entries);
        this.evicts = new Evicts(store, entries, loading, counters);
        this.puts = new Puts(store, entries, source, loading, lookUps, evicts, counters);
        store.readsBy(this::get);
    }

    /** The source has not taken what was put. */
    private void evictUnwritten(Object key) {
        evicts.evictNow(key);
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
        return source.loads() ? readThrough.get(key, entry) : LookUps.fresh(entry);
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

    /** The entry, be it old. */
    @Nullable
    CacheEntry find(Object key) {
        return lookUps.find(requireKey(key));
    }

    @Override
    public Map<Object, @Nullable Object> getAll(Collection<?> keys) {
        Set<?> distinct = distinct(keys);
        LookUps.Found found = lookUps.findAll(distinct);
        return found.missing().isEmpty() || !source.loads() ? found.values() : readThrough.getAll(distinct, found);
    }

    private Set<?> distinct(Collection<?> keys) {
        keys.forEach(this::requireKey);
        return keys instanceof Set<?> set ? set : new LinkedHashSet<>(keys);
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        CompletableFuture<? extends @Nullable ValueWrapper> found = source.loads()
                ? readThrough.getAsync(requireKey(key), () -> findAsync(key))
                : findAsync(key).thenApply(LookUps::fresh);
        // Only a miss that is certain by now may be answered with null.
        return found.isDone() && !found.isCompletedExceptionally() && found.join() == null ? null : found;
    }

    /** Like {@link #find}, without waiting. */
    CompletableFuture<@Nullable CacheEntry> findAsync(Object key) {
        return lookUps.findAsync(requireKey(key));
    }

    // Loading

    @Override
    @SuppressWarnings("unchecked") // whoever put a value of another type under the key broke it
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        CacheEntry entry = find(key);
        if (entry != null && !LookUps.isOld(entry)) {
            loading.refreshIfDue(key, entry, Load.of(valueLoader));
            return (T) entry.get();
        }
        return (T) ReadThrough.loaded(key, () -> loading.load(key, entry, Load.of(valueLoader)), valueLoader);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        AsyncCall call = loading.call(requireKey(key), AsyncLoad.of(valueLoader));
        return findAsync(key).thenCompose(entry -> {
            if (entry != null && !LookUps.isOld(entry)) {
                loading.refreshIfDue(key, entry, () -> valueLoader.get().get());
                return CompletableFuture.completedFuture((T) entry.get());
            }
            return (CompletableFuture<T>) call.load(entry);
        });
    }

    @Override
    public Map<Object, Object> getAll(Collection<?> keys, BulkLoader loader) {
        Set<?> distinct = distinct(keys);
        LookUps.Found found = lookUps.findAll(distinct);
        Map<Object, @Nullable Object> loaded = Map.of();
        if (!found.missing().isEmpty()) {
            try {
                loaded = loading.bulk(found.missing(), loader).alone();
            } catch (Exception ex) {
                if (ex instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new ValueRetrievalException(found.missing().keySet(), () -> null, ex);
            }
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        for (Object key : distinct) {
            Object value = found.missing().containsKey(key)
                    ? loaded.get(key)
                    : found.values().get(key);
            if (value != null) {
                values.put(key, value);
            }
        }
        return values;
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
        puts.put(requireKey(key), value);
    }

    @Override
    public void put(Object key, @Nullable Object value, Duration ttl) {
        puts.put(requireKey(key), value, ttl);
    }

    /** Puts a value that came from the source. */
    void putLoaded(Object key, @Nullable Object value) {
        puts.putLoaded(requireKey(key), value);
    }

    @Override
    public void putAll(Map<?, ?> values) {
        values.keySet().forEach(this::requireKey);
        puts.putAll(values);
    }

    @Override
    public void putAll(Map<?, ?> values, Duration ttl) {
        values.keySet().forEach(this::requireKey);
        puts.putAll(values, ttl);
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        return puts.putIfAbsent(requireKey(key), value);
    }

    @Override
    public void evict(Object key) {
        evicts.evict(requireKey(key));
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return evicts.evict(requireKey(key));
    }

    @Override
    public void evictAll(Collection<?> keys) {
        keys.forEach(this::requireKey);
        evicts.evictAll(keys);
    }

    @Override
    public void evictByTag(Object tag) {
        evicts.evictByTag(requireKey(tag));
    }

    @Override
    public boolean evictByText(String text) {
        return evicts.evictByText(text);
    }

    @Override
    public void clear() {
        evicts.clear();
    }

    @Override
    public boolean invalidate() {
        return evicts.clear();
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
