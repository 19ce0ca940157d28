package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.OnError;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.codec.KeyText;
import io.leafboot.cache.memory.LocalLevel;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisEntry;
import io.leafboot.cache.redis.RedisStore;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** Entries in Redis, and copies of those read lately in memory. */
final class TwoLevelStore implements CacheStore, InvalidationLog.Listener {

    private static final int UNWEIGHABLE = -1;

    private final LocalLevel local;
    private final RedisStore remote;
    private final InvalidationLog log;
    private final @Nullable WriteBehind behind;
    /** Where not every key gets a place in memory. */
    private final @Nullable HotKeys hot;

    private final boolean around;
    private final boolean propagate;
    private final ToIntBiFunction<Object, @Nullable Object> weigher;
    private final Runnable onClose;
    private final LongAdder remoteHits = new LongAdder();

    TwoLevelStore(
            CacheSpec spec,
            LocalLevel local,
            RedisStore remote,
            InvalidationLog log,
            @Nullable WriteBehind behind,
            @Nullable HotKeys hot,
            ToIntBiFunction<Object, @Nullable Object> weigher,
            Runnable onClose) {
        this.local = local;
        this.remote = remote;
        this.log = log;
        this.behind = behind;
        this.hot = hot;
        this.propagate = spec.onError() == OnError.PROPAGATE;
        this.around = spec.writePolicy() == WritePolicy.WRITE_AROUND;
        this.weigher = weigher;
        this.onClose = onClose;
    }

    // Reading

    @Override
    public @Nullable CacheEntry get(Object key) {
        if (hot != null) {
            hot.read(key);
        }
        CacheEntry entry = local.get(key);
        if (entry != null) {
            return entry;
        }
        String text = KeyText.of(key);
        LocalLevel.Token token = local.token(text);
        entry = waiting(text);
        if (entry != null) {
            return entry;
        }
        RedisEntry found = remote.getWithTtl(key);
        return found == null ? null : copied(key, found, token);
    }

    /** A put on its way to the remote level. To be asked for after the token was taken: what is no longer here is there. */
    private @Nullable CacheEntry waiting(String text) {
        return behind == null ? null : behind.get(text);
    }

    private CacheEntry copied(Object key, RedisEntry found, LocalLevel.Token token) {
        remoteHits.increment();
        if (hasPlace(key)) {
            local.keep(key, found, found.bytes(), token);
        }
        return found;
    }

    private boolean hasPlace(Object key) {
        return hot == null || hot.isHot(key);
    }

    @Override
    public CompletableFuture<@Nullable CacheEntry> getAsync(Object key) {
        if (hot != null) {
            hot.read(key);
        }
        CacheEntry entry = local.get(key);
        if (entry != null) {
            return CompletableFuture.completedFuture(entry);
        }
        String text = KeyText.of(key);
        LocalLevel.Token token = local.token(text);
        entry = waiting(text);
        if (entry != null) {
            return CompletableFuture.completedFuture(entry);
        }
        return remote.getWithTtlAsync(key).thenApply(found -> found == null ? null : copied(key, found, token));
    }

    @Override
    public Map<Object, CacheEntry> getAll(Collection<?> keys) {
        Map<Object, @Nullable CacheEntry> found = new LinkedHashMap<>();
        Map<Object, LocalLevel.Token> tokens = new HashMap<>();
        for (Object key : keys) {
            if (hot != null) {
                hot.read(key);
            }
            CacheEntry entry = local.get(key);
            if (entry == null) {
                String text = KeyText.of(key);
                LocalLevel.Token token = local.token(text);
                entry = waiting(text);
                if (entry == null) {
                    tokens.put(key, token);
                }
            }
            found.put(key, entry);
        }
        if (!tokens.isEmpty()) {
            try {
                Map<Object, RedisEntry> read = remote.getAllWithTtl(tokens.keySet());
                tokens.forEach((key, token) -> {
                    RedisEntry entry = read.get(key);
                    if (entry != null) {
                        found.put(key, copied(key, entry, token));
                    }
                });
            } catch (CacheStoreException ex) {
                if (propagate || tokens.size() == found.size()) {
                    throw ex;
                }
            }
        }
        Map<Object, CacheEntry> hits = new LinkedHashMap<>();
        found.forEach((key, entry) -> {
            if (entry != null) {
                hits.put(key, entry);
            }
        });
        return hits;
    }

