package io.leafboot.benchmarks.cache;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/** What Spring Boot configures. */
public final class SpringCaches {

    private SpringCaches() {}

    /** Spring's cache in Redis as Spring Boot sets it up, but with JSON of a known type, as ours has. */
    @State(Scope.Benchmark)
    public static class Redis {
        private final RedisProcess redis = new RedisProcess();
        private final ConfigurableApplicationContext application = Application.start(
                RedisConfiguration.class,
                "spring.cache.type=redis",
                "spring.cache.redis.enable-statistics=true",
                "spring.data.redis.host=" + redis.host(),
                "spring.data.redis.port=" + redis.port());
        final Cache cache = application.getBean(CacheManager.class).getCache(Entries.CACHE);
        final Products products = application.getBean(Products.class);

        /** Fills it. */
        public Redis() {
            Entries.fill(some -> some.forEach(cache::put));
            Entries.check(key -> cache.get(key).get());
            Entries.check(products::find);
        }

        /** Ends its threads and the server. */
        @TearDown
        public void close() {
            application.close();
            redis.close();
        }
    }

    /** Spring's cache over Caffeine as Spring Boot sets it up. */
    @State(Scope.Benchmark)
    public static class Memory {
        private final ConfigurableApplicationContext application = Application.start(
                MemoryConfiguration.class,
                "spring.cache.type=caffeine",
                "spring.cache.caffeine.spec=recordStats,maximumSize=" + Entries.MAX_SIZE + ",expireAfterWrite="
                        + Entries.TTL.toSeconds() + "s");
        final Products products = application.getBean(Products.class);

        /** Fills it. */
        public Memory() {
            Cache cache = application.getBean(CacheManager.class).getCache(Entries.CACHE);
            Entries.fill(some -> some.forEach(cache::put));
            Entries.check(products::find);
        }

        /** Ends its threads. */
        @TearDown
        public void close() {
            application.close();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @ImportAutoConfiguration({DataRedisAutoConfiguration.class, CacheAutoConfiguration.class})
    @Import(Products.class)
    static class RedisConfiguration {

        @Bean
        RedisCacheConfiguration json() {
            return RedisCacheConfiguration.defaultCacheConfig()
                    .entryTtl(Entries.TTL)
                    .serializeValuesWith(
                            SerializationPair.fromSerializer(new JacksonJsonRedisSerializer<>(Product.class)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @ImportAutoConfiguration(CacheAutoConfiguration.class)
    @Import(Products.class)
    static class MemoryConfiguration {}
}
