package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import java.lang.reflect.Proxy;

/** A type whose caches fail in a way that is not a miss. */
final class FailingCacheType implements CacheType {

    @Override
    public String name() {
        return "failing";
    }

    @Override
    public CacheStore create(String cacheName, CacheSpec spec) {
        return (CacheStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CacheStore.class}, (proxy, method, args) -> {
                    if (method.getReturnType() == void.class
                            && !method.getName().equals("put")) {
                        return null;
                    }
                    throw new IllegalStateException(method.getName() + " fails");
                });
    }
}
