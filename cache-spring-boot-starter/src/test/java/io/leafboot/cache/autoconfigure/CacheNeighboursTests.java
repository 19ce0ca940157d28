package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.leafboot.cache.CacheRegistry;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.cache.actuate.endpoint.CachesEndpoint;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.CachesEndpointAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleCacheErrorHandler;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Applications that have something to do with caches, threads or Redis themselves. */
@ExtendWith(OutputCaptureExtension.class)
class CacheNeighboursTests {

    private static final String IGNORED =
            "The caches declared under cache.caches (orders, users) are ignored, because of ";

    private final ApplicationContextRunner runner = Yml.application(
                    "cache.caches: { users: { ttl: 1h, max-size: 10 }, orders: { ttl: 1h, max-size: 10 } }")
            .withUserConfiguration(Services.class);

    // What enables caching

    @Test
    void theApplicationMayEnableCachingItself() {
        runner.withUserConfiguration(Enabled.class).run(context -> {
            assertThat(context).hasNotFailed();
            isCached(context.getBean(Users.class));
        });
    }

    @Test
    void proxiesOfClassesAndAConfigurerWithItsOwnKeysAndErrorsGoOnWorking() {
        runner.withUserConfiguration(EnabledWithConfigurer.class).run(context -> {
            Users users = context.getBean(Users.class);
            assertThat(AopUtils.isCglibProxy(users)).isTrue();
            isCached(users);
            CacheRegistry registry = context.getBean(CacheRegistry.class);
            assertThat(registry.cache("users").get("find of Users", String.class))
                    .isEqualTo("user 7");

            registry.remove("users");
            registry.create("users", registry.spec("orders").type("failing"));
            assertThat(users.find(7)).isEqualTo("user 7");
            assertThat(context.getBean(EnabledWithConfigurer.class).failures).hasPositiveValue();
        });
    }

    @Test
    void aConfigurerMayNeedABeanWithCaches() {
        runner.withUserConfiguration(ConfigurerWithUsers.class).run(context -> {
            assertThat(context).hasNotFailed();
            isCached(context.getBean(Users.class));
        });
    }

