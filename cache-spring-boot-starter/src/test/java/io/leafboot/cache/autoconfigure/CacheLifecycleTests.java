package io.leafboot.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.redis.RedisLinks;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications that end, that never quite began, that pause, and two in one process. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class CacheLifecycleTests {

    private static RedisServer server;

    private final Set<Thread> before = threads();

    private final ApplicationContextRunner runner = Yml.application("""
                    cache:
                      defaults: { ttl: 10m, max-size: 100, key-index: true }
                      redis.command-timeout: 10s
                      caches:
                        near: { type: memory, cleanup-interval: 100ms }
                        far: { type: redis }
                        both: { type: two-level }
                        later: { type: two-level, write-policy: write-behind, write-behind.interval: 1m }
                    """)
            .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
            .withPropertyValues(server.properties());

    @BeforeAll
    static void startServer() {
        server = RedisServers.startOwn(); // the connections to it are counted
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void emptyServer() {
        server.call(RedisCommands::flushall);
    }

    @Test
    void anApplicationThatEndsLeavesNoThreadAndNoConnectionAndSaysNothing(CapturedOutput output) {
        runner.run(context -> {
            use(context);
            assertThat(threads()).extracting(Thread::getName).contains("cache-maintenance", "cache-log");
            assertThat(connections()).isGreaterThan(2);
        });
        nothingIsLeft();
        assertThat(output).doesNotContain("WARN", "ERROR");
    }

    @Test
    void whatIsPutOffIsWrittenBeforeConnectionsEnd() {
        runner.run(context -> {
            context.getBean(CacheRegistry.class).cache("later").put("key", "value");
            assertThat(exists("cache:later:key")).isFalse();
        });
        assertThat(exists("cache:later:key")).isTrue();
    }

    @Test
    void anApplicationThatFailsHalfWayLeavesNothingEither(CapturedOutput output) {
        runner.withUserConfiguration(Failing.class)
                .run(context -> assertThat(context).getFailure().hasMessageContaining("half-way"));
        nothingIsLeft();
        assertThat(output).doesNotContain("WARN", "ERROR");
    }

    @Test
    void anApplicationWithOneCacheThatCannotBeMadeLeavesNothingOfTheOthers() {
        runner.withPropertyValues("cache.caches.wrong.type=caffeine")
                .run(context -> assertThat(context).hasFailed());
        nothingIsLeft();
    }

    @Test
    void anApplicationWithoutItsRedisStartsAndEnds() {
        runner.withPropertyValues("spring.data.redis.port=1", "cache.redis.command-timeout=200ms")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    NamedCache both = context.getBean(CacheRegistry.class).cache("both");
                    assertThat(both.<String>get("key", () -> "value")).isEqualTo("value");
                });
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"near", "far", "both", "later"})
    void anApplicationThatPausesGoesOn(String cache) {
        runner.run(context -> {
            CacheRegistry registry = context.getBean(CacheRegistry.class);
            registry.cache(cache).put("key", "before");
            for (int pause = 0; pause < 2; pause++) {
                ConfigurableApplicationContext source = context.getSourceApplicationContext();
                source.stop();
                await().until(() -> connections() == 1);
                source.start();

                assertThat(registry.cache(cache).get("key", String.class)).isEqualTo("before");
                registry.cache(cache).put("key " + pause, "after");
                assertThat(registry.cache(cache).get("key " + pause, String.class))
                        .isEqualTo("after");
            }
        });
        nothingIsLeft();
    }

    @Test
    void whatOthersWriteDuringAPauseIsSeenAfterIt() {
        runner.run(paused -> runner.run(other -> {
            NamedCache here = paused.getBean(CacheRegistry.class).cache("both");
            here.put("key", "old");
            ConfigurableApplicationContext source = paused.getSourceApplicationContext();
            source.stop();
            other.getBean(CacheRegistry.class).cache("both").put("key", "new");
            source.start();

            assertThat(here.get("key", String.class)).isEqualTo("new");
        }));
    }

    @Test
    void twoApplicationsInOneProcessShareRedisAndNothingElse() {
        runner.run(first -> {
            runner.run(second -> {
                use(first);
                CacheRegistry here = first.getBean(CacheRegistry.class);
                CacheRegistry there = second.getBean(CacheRegistry.class);
                assertThat(there.cache("near").get("key")).isNull();
                assertThat(there.cache("far").get("key", String.class)).isEqualTo("value");
                assertThat(there.cache("both").get("key", String.class)).isEqualTo("value");
                here.cache("both").evict("key");
                await().until(() -> there.cache("both").get("key") == null);
            });
            use(first);
        });
        nothingIsLeft();
    }

    @Test
    void linksThatAreStoppedTwiceAndStartedTwiceReadTheLogOnce() {
        runner.run(context -> {
            RedisLinks links = context.getBean(RedisLinks.class);
            links.stop();
            links.stop();
            links.start();
            links.start();
            await().untilAsserted(() ->
                    assertThat(threads()).extracting(Thread::getName).containsOnlyOnce("cache-log"));
        });
    }

    private static void use(ApplicationContext context) {
        CacheRegistry registry = context.getBean(CacheRegistry.class);
        for (String name : registry.names()) {
            registry.cache(name).put("key", "value");
            assertThat(registry.cache(name).get("key", String.class)).as(name).isEqualTo("value");
        }
    }

    private void nothingIsLeft() {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    assertThat(threads()).isSubsetOf(before);
                    assertThat(connections()).isEqualTo(1); // which asks
                });
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cache-"))
                .collect(Collectors.toSet());
    }

    private static long connections() {
        return server.call(commands -> commands.clientList().lines().count());
    }

    private static boolean exists(String key) {
        return server.call(commands -> commands.exists(key)) == 1;
    }

    @Configuration(proxyBeanMethods = false)
    static class Failing {

        @Bean
        SmartInitializingSingleton failing(CacheRegistry registry) {
            return () -> {
                registry.cache("both").put("key", "value");
                throw new IllegalStateException("half-way");
            };
        }
    }
}
