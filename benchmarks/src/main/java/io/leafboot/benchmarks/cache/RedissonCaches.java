package io.leafboot.benchmarks.cache;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.redisson.Redisson;
import org.redisson.api.RBuckets;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.Codec;
import org.redisson.codec.TypedJsonJackson3Codec;
import org.redisson.config.Config;

/** Redisson's ways to keep values, as JSON through Jackson, whose codec is told the type as ours is; filled. */
public final class RedissonCaches {

    private RedissonCaches() {}

    /** What they have in common. */
    public abstract static class OverRedis {
        private final RedisProcess redis = new RedisProcess();
        final RedissonClient client = Redisson.create(config(redis));

        private static Config config(RedisProcess redis) {
            Config config = new Config();
            config.useSingleServer().setAddress("redis://" + redis.host() + ":" + redis.port());
            return config;
        }

        /** Ends its threads and the server. */
        @TearDown
        public void close() {
            client.shutdown();
            redis.close();
        }
    }

    /** A value a key of Redis: one GET a look-up. */
    @State(Scope.Benchmark)
    public static class Buckets extends OverRedis {
        private final Codec codec = new TypedJsonJackson3Codec(Product.class);
        final RBuckets buckets = client.getBuckets(codec);

        /** Fills it. */
        public Buckets() {
            Entries.fill(some ->
                    some.forEach((key, value) -> client.getBucket(key, codec).set(value, Entries.TTL)));
            Entries.check(this::get);
        }

        final Product get(String key) {
            return client.<Product>getBucket(key, codec).get();
        }
    }

    /** Its map with a time to live an entry, which it reads with a script. */
    @State(Scope.Benchmark)
    public static class MapCache extends OverRedis {
        final RMapCache<String, Product> cache =
                client.getMapCache(Entries.CACHE, new TypedJsonJackson3Codec(String.class, Product.class));

        /** Fills it. */
        public MapCache() {
            Entries.fill(some -> cache.putAll(some, Entries.TTL.toMillis(), TimeUnit.MILLISECONDS));
            Entries.check(cache::get);
        }
    }

    /** Its map with memory before it, which is asked by the key itself and not by a hash of its bytes. */
    @State(Scope.Benchmark)
    public static class LocalCachedMap extends OverRedis {
        final RLocalCachedMap<String, Product> cache =
                client.getLocalCachedMap(LocalCachedMapOptions.<String, Product>name(Entries.CACHE)
                        .codec(new TypedJsonJackson3Codec(String.class, Product.class))
                        .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LFU)
                        .cacheSize(Entries.MAX_SIZE)
                        .timeToLive(Entries.TTL)
                        .useObjectAsCacheKey(true));

        /** Fills it. */
        public LocalCachedMap() {
            Entries.fill(cache::putAll);
            Entries.check(cache::get);
        }
    }
}
