package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinderCompatibilityKit;

/** What Micrometer asks of every binder of a cache. */
class CacheMetersCompatibilityTests extends CacheMeterBinderCompatibilityKit<NamedCache> {

    private final DefaultCacheRegistry registry = Caches.registry(new RemoteCacheType(), false);

    @Override
    public NamedCache createCache() {
        return registry.create("mycache", CacheSpec.memory());
    }

    @Override
    public void dereferenceCache() {
        super.dereferenceCache();
        registry.close();
    }

    @Override
    public CacheMeterBinder<NamedCache> binder() {
        return new NamedCacheMeters(cache, Tags.empty());
    }

    @Override
    public void put(String key, String value) {
        cache.put(key, value);
    }

    @Override
    public String get(String key) {
        return cache.get(key, String.class);
    }
}
