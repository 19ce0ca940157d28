package io.leafboot.benchmarks.cache;

import org.springframework.cache.annotation.Cacheable;

/** A service whose answers are cached. It is called by way of a proxy and, once filled, never itself. */
public class Products {

    /** The product. */
    @Cacheable(Entries.CACHE)
    public Product find(String key) {
        throw new IllegalStateException("Not cached: " + key);
    }
}
