package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.codec.KeyText;
import io.leafboot.cache.codec.ValueTypes;
import io.leafboot.cache.memory.LocalLevel;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cache.Cache;

/** Entries in the memory of all nodes that have the cache. */
final class ClusterStore implements CacheStore {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");

    private final String cache;
    private final Pulse pulse;
    private final ClusterMap map;
    private final ClusterValues values;
    private final ValueTypes types;
    private final MarkTable.OfCache marks;
    private final ClusterWrites writes;
    private final @Nullable NearCopies near;
    private final ClusterLoads loads;
    private final KeyLists keys;
    private final Answers answers;
    private final Runnable onClose;
    private final LongAdder nearHits = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final StoreFigures figures;

    ClusterStore(
            String cache,
            Pulse pulse,
            ClusterMap map,
            ClusterValues values,
            ValueTypes types,
            MarkTable.OfCache marks,
            ClusterWrites writes,
            @Nullable NearCopies near,
            ClusterLoads loads,
            KeyLists keys,
            Answers answers,
            Runnable onClose) {
        this.cache = cache;
        this.pulse = pulse;
        this.map = map;
        this.values = values;
        this.types = types;
        this.marks = marks;
        this.writes = writes;
        this.near = near;
        this.loads = loads;
        this.keys = keys;
        this.answers = answers;
        this.onClose = onClose;
        this.figures = new StoreFigures(pulse, map, writes, near, nearHits, unreadable);
    }

    // Reading

    @Override
    public @Nullable CacheEntry get(Object key) {
        if (!pulse.trusts()) {
            return writes.counted(() -> map.await(map.<CacheEntry>nothing()));
        }
        CacheEntry copy = near(key);
        if (copy != null) {
            return copy;
        }
        String text = KeyText.of(key);
        LocalLevel.Token token = token(text);
        if (writes.distrusts(text)) {
            return null;
        }
        Stored here = map.here(text);
        if (here != null) {
            return entry(text, here);
        }
        Stored stored = writes.counted(() -> map.get(text));
        return kept(key, text, stored, token);
    }

    private @Nullable CacheEntry near(Object key) {
        CacheEntry copy = near == null ? null : near.get(key);
        if (copy == null || !pulse.trusts()) {
            return null;
        }
        nearHits.increment();
        return copy;
    }

    /**
     * To keep a copy near by if nothing was written since. Taken before it is asked whether the key is distrusted: a write that
     * fails after that question makes the token worthless.
     */
    private LocalLevel.@Nullable Token token(String text) {
        return near == null ? null : near.level().token(text);
    }

    /** As an entry, of which a copy is kept where there are near ones. */
    private @Nullable CacheEntry kept(
            Object key, String text, @Nullable Stored stored, LocalLevel.@Nullable Token token) {
        CacheEntry entry = entry(text, stored);
        if (entry != null && stored != null && near != null && token != null) {
            near.keep(key, text, entry, stored, token);
        }
        return entry;
    }

    @Override
    public CompletableFuture<@Nullable CacheEntry> getAsync(Object key) {
        if (!pulse.trusts()) {
            return writes.countedAsync(map::<CacheEntry>nothing);
        }
        CacheEntry copy = near(key);
        if (copy != null) {
            return CompletableFuture.completedFuture(copy);
        }
        String text = KeyText.of(key);
        LocalLevel.Token token = token(text);
        if (writes.distrusts(text)) {
            return CompletableFuture.completedFuture(null);
        }
        Stored here = map.here(text);
        if (here != null) {
            return CompletableFuture.completedFuture(entry(text, here));
        }
        return answers.apart(writes.countedAsync(() -> map.getAsync(text)))
                .thenApply(stored -> kept(key, text, stored, token));
    }

    @Override
    public Map<Object, CacheEntry> getAll(Collection<?> keys) {
        Map<Object, CacheEntry> found = new LinkedHashMap<>();
        if (!pulse.trusts()) {
            writes.counted(() -> map.await(map.<CacheEntry>nothing()));
            return found;
        }
        Map<Object, String> texts = new LinkedHashMap<>();
        for (Object key : keys) {
            String text = KeyText.of(key);
            if (!writes.distrusts(text)) {
                texts.put(key, text);
            }
        }
        Map<String, Stored> stored = texts.isEmpty() ? Map.of() : writes.counted(() -> map.getAll(texts.values()));
        texts.forEach((key, text) -> {
            CacheEntry entry = entry(text, stored.get(text));
            if (entry != null) {
                found.put(key, entry);
            }
        });
        return found;
    }

    private @Nullable CacheEntry entry(String text, @Nullable Stored stored) {
        long now = System.nanoTime();
        if (stored == null || !pulse.trusts(now) || !stored.value.isThere(marks.now(), now)) {
            return null;
        }
        try {
            return values.read(stored);
        } catch (Exception ex) {
            unreadable.increment();
            logger.debug("Key {} of cache '{}' cannot be read and is a miss", text, cache, ex);
            return null;
        }
    }

    // Loading

    @Override
    public void readsBy(Function<Object, Cache.@Nullable ValueWrapper> reader) {
        loads.readsBy(reader);
    }

    @Override
    public @Nullable CacheEntry loadAtOwner(Object key) throws CacheLoadException {
        return loads.atOwner(key);
    }

    @Override
    public Fill beginFill(Object key, FillRequest request) {
        return loads.begin(key, request);
    }

    @Override
    public CompletableFuture<Fill> beginFillAsync(Object key, FillRequest request) {
        return answers.apart(loads.beginAsync(key, request));
    }

    // Writing

    @Override
    public void put(Object key, CacheEntry entry) {
        writes.put(Map.of(key, entry));
    }

    @Override
    public void putAll(Map<?, CacheEntry> entries) {
        writes.put(entries);
    }

    @Override
    public @Nullable CacheEntry putIfAbsent(Object key, CacheEntry entry) {
        if (!pulse.trusts() || writes.distrusts(KeyText.of(key))) {
            put(key, entry); // nobody can say what there is
            return null;
        }
        return writes.putIfAbsent(key, entry, this::entry);
    }

    @Override
    public boolean evict(Object key) {
        Stored before = writes.evict(key, KeyText.of(key));
        return before != null && before.value.isThere(marks.now()) && !before.value.isOld();
    }

    @Override
    public void evictAll(Collection<?> keys) {
        Map<Object, String> texts = new LinkedHashMap<>();
        keys.forEach(key -> texts.put(key, KeyText.of(key)));
        writes.evictAll(texts);
    }

    @Override
    public boolean evictByText(String text) {
        Stored before = writes.evict(text, text);
        return before != null && before.value.isThere(marks.now()) && !before.value.isOld();
    }

    @Override
    public void evictByTag(int tag) {
        writes.evictTag(tag);
    }

    @Override
    public boolean clear() {
        writes.clear();
        return false; // nobody counts what a clear leaves behind
    }

    @Override
    public void flush() {
        writes.deliver();
    }

    // Looking at it

    @Override
    public List<String> keys(KeyRange range) {
        return keys.of(range);
    }

    @Override
    public void declareValueType(Type type) {
        types.declare(type);
    }

    @Override
    public List<CacheStatistics.Level> levels(long hits, long misses) {
        return figures.levels(hits, misses);
    }

    @Override
    public StoreHealth health() {
        return figures.health();
    }

    @Override
    public void close() {
        writes.close();
        if (near != null) {
            near.level().close();
        }
        map.close();
        onClose.run();
    }
}
