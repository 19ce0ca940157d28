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
import org.jspecify.annotations.Nullable;

/** Entries in Redis, and copies of those read lately in memory. */
final class TwoLevelStore implements CacheStore {

    private final LocalLevel local;
    private final Copies copies;
    private final RedisStore remote;
    private final InvalidationLog log;
    private final @Nullable PutsBehind behind;
    /** Where not every key gets a place in memory. */
    private final @Nullable HotKeys hot;

    private final TwoLevelWrites writes;
    private final boolean propagate;
    private final Runnable onClose;
    private final LongAdder remoteHits = new LongAdder();

    TwoLevelStore(
            CacheSpec spec,
            LocalLevel local,
            Copies copies,
            RedisStore remote,
            InvalidationLog log,
            @Nullable PutsBehind behind,
            @Nullable HotKeys hot,
            TwoLevelWrites writes,
            Runnable onClose) {
        this.local = local;
        this.copies = copies;
        this.remote = remote;
        this.log = log;
        this.behind = behind;
        this.hot = hot;
        this.writes = writes;
        this.propagate = spec.onError() == OnError.PROPAGATE;
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
        copies.keepRead(key, found, token);
        return found;
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
            return new TwoLevelFill(copies, key, token, remote.beginFill(key, request));
        } catch (CacheStoreException ex) {
            return new MemoryFill(local, copies, key, token);
        }
    }

    @Override
    public CompletableFuture<Fill> beginFillAsync(Object key, FillRequest request) {
        LocalLevel.Token token = local.token(KeyText.of(key));
        return remote.beginFillAsync(key, request)
                .<Fill>thenApply(fill -> new TwoLevelFill(copies, key, token, fill))
                .exceptionally(failure -> new MemoryFill(local, copies, key, token));
    }

    // Writing

    @Override
    public void put(Object key, CacheEntry entry) {
        writes.put(key, entry);
    }

    @Override
    public void putAll(Map<?, CacheEntry> entries) {
        writes.putAll(entries);
    }

    @Override
    public @Nullable CacheEntry putIfAbsent(Object key, CacheEntry entry) {
        return writes.putIfAbsent(key, entry);
    }

    @Override
    public boolean evict(Object key) {
        return writes.evict(key);
    }

    @Override
    public void evictAll(Collection<?> keys) {
        writes.evictAll(keys);
    }

    @Override
    public void evictByTag(int tag) {
        writes.evictByTag(tag);
    }

    @Override
    public boolean evictByText(String text) {
        return writes.evictByText(text);
    }

    @Override
    public boolean clear() {
        return writes.clear();
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
