package io.leafboot.cache.redis;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import java.util.function.BiFunction;

/** Caches in Redis. */
public final class RedisCacheType implements CacheType {

    private final RedisLinks links;
    private final BiFunction<String, CacheSpec, CacheStore> withHotKeys;

    /**
     * The type, over these connections.
     *
     * @param withHotKeys makes a store that gives keys read often a place in memory
     */
    public RedisCacheType(RedisLinks links, BiFunction<String, CacheSpec, CacheStore> withHotKeys) {
        this.links = links;
        this.withHotKeys = withHotKeys;
    }

    @Override
    public String name() {
        return CacheSpec.REDIS;
    }

    @Override
    public CacheStore create(String cacheName, CacheSpec spec) {
        Integer threshold = spec.hotKeys().threshold();
        return threshold == null || threshold == 0 ? links.store(cacheName, spec) : withHotKeys.apply(cacheName, spec);
    }
}
