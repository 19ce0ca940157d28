package io.leafboot.cache.redis;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;

/** Caches in Redis. */
public final class RedisCacheType implements CacheType {

    private final RedisLinks links;

    /** The type, over these connections. */
    public RedisCacheType(RedisLinks links) {
        this.links = links;
    }

    @Override
    public String name() {
        return CacheSpec.REDIS;
    }

    @Override
    public CacheStore create(String cacheName, CacheSpec spec) {
        return links.store(cacheName, spec);
    }
}