    // Loading

    @Override
    public Fill beginFill(Object key, FillRequest request) {
        LocalLevel.Token token = local.token(KeyText.of(key));
        try {
            return new BothLevels(key, token, remote.beginFill(key, request));
        } catch (CacheStoreException ex) {
            return memoryOnly(key, token);
        }
    }

    @Override
    public CompletableFuture<Fill> beginFillAsync(Object key, FillRequest request) {
        LocalLevel.Token token = local.token(KeyText.of(key));
        return remote.beginFillAsync(key, request)
                .<Fill>thenApply(fill -> new BothLevels(key, token, fill))
                .exceptionally(failure -> memoryOnly(key, token));
    }

    /** Without the remote level, memory carries the load. */
    private Fill memoryOnly(Object key, LocalLevel.Token token) {
        return new Fill() {
            @Override
            public boolean complete(CacheEntry entry) {
                return keptInMemory(key, entry, token);
            }

            @Override
            public CompletableFuture<Boolean> release(@Nullable LoadFailure failure) {
                return CompletableFuture.completedFuture(local.isCurrent(token));
            }
        };
    }

    private final class BothLevels implements Fill {

        private final Object key;
        private final LocalLevel.Token token;
        private final Fill remoteFill;

        BothLevels(Object key, LocalLevel.Token token, Fill remoteFill) {
            this.key = key;
            this.token = token;
            this.remoteFill = remoteFill;
        }

        @Override
        public @Nullable CacheEntry present() {
            return remoteFill.present();
        }

        @Override
        public @Nullable String heldBy() {
            return remoteFill.heldBy();
        }

        @Override
        public boolean isLease() {
            return remoteFill.isLease();
        }

        @Override
        public @Nullable String failure() {
            return remoteFill.failure();
        }

        @Override
        public long restNanos() {
            return remoteFill.restNanos();
        }

        @Override
        public boolean complete(CacheEntry entry) {
            try {
                return remoteFill.complete(entry) && keptInBoth(entry);
            } catch (CacheStoreException ex) {
                return keptInMemory(key, entry, token);
            }
        }

        @Override
        public CompletableFuture<Boolean> completeAsync(CacheEntry entry) {
            return remoteFill
                    .completeAsync(entry)
                    .handle((kept, failure) ->
                            failure != null ? keptInMemory(key, entry, token) : kept && keptInBoth(entry));
        }

        private boolean keptInBoth(CacheEntry entry) {
            keptInMemory(key, entry, token);
            return true;
        }

        @Override
        public CompletableFuture<Boolean> release(@Nullable LoadFailure failure) {
            return remoteFill.release(failure);
        }
    }

    private boolean keptInMemory(Object key, CacheEntry entry, LocalLevel.Token token) {
        if (!hasPlace(key)) {
            return local.isCurrent(token);
        }
        int weight = weight(key, entry);
        return weight != UNWEIGHABLE && local.keep(key, entry, weight, token);
    }

    // Writing

    @Override
    public void put(Object key, CacheEntry entry) {
        String text = KeyText.of(key);
        LocalLevel.Token token = local.beginWrite(text);
        CacheEntry written = null;
        try {
            if (behind == null || !behind.offer(text, entry)) {
                dropWaiting(text);
                remote.put(key, entry);
            }
            written = entry;
        } finally {
            endWrite(key, around ? null : written, token);
        }
    }

    private void endWrite(Object key, @Nullable CacheEntry entry, LocalLevel.Token token) {
        int weight = entry == null || !hasPlace(key) ? UNWEIGHABLE : weight(key, entry);
        local.endWrite(key, weight == UNWEIGHABLE ? null : entry, weight, token);
    }

    @Override
    public void putAll(Map<?, CacheEntry> entries) {
        if (behind != null) {
            entries.forEach(this::put);
            return;
        }
        Map<Object, LocalLevel.Token> tokens = new HashMap<>();
        entries.keySet().forEach(key -> tokens.put(key, local.beginWrite(KeyText.of(key))));
        boolean written = false;
        try {
            remote.putAll(entries);
            written = true;
        } finally {
            boolean keeps = written && !around;
            tokens.forEach((key, token) -> endWrite(key, keeps ? entries.get(key) : null, token));
        }
    }

