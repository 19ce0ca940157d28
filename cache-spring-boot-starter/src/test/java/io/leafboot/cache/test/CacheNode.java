package io.leafboot.cache.test;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.codec.JsonValueCodec;
import io.leafboot.cache.codec.ValueWeigher;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.memory.MemoryCacheType;
import io.leafboot.cache.redis.RedisCacheType;
import io.leafboot.cache.redis.RedisLinks;
import io.leafboot.cache.redis.RedisSettings;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.leafboot.cache.source.CacheSources;
import io.leafboot.cache.twolevel.TwoLevelCacheType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A node of an application: a registry with connections, threads and a log of its own. */
public final class CacheNode implements AutoCloseable {

    /** Where all is well: a machine that is busy must not look like a Redis that is away. */
    public static final RedisSettings PATIENT =
            new RedisSettings(Duration.ofSeconds(20), 16 << 20, 8, 10_000, Duration.ofMillis(200));

    /** Where Redis goes away, and nobody is to wait for it for long. */
    public static final RedisSettings HASTY =
            new RedisSettings(Duration.ofSeconds(1), 16 << 20, 8, 10_000, Duration.ofMillis(200));

    private final LettuceConnectionFactory factory;
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final LoadingThreads threads = new LoadingThreads(10, 1000);
    private final RedisLinks links;
    private final DefaultCacheRegistry registry;

    /** A node over a started factory, which it destroys when it is closed. */
    public CacheNode(LettuceConnectionFactory factory) {
        this(factory, PATIENT);
    }

    /** A node over a started factory, which it destroys when it is closed. */
    public CacheNode(LettuceConnectionFactory factory, RedisSettings settings) {
        this(factory, settings, CacheSources.NONE);
    }

    /** A node with loaders and writers. */
    public CacheNode(LettuceConnectionFactory factory, RedisSettings settings, CacheSources sources) {
        this.factory = factory;
        this.links = new RedisLinks(() -> Map.of("redis", factory), () -> factory, List.of(), settings, scheduler);
        ValueWeigher weigher = new ValueWeigher(new JsonValueCodec());
        TwoLevelCacheType twoLevel = new TwoLevelCacheType(links, scheduler, weigher);
        this.registry = new DefaultCacheRegistry(
                List.of(
                        new MemoryCacheType(scheduler, weigher),
                        new RedisCacheType(links, twoLevel::createForHotKeys),
                        twoLevel),
                CacheSpec.unset().ttl(Duration.ofMinutes(10)).maxSize(10_000),
                false,
                threads,
                () -> sources);
    }

    /** Creates a cache on this node. */
    public NamedCache cache(String name, CacheSpec spec) {
        return registry.create(name, spec);
    }

    /** Its registry. */
    public DefaultCacheRegistry registry() {
        return registry;
    }

    /** Its links to Redis. */
    public RedisLinks links() {
        return links;
    }

    @Override
    public void close() {
        registry.close();
        threads.close();
        links.close();
        scheduler.shutdownNow();
        factory.destroy();
    }
}
