package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.LoggingCacheErrorHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What callers see of a Redis that is away. */
@Timeout(120)
class OnErrorTests {

    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServers.startOwn();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ApplicationContextRunner runner(String type, String onError) {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(CacheRegistryAutoConfiguration.class, DataRedisAutoConfiguration.class))
                .withPropertyValues(server.properties())
                .withPropertyValues(
                        "cache.caches.prices.type=" + type,
                        "cache.defaults.on-error=" + onError,
                        "cache.defaults.key-prefix=" + UUID.randomUUID(), // nothing of a run before is waited for
                        "cache.defaults.tags='tag'",
                        "cache.defaults.ttl=10m",
                        "cache.defaults.max-size=100",
                        "cache.redis.command-timeout=2s")
                .withUserConfiguration(Shop.class);
    }

    /** A way to call a method. */
    enum Form {
        PLAIN(Prices::plain),
        SYNC(Prices::sync),
        FUTURE(prices -> prices.future().join()),
        FUTURE_IN_SYNC(prices -> prices.futureInSync().join()),
        MONO(prices -> prices.mono().block()),
        MONO_IN_SYNC(prices -> prices.monoInSync().block()),
        FLUX(prices -> prices.flux().blockLast());

        private final Function<Prices, String> call;

        Form(Function<Prices, String> call) {
            this.call = call;
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void withoutExceptionsTheMethodIsCalledOnce(Form form) {
        for (String type : List.of("redis", "two-level")) {
            for (Class<?> handler : List.of(Bare.class, Swallowing.class)) {
                runner(type, "degrade").withUserConfiguration(handler).run(context -> {
                    Prices prices = context.getBean(Prices.class);
                    assertThat(form.call.apply(prices)).isEqualTo("call 1");
                    prices.evict();
                    server.kill();

                    assertThat(form.call.apply(prices)).isEqualTo("call 2");
                    assertThat(prices.calls()).isEqualTo(2);
                    server.restartEmpty();
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void withExceptionsTheMethodIsNotCalledOrOnceIfTheApplicationSwallowsThem(Form form) {
        runner("redis", "propagate").run(context -> {
            Prices prices = context.getBean(Prices.class);
            assertThat(form.call.apply(prices)).isEqualTo("call 1");
            server.kill();

            assertThatThrownBy(() -> unwrapped(form, prices)).isInstanceOf(CacheStoreException.class);
            assertThat(prices.calls()).isEqualTo(1);
            server.restartEmpty();
        });
        runner("redis", "propagate").withUserConfiguration(Swallowing.class).run(context -> {
            Prices prices = context.getBean(Prices.class);
            assertThat(form.call.apply(prices)).isEqualTo("call 1");
            server.kill();

            assertThat(form.call.apply(prices)).isEqualTo("call 2");
            assertThat(prices.calls()).isEqualTo(2);
        });
    }

    private static void unwrapped(Form form, Prices prices) throws Throwable {
        try {
            form.call.apply(prices);
        } catch (CompletionException ex) {
            throw ex.getCause();
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aFailureOfTheMethodIsItsOwnAndTheMethodIsCalledOnce(Form form) {
        for (Class<?> handler : List.of(Bare.class, Swallowing.class)) {
            runner("redis", "degrade").withUserConfiguration(handler).run(context -> {
                Prices prices = context.getBean(Prices.class);
                prices.breakDown();

                assertThatThrownBy(() -> unwrapped(form, prices))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("call 1");
                assertThat(prices.calls()).isEqualTo(1);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aLoadWhosePutFailsGivesItsValue(Form form) {
        runner("redis", "propagate").run(context -> {
            Prices prices = context.getBean(Prices.class);
            prices.before(server::kill);

            assertThat(form.call.apply(prices)).isEqualTo("call 1");
            assertThat(prices.calls()).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void everyOperationThrowsIfItIsTo(String type) {
        runner(type, "propagate").run(context -> {
            NamedCache cache = context.getBean(CacheRegistry.class).cache("prices");
            cache.put("other", "value");
            server.kill();
            List<Consumer<NamedCache>> operations = List.of(
                    one -> one.get("a"),
                    one -> one.get("a", String.class),
                    one -> one.get("a", () -> "value"),
                    one -> one.getAll(List.of("a")),
                    one -> one.put("a", "value"),
                    one -> one.putAll(Map.of("a", "value")),
                    one -> one.putIfAbsent("a", "value"),
                    one -> one.evict("a"),
                    one -> one.evictIfPresent("a"),
                    one -> one.evictAll(List.of("a")),
                    one -> one.evictByText("a"),
                    one -> one.evictByTag("tag"),
                    NamedCache::clear,
                    NamedCache::invalidate);
            for (int i = 0; i < operations.size(); i++) {
                Consumer<NamedCache> operation = operations.get(i);
                assertThatThrownBy(() -> operation.accept(cache))
                        .as("operation %d", i)
                        .isInstanceOf(CacheStoreException.class);
                if (i < 4) {
                    server.restartEmpty(); // for a read of a key that is not trusted is a miss
                    Awaitility.await().ignoreExceptions().until(() -> {
                        cache.put("other", "value");
                        return true;
                    });
                    server.kill();
                }
            }
        });
    }

    /** Whoever asks after a write that failed does not share a load that began before. */
    @Test
    void aWriteThatThrowsEndsTheSharingOfLoads() {
        runner("redis", "propagate").run(context -> {
            NamedCache cache = context.getBean(CacheRegistry.class).cache("prices");
            for (Consumer<NamedCache> write : List.<Consumer<NamedCache>>of(
                    one -> one.put("a", "value"),
                    one -> one.putAll(Map.of("a", "value")),
                    one -> one.evict("a"),
                    one -> one.evictAll(List.of("a")),
                    one -> one.evictByText("a"),
                    one -> one.evictByTag("tag"),
                    NamedCache::clear)) {
                CompletableFuture<String> source = new CompletableFuture<>();
                CompletableFuture<Boolean> began = new CompletableFuture<>();
                CompletableFuture<String> before = cache.retrieve("a", () -> {
                    began.complete(true);
                    return source;
                });
                began.join();
                server.kill();
                assertThatThrownBy(() -> write.accept(cache)).isInstanceOf(CacheStoreException.class);
                server.restartEmpty();

                CompletableFuture<String> after = new CompletableFuture<>();
                Thread thread = new Thread(() -> after.complete(retrying(cache)));
                thread.start();
                assertThat(after.get(30, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("new");
                source.complete("old");
                assertThat(before.join()).isEqualTo("old");
                Awaitility.await().ignoreExceptions().until(() -> {
                    cache.clear();
                    return cache.get("a") == null;
                });
            }
        });
    }

    private static String retrying(NamedCache cache) {
        while (true) {
            try {
                return cache.get("a", () -> "new");
            } catch (CacheStoreException ex) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void nothingWithTheTagIsSeenAfterAnEvictByTagThatDidNotGetThrough(String type) {
        runner(type, "degrade").run(context -> {
            NamedCache cache = context.getBean(CacheRegistry.class).cache("prices");
            cache.put("a", "value");
            assertThat(cache.get("a")).isNotNull();
            server.pause();
            cache.evictByTag("tag");
            assertThat(cache.get("a")).isNull();
            server.resume();

            assertThat(cache.get("a")).isNull();
            Awaitility.await().until(() -> {
                assertThat(cache.get("a")).isNull();
                cache.put("b", "value");
                return cache.get("b") != null && cache.statistics().errors() > 0;
            });
            assertThat(cache.get("a")).isNull();
        });
    }

    /** Methods of every shape. */
    public static class Prices {

        private final AtomicInteger calls = new AtomicInteger();
        private volatile boolean broken;
        private volatile Runnable before = () -> {};

        int calls() {
            return calls.get();
        }

        void breakDown() {
            broken = true;
        }

        void before(Runnable work) {
            before = work;
        }

        private String call() {
            before.run();
            String value = "call " + calls.incrementAndGet();
            if (broken) {
                throw new IllegalArgumentException(value);
            }
            return value;
        }

        @Cacheable(cacheNames = "prices", key = "'a'")
        public String plain() {
            return call();
        }

        @Cacheable(cacheNames = "prices", key = "'a'", sync = true)
        public String sync() {
            return call();
        }

        @Cacheable(cacheNames = "prices", key = "'a'")
        public CompletableFuture<String> future() {
            return CompletableFuture.supplyAsync(this::call);
        }

        @Cacheable(cacheNames = "prices", key = "'a'", sync = true)
        public CompletableFuture<String> futureInSync() {
            return CompletableFuture.supplyAsync(this::call);
        }

        @Cacheable(cacheNames = "prices", key = "'a'")
        public Mono<String> mono() {
            return Mono.fromCallable(this::call);
        }

        @Cacheable(cacheNames = "prices", key = "'a'", sync = true)
        public Mono<String> monoInSync() {
            return Mono.fromCallable(this::call);
        }

        @Cacheable(cacheNames = "prices", key = "'list'")
        public Flux<String> flux() {
            return Flux.defer(() -> Flux.just(call()));
        }

        @CacheEvict(cacheNames = "prices", allEntries = true)
        public void evict() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Shop {

        @Bean
        Prices prices() {
            return new Prices();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Bare {}

    /** An application that does not want to know. */
    @Configuration(proxyBeanMethods = false)
    static class Swallowing {

        @Bean
        CachingConfigurer configurer() {
            return new CachingConfigurer() {
                @Override
                public CacheErrorHandler errorHandler() {
                    return new LoggingCacheErrorHandler();
                }
            };
        }
    }
}
