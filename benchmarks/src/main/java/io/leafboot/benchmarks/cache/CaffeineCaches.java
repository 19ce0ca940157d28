package io.leafboot.benchmarks.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.cache.caffeine.CaffeineCache;

/** Caffeine, which is under every cache in memory here, and what Spring makes of it; filled. */
public final class CaffeineCaches {

    private CaffeineCaches() {}

    /** Without anything around it. */
    @State(Scope.Benchmark)
    public static class Raw {
        final Cache<Object, Object> cache = builder().build();

        /** Fills it. */
        public Raw() {
            Entries.fill(cache::putAll);
            Entries.check(cache::getIfPresent);
        }
    }

    /** As Spring's cache. */
    @State(Scope.Benchmark)
    public static class Spring {
        final CaffeineCache cache = new CaffeineCache(Entries.CACHE, builder().build());

        /** Fills it. */
        public Spring() {
            Entries.fill(some -> some.forEach(cache::put));
            Entries.check(key -> cache.get(key).get());
        }
    }

    static Caffeine<Object, Object> builder() {
        return Caffeine.newBuilder()
                .maximumSize(Entries.MAX_SIZE)
                .expireAfterWrite(Entries.TTL)
                .recordStats();
    }
}
