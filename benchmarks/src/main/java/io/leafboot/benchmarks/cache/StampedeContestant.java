package io.leafboot.benchmarks.cache;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import com.alicp.jetcache.support.Fastjson2ValueDecoder;
import com.alicp.jetcache.support.Fastjson2ValueEncoder;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/** Ways to cache what is loaded, as a process of the stampede uses them. */
enum StampedeContestant {
    LEAF_REDIS("ours, redis", (redis, source) -> leaf(redis, source, Service::find, "type=redis")),
    LEAF_REDIS_SYNC(
            "ours, redis, sync = true", (redis, source) -> leaf(redis, source, Service::findInSync, "type=redis")),
    LEAF_TWO_LEVEL("ours, two-level", (redis, source) -> leaf(redis, source, Service::find, "type=two-level")),
    LEAF_TWO_LEVEL_SYNC(
            "ours, two-level, sync = true",
            (redis, source) -> leaf(redis, source, Service::findInSync, "type=two-level")),
    LEAF_FAILURE_TTL(
            "ours, two-level, failure-ttl: 5s",
            (redis, source) -> leaf(redis, source, Service::find, "type=two-level", "failure-ttl=5s")),
    SPRING("Spring RedisCacheManager", (redis, source) -> spring(redis, source, Service::find)),
    SPRING_SYNC("Spring RedisCacheManager, sync = true", (redis, source) -> spring(redis, source, Service::findInSync)),
    JETCACHE("JetCache", (redis, source) -> jetCache(redis, source, false)),
    JETCACHE_PROTECTED("JetCache, cachePenetrationProtect", (redis, source) -> jetCache(redis, source, true));

    private final String title;
    private final Start start;

    StampedeContestant(String title, Start start) {
        this.title = title;
        this.start = start;
    }

    private interface Start {
        Function<String, Product> with(int redisPort, int sourcePort);
    }

    private interface Call {
        Product apply(Service service, String key);
    }

    String title() {
        return title;
    }

    /** A look-up that loads what is not there. */
    Function<String, Product> start(int redisPort, int sourcePort) {
        return start.with(redisPort, sourcePort);
    }

    private static Function<String, Product> leaf(int redisPort, int sourcePort, Call call, String... settings) {
        return service(
                LeafConfiguration.class,
                redisPort,
                sourcePort,
                call,
                Stream.concat(Stream.of("ttl=10m", "max-size=1000"), Stream.of(settings))
                        .map(setting -> "cache.caches." + Entries.CACHE + "." + setting)
                        .toArray(String[]::new));
    }

    private static Function<String, Product> spring(int redisPort, int sourcePort, Call call) {
        return service(SpringConfiguration.class, redisPort, sourcePort, call, "spring.cache.type=redis");
    }

    private static Function<String, Product> service(
            Class<?> configuration, int redisPort, int sourcePort, Call call, String... settings) {
        ConfigurableApplicationContext application = Application.start(
                configuration,
                Stream.concat(
                                Stream.of(
                                        "spring.data.redis.host=127.0.0.1",
                                        "spring.data.redis.port=" + redisPort,
                                        "stampede.source=" + sourcePort),
                                Stream.of(settings))
                        .toArray(String[]::new));
        Service service = application.getBean(Service.class);
        return key -> call.apply(service, key);
    }

    private static Function<String, Product> jetCache(int redisPort, int sourcePort, boolean protect) {
        Cache<String, Product> cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(RedisClient.create(RedisURI.create("127.0.0.1", redisPort)))
                .keyPrefix(Entries.CACHE)
                .keyConvertor(Fastjson2KeyConvertor.INSTANCE)
                .valueEncoder(new Fastjson2ValueEncoder(false))
                .valueDecoder(new Fastjson2ValueDecoder(false))
                .expireAfterWrite(10, TimeUnit.MINUTES)
                .cachePenetrateProtect(protect)
                .buildCache();
        return key -> cache.computeIfAbsent(key, missing -> StampedeSource.load(sourcePort, missing));
    }

    /** A service whose answers are cached. */
    static class Service {

        private final int sourcePort;

        Service(Environment environment) {
            sourcePort = environment.getRequiredProperty("stampede.source", Integer.class);
        }

        @Cacheable(Entries.CACHE)
        public Product find(String key) {
            return StampedeSource.load(sourcePort, key);
        }

        @Cacheable(cacheNames = Entries.CACHE, sync = true)
        public Product findInSync(String key) {
            return StampedeSource.load(sourcePort, key);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataRedisAutoConfiguration.class, CacheRegistryAutoConfiguration.class})
    @Import(Service.class)
    static class LeafConfiguration {}

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @ImportAutoConfiguration({DataRedisAutoConfiguration.class, CacheAutoConfiguration.class})
    @Import(Service.class)
    static class SpringConfiguration {

        @Bean
        RedisCacheConfiguration json() {
            return RedisCacheConfiguration.defaultCacheConfig()
                    .entryTtl(Entries.TTL)
                    .serializeValuesWith(
                            SerializationPair.fromSerializer(new JacksonJsonRedisSerializer<>(Product.class)));
        }
    }
}
