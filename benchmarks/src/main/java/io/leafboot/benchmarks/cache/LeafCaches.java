package io.leafboot.benchmarks.cache;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Ours, as settings alone make it; filled. */
public final class LeafCaches {

    private static final String SETTINGS = "cache.caches." + Entries.CACHE + ".";

    private LeafCaches() {}

    /** A cache, and a service that uses it. */
    public abstract static class Leaf {
        private final ConfigurableApplicationContext application;
        final NamedCache cache;
        final Products products;

        Leaf(Class<?> configuration, String... settings) {
            application = Application.start(
                    configuration,
                    Stream.concat(
                                    Stream.of(
                                            SETTINGS + "max-size=" + Entries.MAX_SIZE, SETTINGS + "ttl=" + Entries.TTL),
                                    Stream.of(settings))
                            .toArray(String[]::new));
            cache = application.getBean(CacheRegistry.class).cache(Entries.CACHE);
            products = application.getBean(Products.class);
            Entries.fill(cache::putAll);
            Entries.check(key -> cache.get(key).get());
            Entries.check(products::find);
        }

        /** Ends its threads. */
        @TearDown
        public void close() {
            application.close();
        }
    }

    /** Type memory. */
    @State(Scope.Benchmark)
    public static class Memory extends Leaf {
        /** Builds it. */
        public Memory() {
            super(MemoryConfiguration.class, SETTINGS + "type=memory");
        }
    }

    /** What lives in Redis. */
    public abstract static class OverRedis extends Leaf {
        private final RedisProcess redis;

        OverRedis(RedisProcess redis, String... settings) {
            super(
                    RedisConfiguration.class,
                    Stream.concat(
                                    Stream.of(
                                            SETTINGS + "value-type=" + Product.class.getName(),
                                            "spring.data.redis.host=" + redis.host(),
                                            "spring.data.redis.port=" + redis.port()),
                                    Stream.of(settings))
                            .toArray(String[]::new));
            this.redis = redis;
        }

        @Override
        public void close() {
            super.close();
            redis.close();
        }
    }

    /** Type redis. */
    @State(Scope.Benchmark)
    public static class Redis extends OverRedis {
        /** Builds it. */
        public Redis() {
            super(new RedisProcess(), SETTINGS + "type=redis");
        }
    }

    /** Type two-level. */
    @State(Scope.Benchmark)
    public static class TwoLevel extends OverRedis {
        /** Builds it. */
        public TwoLevel() {
            super(new RedisProcess(), SETTINGS + "type=two-level", SETTINGS + "local-ttl=" + Entries.TTL);
        }
    }

    /** Type two-level with a memory that has forgotten an entry when it is asked for again. */
    @State(Scope.Benchmark)
    public static class TwoLevelCold extends OverRedis {
        /** Builds it. */
        public TwoLevelCold() {
            super(new RedisProcess(), SETTINGS + "type=two-level", SETTINGS + "local-ttl=" + Entries.FORGOTTEN_AFTER);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(CacheRegistryAutoConfiguration.class)
    @Import(Products.class)
    static class MemoryConfiguration {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataRedisAutoConfiguration.class, CacheRegistryAutoConfiguration.class})
    @Import(Products.class)
    static class RedisConfiguration {}
}