    @Override
    public @Nullable CacheEntry putIfAbsent(Object key, CacheEntry entry) {
        String text = KeyText.of(key);
        CacheEntry waiting = behind == null ? null : behind.get(text);
        if (waiting != null && !(waiting.mayBeOld() && waiting.freshNanos() <= 0)) {
            return waiting;
        }
        LocalLevel.Token token = local.beginWrite(text);
        CacheEntry written = null;
        try {
            CacheEntry present = remote.putIfAbsent(key, entry);
            written = present == null ? entry : null;
            return present;
        } finally {
            endWrite(key, around ? null : written, token);
        }
    }

    @Override
    public boolean evict(Object key) {
        String text = KeyText.of(key);
        dropWaiting(text);
        try {
            return remote.evict(key);
        } finally {
            local.evicted(key, text);
        }
    }

    @Override
    public void evictAll(Collection<?> keys) {
        keys.forEach(key -> dropWaiting(KeyText.of(key)));
        try {
            remote.evictAll(keys);
        } finally {
            keys.forEach(key -> local.evicted(key, KeyText.of(key)));
        }
    }

    @Override
    public void evictByTag(int tag) {
        if (behind != null) {
            behind.dropAll(); // which of them have the tag is not looked at: evicts by tag are rare
        }
        try {
            remote.evictByTag(tag);
        } finally {
            local.tagEvicted(tag);
        }
    }

    @Override
    public boolean evictByText(String text) {
        dropWaiting(text);
        try {
            return remote.evictByText(text);
        } finally {
            local.written(text);
        }
    }

    @Override
    public boolean clear() {
        if (behind != null) {
            behind.dropAll();
        }
        try {
            return remote.clear();
        } finally {
            local.allWritten();
        }
    }

    private void dropWaiting(String text) {
        if (behind != null) {
            behind.drop(text);
        }
    }

    /** Bytes; {@link #UNWEIGHABLE} for what cannot be written and so is not kept. */
    private int weight(Object key, CacheEntry entry) {
        try {
            return local.weighed() ? weigher.applyAsInt(key, entry.get()) : 1;
        } catch (CacheStoreException ex) {
            return UNWEIGHABLE; // the remote level cannot write it either, and says so
        }
    }

    // What other nodes did

    @Override
    public void written(String text) {
        if (behind != null) {
            behind.giveUp(text);
        }
        remote.writtenByOthers(text);
        local.written(text);
    }

    @Override
    public void tagEvicted(int tag) {
        if (behind != null) {
            behind.giveUpAll();
        }
        remote.allWrittenByOthers(); // which of them have the tag is not looked at
        local.tagEvicted(tag);
    }

    @Override
    public void allWritten() {
        if (behind != null) {
            behind.giveUpAll();
        }
        remote.allWrittenByOthers();
        local.allWritten();
    }

    @Override
    public void wentBack() {
        clear();
    }

    // Looking at it

    @Override
    public List<String> keys(KeyRange range) {
        return remote.keys(range);
    }

    @Override
    public List<HotKey> hottest(int limit) {
        return hot != null ? hot.hottest(limit) : local.map().hottest(limit);
    }

    @Override
    public void declareValueType(Type type) {
        remote.declareValueType(type);
    }

    @Override
    public List<CacheStatistics.Level> levels(long hits, long misses) {
        long fromRemote = remoteHits.sum();
        List<CacheStatistics.Level> levels = new ArrayList<>();
        levels.add(new CacheStatistics.Level(
                CacheSpec.MEMORY,
                Math.max(0, hits - fromRemote),
                fromRemote + misses,
                local.map().evictions(),
                0,
                0,
                local.map().size(),
                local.map().bytes()));
        levels.addAll(remote.levels(fromRemote, misses));
        return levels;
    }

    @Override
    public StoreHealth health() {
        StoreHealth level = remote.health();
        Map<String, Object> details = new LinkedHashMap<>(level.details());
        details.put("log", log.working() ? (log.announced() ? "ok" : "polled") : "not read");
        boolean up = level.status() == StoreHealth.Status.UP && log.working();
        return new StoreHealth(up ? StoreHealth.Status.UP : StoreHealth.Status.DEGRADED, details);
    }

    @Override
    public void flush() {
        if (behind != null) {
            behind.flush();
        }
        remote.flush();
    }

    @Override
    public void close() {
        if (behind != null) {
            behind.close(); // while other nodes' writes are still told here
        }
        onClose.run();
        remote.close();
        local.close();
    }
}
