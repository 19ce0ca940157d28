package io.leafboot.benchmarks.cache;

import com.alicp.jetcache.AbstractCacheBuilder;
import com.alicp.jetcache.Cache;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.DefaultCacheMonitor;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import com.alicp.jetcache.support.Fastjson2ValueDecoder;
import com.alicp.jetcache.support.Fastjson2ValueEncoder;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** JetCache in memory over Caffeine, remote through Lettuce and as JSON, and both; filled. */
public final class JetCaches {

    private JetCaches() {}

    /** In memory, with the monitor that counts hits. */
    @State(Scope.Benchmark)
    public static class Memory {
        final Cache<String, Product> cache = filled(counting(memoryBuilder(Entries.TTL)));
    }

    /** In memory as it comes: it counts nothing. */
    @State(Scope.Benchmark)
    public static class MemoryNotCounting {
        final Cache<String, Product> cache = filled(memoryBuilder(Entries.TTL));
    }

    /** What lives in Redis. */
    public abstract static class OverRedis {
        private final RedisProcess redis = new RedisProcess();
        private final RedisClient client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));

        final AbstractCacheBuilder<?> remoteBuilder() {
            return counting(RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                    .redisClient(client)
                    .keyPrefix(Entries.CACHE)
                    .keyConvertor(Fastjson2KeyConvertor.INSTANCE)
                    .valueEncoder(new Fastjson2ValueEncoder(false))
                    .valueDecoder(new Fastjson2ValueDecoder(false))
                    .expireAfterWrite(Entries.TTL.toMillis(), TimeUnit.MILLISECONDS));
        }

        final Cache<String, Product> twoLevels(Duration localTtl) {
            Cache<String, Product> memory = memoryBuilder(localTtl).buildCache();
            Cache<String, Product> remote = remoteBuilder().buildCache();
            return filled(counting(MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
                    .addCache(memory, remote)
                    .useExpireOfSubCache(true)
                    .expireAfterWrite(Entries.TTL.toMillis(), TimeUnit.MILLISECONDS)));
        }

        /** Ends its threads and the server. */
        @TearDown
        public void close() {
            client.shutdown();
            redis.close();
        }
    }

    /** In Redis. */
    @State(Scope.Benchmark)
    public static class Remote extends OverRedis {
        final Cache<String, Product> cache = filled(remoteBuilder());
    }

    /** In Redis with memory before it. */
    @State(Scope.Benchmark)
    public static class TwoLevel extends OverRedis {
        final Cache<String, Product> cache = twoLevels(Entries.TTL);
    }

    /** The same with a memory that has forgotten an entry when it is asked for again. */
    @State(Scope.Benchmark)
    public static class TwoLevelCold extends OverRedis {
        final Cache<String, Product> cache = twoLevels(Entries.FORGOTTEN_AFTER);
    }

    private static AbstractCacheBuilder<?> memoryBuilder(Duration ttl) {
        return CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .limit(Entries.MAX_SIZE)
                .keyConvertor(Fastjson2KeyConvertor.INSTANCE)
                .expireAfterWrite(ttl.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static AbstractCacheBuilder<?> counting(AbstractCacheBuilder<?> builder) {
        return builder.addMonitor(new DefaultCacheMonitor(Entries.CACHE));
    }

    private static Cache<String, Product> filled(AbstractCacheBuilder<?> builder) {
        Cache<String, Product> cache = builder.buildCache();
        Entries.fill(cache::putAll);
        Entries.check(cache::get);
        return cache;
    }
}
