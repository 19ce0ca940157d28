package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.memory.MemoryCacheType;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.RedisClient;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A type that cannot work ends the start, and what may work worse than meant is warned of. */
@ExtendWith(OutputCaptureExtension.class)
class CacheTypesAtStartTests {

    private static final String[] BOUNDED = {"cache.defaults.ttl=1h", "cache.defaults.max-size=10"};

    private final ApplicationContextRunner memory = Yml.application().withPropertyValues(BOUNDED);

    private final ApplicationContextRunner redis = memory.withConfiguration(
                    AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withPropertyValues(Yml.redis());

    // What is not on the class path

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void withoutSpringDataRedis(String type) {
        fails(
                redis.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
                        .withPropertyValues("cache.caches.users.type=" + type),
                "cache.caches.users.type is '" + type + "', but Spring Data Redis is not on the class path.",
                "Add the dependency org.springframework.boot:spring-boot-starter-data-redis.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void withoutLettuceForThereMayBeAnotherClient(String type) {
        fails(
                redis.withClassLoader(new FilteredClassLoader(RedisClient.class))
                        .withPropertyValues("cache.caches.users.type=" + type),
                "cache.caches.users.type is '" + type + "', but Lettuce is not on the class path.",
                "Add the dependency io.lettuce:lettuce-core.");
    }

    @ParameterizedTest
    @ValueSource(classes = {LettuceConnectionFactory.class, RedisClient.class})
    void cachesInMemoryNeedNeither(Class<?> missing) {
        redis.withClassLoader(new FilteredClassLoader(missing))
                .withPropertyValues("cache.caches.users.type=memory")
                .run(context ->
                        assertThat(context.getBean(CacheRegistry.class).names()).containsExactly("users"));
    }

    // Connections

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void withoutAConnectionFactory(String type) {
        fails(
                memory.withPropertyValues("cache.caches.[shop/users].type=" + type),
                "cache.caches.[shop/users].type is '" + type + "', but there is no connection to Redis.",
                "Set spring.data.redis.host and port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void withSeveralConnectionFactoriesAndNonePrimary(String type) {
        fails(
                memory.withUserConfiguration(TwoServers.class).withPropertyValues("cache.caches.users.type=" + type),
                "cache.caches.users.redis is not set, and there are several connections to Redis, none of them primary.",
                "Set cache.caches.users.redis to one of first, second.");
    }

    @Test
    void withTheNameOfNoConnectionFactory() {
        fails(
                memory.withUserConfiguration(TwoServers.class)
                        .withPropertyValues("cache.caches.users.type=redis", "cache.caches.users.redis=third"),
                "cache.caches.users.redis is 'third', which is not the name of a RedisConnectionFactory bean.",
                "Set cache.caches.users.redis to one of first, second.");
    }

    @Test
    void ofSeveralConnectionFactoriesEachCacheMayNameItsOwn() {
        memory.withUserConfiguration(TwoServers.class)
                .withPropertyValues(
                        "cache.caches.a.type=redis", "cache.caches.a.redis=second", "cache.caches.b.type=memory")
                .run(context -> {
                    context.getBean(CacheRegistry.class).cache("a").put("key", "value");
                    assertThat(context.getBean(CacheRegistry.class).cache("a").get("key", String.class))
                            .isEqualTo("value");
                });
    }

    @Test
    void ofSeveralConnectionFactoriesThePrimaryOneIsUsedAndALazyOneIsLeftAlone() {
        memory.withUserConfiguration(PrimaryServer.class)
                .withPropertyValues("cache.caches.users.type=two-level")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBeanFactory().containsSingleton("unused"))
                            .isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void withAnotherClientThanLettuce(String type) {
        fails(
                redis.withPropertyValues("spring.data.redis.client-type=jedis", "cache.caches.users.type=" + type),
                "Cache 'users' is of type '" + type + "', and its connection factory is "
                        + JedisConnectionFactory.class.getName() + ".",
                "Use Lettuce: set spring.data.redis.client-type=lettuce");
    }

    @Test
    void withAFormatThatNobodyWrites() {
        fails(
                redis.withPropertyValues("cache.caches.users.type=redis", "cache.caches.users.format=xml"),
                "cache.caches.users.format is 'xml', which no codec has for a name.",
                "Use one of json, or define a ValueCodec bean of this name.");
    }

    @Test
    void aTypeOfTheApplicationIsOneOfThoseThatMayBeUsed() {
        ApplicationContextRunner runner = memory.withBean("near", Near.class);
        runner.withPropertyValues("cache.caches.users.type=near")
                .run(context -> assertThat(context.getBean(CacheRegistry.class)
                                .spec("users")
                                .type())
                        .isEqualTo("near"));
        fails(
                runner.withPropertyValues("cache.caches.users.type=far"),
                "cache.caches.users.type is 'far', which is not a type of cache here.",
                "Use one of cluster, memory, near, redis, two-level.");
    }

    // Warnings

    @Test
    void aCacheWithoutABoundOrATimeToLiveIsWarnedOf(CapturedOutput output) {
        Yml.application("cache.caches: { '[shop:users]': { jitter: 10% } }")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .contains("Cache 'shop:users' has no bound in memory", "Set cache.caches.[shop:users].max-size")
                .contains("Cache 'shop:users' has no time to live", "Set cache.caches.[shop:users].ttl");
    }

    @Test
    void aCacheWithBothIsNot(CapturedOutput output) {
        memory.withPropertyValues("cache.caches.a.max-bytes=1MB", "cache.caches.b.idle-ttl=1m")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void aSettingThatDoesNothingWithoutAnotherIsWarnedOf(CapturedOutput output) {
        Yml.application("""
                        cache.caches:
                          "[shop:users]": { max-size: 1, idle-ttl: 1h, stale-for: 1h, refresh-ahead: 80% }
                          orders: { max-size: 1, ttl: 1h, soft-timeout: 1s }
                        """).run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .contains("cache.caches.[shop:users].stale-for does nothing without cache.caches.[shop:users].ttl:")
                .contains("cache.caches.[shop:users].refresh-ahead does nothing without cache.caches.[shop:users].ttl:")
                .contains("cache.caches.orders.soft-timeout does nothing without cache.caches.orders.stale-for:");
    }

    @Test
    void nothingIsWarnedOfThatHasAnEffectOrIsOffOrComesFromTheDefaults(CapturedOutput output) {
        Yml.application("""
                        cache:
                          defaults: { max-size: 1, idle-ttl: 1h, soft-timeout: 1s, refresh-ahead: auto }
                          caches:
                            together: { ttl: 1h, stale-for: 1h, soft-timeout: 1s, refresh-ahead: 80% }
                            nulls: { null-ttl: 1m, stale-for: 1h, refresh-ahead: 80% }
                            inherits: { jitter: 10% }
                            "off": { stale-for: 0, soft-timeout: 0, refresh-ahead: off }
                        """).run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void aCacheInRedisNeedsNoBound(CapturedOutput output) {
        Yml.application("cache.caches: { users: { type: redis, ttl: 1h } }")
                .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
                .withPropertyValues(Yml.redis())
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("WARN");
    }

    // What has other purposes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CACHE",
                "CACHE_DIR",
                "CACHE_TYPE",
                "CACHE_REDIS",
                "CACHE_REDIS_URL",
                "CACHE_REDIS_LOG",
                "CACHE_DEFAULTS",
                "CACHE_DEFAULTS_LIFETIME",
                "CACHE_CACHES"
            })
    void aVariableOfTheEnvironmentForSomethingElseDoesNoHarm(String name) {
        withSource(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "true")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache", "cache.dir", "cache.redis", "cache.redis.host", "cache.type", "cache.caches"})
    void aSystemPropertyForSomethingElseDoesNoHarm(String name) {
        withSource(new MapPropertySource("systemProperties", Map.of(name, "true")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache.redis", "cache.caches.users"})
    void aValueInPlaceOfAGroupOfSettingsIsAnErrorInAFile(String name) {
        Yml.application(name + ": true").run(context -> assertThat(context).hasFailed());
    }

    private static void withSource(PropertySource<?> source) {
        Yml.application()
                .withInitializer(
                        context -> context.getEnvironment().getPropertySources().replace(source.getName(), source))
                .run(context ->
                        assertThat(context.getBean(CacheRegistry.class).names()).isEmpty());
        Yml.application("cache: { defaults: { ttl: 1h }, redis: { partitions: 4 }, caches: { users: { ttl: 1m } } }")
                .withInitializer(
                        context -> context.getEnvironment().getPropertySources().replace(source.getName(), source))
                .run(context -> {
                    assertThat(context.getBean(CacheRegistry.class).names()).containsExactly("users");
                    assertThat(context.getBean(CacheProperties.class).redis().partitions())
                            .isEqualTo(4);
                });
    }

    private static void fails(ApplicationContextRunner runner, String problem, String fix) {
        runner.run(context -> {
            assertThat(context).getFailure().rootCause().isInstanceOf(InvalidCacheSpecException.class);
            FailureAnalysis analysis = new InvalidCacheSpecFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).isEqualTo(problem);
            assertThat(analysis.getAction()).startsWith(fix);
        });
    }

    private static LettuceConnectionFactory lettuce() {
        return new LettuceConnectionFactory(new RedisStandaloneConfiguration(
                RedisServers.standalone().host(), RedisServers.standalone().port()));
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoServers {

        @Bean
        RedisConnectionFactory first() {
            return lettuce();
        }

        @Bean
        RedisConnectionFactory second() {
            return lettuce();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryServer {

        @Bean
        @Primary
        RedisConnectionFactory main() {
            return lettuce();
        }

        @Bean
        @Lazy
        RedisConnectionFactory unused() {
            return lettuce();
        }
    }

    /** A type of the application's own, which is that for memory under another name. */
    static final class Near implements CacheType, AutoCloseable {

        private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
        private final MemoryCacheType memory = new MemoryCacheType(scheduler, (key, value) -> 1);

        @Override
        public String name() {
            return "near";
        }

        @Override
        public CacheStore create(String cacheName, CacheSpec spec) {
            return memory.create(cacheName, spec);
        }

        @Override
        public void close() {
            scheduler.shutdownNow();
        }
    }
}
