package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.InvalidCacheSpecException;

/** A type whose library is not on the class path: it says which one. */
record UnavailableCacheType(String name, String missing, String dependency) implements CacheType {

    @Override
    public CacheStore create(String cacheName, CacheSpec spec) {
        throw new InvalidCacheSpecException(
                CacheSpec.path(cacheName) + ".type is '" + name + "', but " + missing + " is not on the class path.",
                "Add the dependency " + dependency + ".");
    }
}
