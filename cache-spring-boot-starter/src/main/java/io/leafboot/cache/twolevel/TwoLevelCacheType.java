package io.leafboot.cache.twolevel;

import com.github.benmanes.caffeine.cache.Ticker;
import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.memory.LocalLevel;
import io.leafboot.cache.memory.MemoryMap;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisLinks;
import io.leafboot.cache.redis.RedisStore;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** Caches on two levels: Redis, and memory before it. */
public final class TwoLevelCacheType implements CacheType {

    private static final int MOST_HOT_KEYS = 10_000;

    private final RedisLinks links;
    private final ScheduledExecutorService scheduler;
    private final ToIntBiFunction<Object, @Nullable Object> weigher;

    /**
     * The type.
     *
     * @param scheduler cleans up and writes behind; its tasks wait for Redis, a bounded time
     * @param weigher bytes of a key and a value, for caches with {@code max-bytes}
     */
    public TwoLevelCacheType(
            RedisLinks links, ScheduledExecutorService scheduler, ToIntBiFunction<Object, @Nullable Object> weigher) {
        this.links = links;
        this.scheduler = scheduler;
        this.weigher = weigher;
    }

    @Override
    public String name() {
        return CacheSpec.TWO_LEVEL;
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public CacheStore create(String cacheName, CacheSpec spec) {
        return create(cacheName, spec, null);
    }

    /** A store in Redis that gives keys read often a place in memory, for a short time each. */
    public CacheStore createForHotKeys(String cacheName, CacheSpec spec) {
        Integer threshold = Objects.requireNonNull(spec.hotKeys().threshold());
        CacheSpec bounded = spec.writePolicy(WritePolicy.WRITE_THROUGH)
                .maxSize(MOST_HOT_KEYS)
                .localTtl(Objects.requireNonNull(spec.hotKeys().localTtl()));
        return create(cacheName, bounded, new HotKeys(threshold, Ticker.systemTicker()));
    }

    private CacheStore create(String cacheName, CacheSpec spec, @Nullable HotKeys hot) {
        InvalidationLog log = links.log(cacheName, spec);
        RedisStore remote = links.store(cacheName, spec, log);
        long localTtl =
                spec.localTtl() == null ? CacheEntry.FOREVER : spec.localTtl().toNanos();
        LocalLevel local = new LocalLevel(
                new MemoryMap<>(spec, scheduler, Ticker.systemTicker()),
                spec.maxSize(),
                localTtl,
                spec.jitter() == null ? 0 : spec.jitter());
        PutsBehind behind = null;
        if (spec.writePolicy() == WritePolicy.WRITE_BEHIND
                && spec.writeInterval() != null
                && spec.writeBatchSize() != null) {
            behind = new PutsBehind(remote, log, spec.writeInterval(), spec.writeBatchSize(), scheduler);
        }
        Copies copies = new Copies(local, hot, weigher);
        TwoLevelWrites writes = new TwoLevelWrites(spec, local, copies, remote, behind);
        TwoLevelStore store = new TwoLevelStore(
                spec, local, copies, remote, log, behind, hot, writes, () -> links.forget(log, cacheName));
        links.listen(log, cacheName, new WritesByOthers(local, remote, behind, writes));
        return store;
    }
}