    @Test
    void twoConfigurersAreTooMany() {
        runner.withBean("first", CachingConfigurer.class, () -> new CachingConfigurer() {})
                .withBean("second", CachingConfigurer.class, () -> new CachingConfigurer() {})
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("2 beans of CachingConfigurer"));
    }

    @Test
    void aBeanThatHasTheNameOfSpringsInterceptorDoesNotStopTheApplication(CapturedOutput output) {
        runner.withUserConfiguration(ForeignInterceptor.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean("cacheInterceptor")).isEqualTo("of a web framework");
        });
        assertThat(output).contains("@Cacheable and its like do nothing here: the bean 'cacheInterceptor'");
    }

    @Test
    void anInterceptorOfTheApplicationIsLeftAlone(CapturedOutput output) {
        runner.withAllowBeanDefinitionOverriding(true)
                .withUserConfiguration(OwnInterceptor.class)
                .run(context -> {
                    isCached(context.getBean(Users.class));
                    assertThat(context.getBean(CacheInterceptor.class).getClass())
                            .isEqualTo(CacheInterceptor.class);
                });
        assertThat(output).doesNotContain("do nothing");
    }

    // What takes our place

    @Test
    void aCacheManagerOfTheApplicationIsTheOnlyOne(CapturedOutput output) {
        runner.withUserConfiguration(Enabled.class)
                .withBean("mine", CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context -> {
                    assertThat(context).hasSingleBean(CacheManager.class).doesNotHaveBean(CacheRegistry.class);
                    assertThat(context).doesNotHaveBean(CacheThreads.class);
                    isCached(context.getBean(Users.class));
                });
        assertThat(output).containsOnlyOnce(IGNORED + "the bean 'mine', which is the application's CacheManager");
    }

    @Test
    void aCacheResolverOfTheApplicationIsUsed(CapturedOutput output) {
        runner.withUserConfiguration(OwnResolver.class).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(CacheManager.class);
            isCached(context.getBean(Users.class));
        });
        assertThat(output).contains(IGNORED + "the bean 'cacheResolver'");
    }

    @Test
    void withATypeOfSpringBootsItsCacheManagerIsUsed(CapturedOutput output) {
        ApplicationContextRunner enabled = runner.withUserConfiguration(Enabled.class);
        enabled.withPropertyValues("spring.cache.type=none")
                .run(context -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(NoOpCacheManager.class));
        assertThat(output).contains(IGNORED + "spring.cache.type=none");
        enabled.withPropertyValues("spring.cache.type=caffeine")
                .run(context ->
                        assertThat(context.getBean(CacheManager.class)).isInstanceOf(CaffeineCacheManager.class));
        assertThat(output).contains(IGNORED + "spring.cache.type=caffeine");
    }

    @Test
    void switchedOffThereIsNothingOfOurs(CapturedOutput output) {
        runner.withUserConfiguration(Enabled.class)
                .withPropertyValues("cache.enabled=false")
                .run(context -> {
                    assertThat(context.getBean(CacheManager.class)).isInstanceOf(CaffeineCacheManager.class);
                    assertThat(context).doesNotHaveBean(CacheProperties.class).doesNotHaveBean(CacheThreads.class);
                });
        assertThat(output).doesNotContain("are ignored");
    }

    @Test
    void whereNoCacheIsDeclaredNobodyIsWarned(CapturedOutput output) {
        Yml.application("cache.defaults.ttl: 1h")
                .withBean("mine", CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("WARN");
    }

    // What stands beside us

    @Test
    void aSecondCacheManagerMayBeNamedByAnAnnotation() {
        runner.withUserConfiguration(SecondManager.class).run(context -> {
            isCached(context.getBean(Users.class));
            assertThat(context.getBean(Users.class).elsewhere(1)).isEqualTo("elsewhere 1");
            assertThat(context.getBean("other", CacheManager.class)
                            .getCache("elsewhere")
                            .get(1L, String.class))
                    .isEqualTo("elsewhere 1");
            assertThat(context.getBean(CacheRegistry.class).names()).containsExactly("orders", "users");
        });
    }

    @Test
    void customizersOfSpringBootsCacheManagersAreHarmless() {
        AtomicInteger calls = new AtomicInteger();
        runner.withBean("customizer", CacheManagerCustomizer.class, () ->
                        (CacheManagerCustomizer<CaffeineCacheManager>) manager -> calls.incrementAndGet())
                .withBean(Caffeine.class, Caffeine::newBuilder)
                .run(context -> isCached(context.getBean(Users.class)));
        assertThat(calls).hasValue(0);
    }

    @Test
    void threadsOfTheApplicationAndOfSpringBootAreWhatTheyAreWithoutUs() {
        ApplicationContextRunner tasks = runner.withConfiguration(
                AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));
        tasks.withUserConfiguration(Ticking.class).run(context -> {
            assertThat(context).hasSingleBean(TaskScheduler.class).hasBean("taskScheduler");
            assertThat(context).hasBean("applicationTaskExecutor");
            assertThat(context).doesNotHaveBean(ScheduledExecutorService.class);
            CountDownLatch ticked = context.getBean(Ticking.class).ticked;
            await().until(() -> ticked.getCount() == 0);
            assertThat(context.getBean(Ticking.class).thread).startsWith("scheduling-");
        });
        tasks.withUserConfiguration(Ticking.class, OwnScheduler.class).run(context -> {
            assertThat(context).hasSingleBean(ScheduledExecutorService.class).doesNotHaveBean(TaskScheduler.class);
            CountDownLatch ticked = context.getBean(Ticking.class).ticked;
            await().until(() -> ticked.getCount() == 0);
            assertThat(context.getBean(Ticking.class).thread).isEqualTo("mine");
        });
    }

    @Test
    void templatesForRedisAreSpringBootsOwn() {
        runner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
                .withPropertyValues(Yml.redis())
                .withPropertyValues("cache.caches.users.type=redis")
                .run(context -> {
                    assertThat(context).hasBean("redisTemplate").hasSingleBean(StringRedisTemplate.class);
                    assertThat(context.getBeansOfType(RedisTemplate.class)).hasSize(2);
                    context.getBean(StringRedisTemplate.class).opsForValue().set("neighbour", "value");
                    isCached(context.getBean(Users.class));
                    context.getBean(CacheRegistry.class).cache("users").clear();
                    assertThat(context.getBean(StringRedisTemplate.class)
                                    .opsForValue()
                                    .get("neighbour"))
                            .isEqualTo("value");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis", "two-level"})
    void springBootsEndpointListsAndClearsCaches(String type) {
        runner.withConfiguration(
                        AutoConfigurations.of(DataRedisAutoConfiguration.class, CachesEndpointAutoConfiguration.class))
                .withPropertyValues(Yml.redis())
                .withPropertyValues("management.endpoints.web.exposure.include=caches", "cache.defaults.type=" + type)
                .run(context -> {
                    CachesEndpoint endpoint = context.getBean(CachesEndpoint.class);
                    CacheRegistry registry = context.getBean(CacheRegistry.class);
                    assertThat(endpoint.caches()
                                    .getCacheManagers()
                                    .get("cacheManager")
                                    .getCaches())
                            .containsOnlyKeys("orders", "users");
                    registry.cache("users").put(1, "one");
                    registry.cache("orders").put(1, "one");

                    assertThat(endpoint.clearCache("users", null)).isTrue();
                    assertThat(registry.cache("users").get(1)).isNull();
                    assertThat(registry.cache("orders").get(1)).isNotNull();
                    assertThat(endpoint.clearCache("nobody", null)).isFalse();

                    endpoint.clearCaches();
                    assertThat(registry.cache("orders").get(1)).isNull();
                });
    }

    private static void isCached(Users users) {
        int before = users.calls();
        assertThat(users.find(7)).isEqualTo("user 7");
        int loaded = users.calls();
        assertThat(users.find(7)).isEqualTo("user 7");
        assertThat(users.calls()).isEqualTo(loaded).isLessThanOrEqualTo(before + 1);
    }

    public static class Users {

        private final AtomicInteger calls = new AtomicInteger();

        public int calls() {
            return calls.get();
        }

        @Cacheable("users")
        public String find(long id) {
            calls.incrementAndGet();
            return "user " + id;
        }

        @Cacheable(cacheNames = "elsewhere", cacheManager = "other")
        public String elsewhere(long id) {
            return "elsewhere " + id;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Services {

        @Bean
        Users users() {
            return new Users();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Enabled {}

    @Configuration(proxyBeanMethods = false)
    @EnableCaching(proxyTargetClass = true)
    static class EnabledWithConfigurer implements CachingConfigurer {

        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public KeyGenerator keyGenerator() {
            return (target, method, params) ->
                    method.getName() + " of " + target.getClass().getSimpleName();
        }

        @Override
        public CacheErrorHandler errorHandler() {
            return new SimpleCacheErrorHandler() {

                @Override
                public void handleCacheGetError(RuntimeException exception, Cache cache, Object key) {
                    failures.incrementAndGet();
                }

                @Override
                public void handleCachePutError(RuntimeException exception, Cache cache, Object key, Object value) {
                    failures.incrementAndGet();
                }
            };
        }

        @Bean
        FailingCacheType failingCacheType() {
            return new FailingCacheType();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ConfigurerWithUsers {

        @Bean
        CachingConfigurer configurer(Users users) {
            return new CachingConfigurer() {

                @Override
                public KeyGenerator keyGenerator() {
                    return (target, method, params) -> Set.of(params).toString() + users.calls() * 0;
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ForeignInterceptor {

        @Bean
        String cacheInterceptor() {
            return "of a web framework";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class OwnInterceptor {

        @Bean
        CacheInterceptor cacheInterceptor(CacheOperationSource operations) {
            CacheInterceptor interceptor = new CacheInterceptor();
            interceptor.setCacheOperationSource(operations);
            return interceptor;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class OwnResolver implements CachingConfigurer {

        @Bean
        @Override
        public CacheResolver cacheResolver() {
            return new SimpleCacheResolver(new ConcurrentMapCacheManager());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondManager {

        @Bean(defaultCandidate = false)
        CacheManager other() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnScheduler {

        @Bean(destroyMethod = "shutdownNow")
        ScheduledExecutorService scheduler() {
            return Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "mine"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Ticking {

        private final CountDownLatch ticked = new CountDownLatch(1);
        private volatile String thread;

        @Scheduled(fixedRate = 10)
        void tick() {
            thread = Thread.currentThread().getName();
            ticked.countDown();
        }
    }
}
