package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A server that does not answer is waited for a few times, and then left alone until it does. */
@ExtendWith(OutputCaptureExtension.class)
class BreakerTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("io.leafboot.cache");

    private RedisServer server;
    private CacheNode a;
    private CacheNode b;
    private NamedCache onA;
    private NamedCache onB;

    @BeforeEach
    void start() {
        LOGGER.setLevel(Level.INFO);
        server = RedisServers.startOwn();
    }

    @AfterEach
    void stop() {
        LOGGER.setLevel(null);
        if (server.isAlive()) {
            server.resume();
        }
        a.close();
        b.close();
        server.close();
    }

    private static RedisSettings settings(Duration probeInterval) {
        return new RedisSettings(
                TIMEOUT,
                16 << 20,
                8,
                10_000,
                Duration.ofMillis(100),
                new RedisSettings.Breaker(20, 5, 0.5, probeInterval));
    }

    private void caches(String type) {
        caches(type, Duration.ofMillis(100));
    }

    private void caches(String type, Duration probeInterval) {
        a = new CacheNode(server.connectionFactory(), settings(probeInterval));
        b = new CacheNode(server.connectionFactory(), settings(probeInterval));
        CacheSpec spec = CacheSpec.unset().type(type).localTtl(Duration.ofMinutes(5));
        onA = a.cache("users", spec);
        onB = b.cache("users", spec);
    }

    private static boolean isOpen(CacheNode node) {
        return node.links().breakers().get(0).open();
    }

    /** Misses, many at a time, until it is open. */
    private void open(CacheNode node, NamedCache cache) {
        AtomicInteger misses = new AtomicInteger();
        patiently().until(() -> {
            IntStream.range(0, 20)
                    .mapToObj(i -> cache.retrieve("unknown-" + misses.incrementAndGet()))
                    .filter(Objects::nonNull)
                    .toList()
                    .forEach(CompletableFuture::join);
            return isOpen(node);
        });
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aServerThatHangsIsNotWaitedForAgainAndAgain(String type, CapturedOutput output) {
        caches(type);
        onA.put("stored", "value");
        server.pause();
        open(a, onA);

        long began = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            assertThat(onA.get("key-" + i)).isNull();
        }
        for (int i = 0; i < 20; i++) {
            int load = i;
            assertThat(onA.get("loaded-" + i, () -> load)).isEqualTo(i);
            assertThat(onA.retrieve("async-" + i, () -> CompletableFuture.completedFuture(load))
                            .join())
                    .isEqualTo(i);
            assertThat(onA.getAll(List.of("several-" + i, "more-" + i))).isEmpty();
            onA.put("put-" + i, i);
            onA.evict("evicted-" + i);
        }
        onA.clear();
        assertThat(a.registry().health("users").details()).containsEntry("breaker", "open");
        assertThat(a.registry().health("users").status())
                .isEqualTo(type.equals("redis") ? StoreHealth.Status.DOWN : StoreHealth.Status.DEGRADED);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf("300 calls of a cache of type %s took %d ms%n", type, took.toMillis());
        assertThat(took).as("a few are waited for at most").isLessThan(TIMEOUT.multipliedBy(10));
        assertThat(a.links().breakers()).singleElement().satisfies(breaker -> {
            assertThat(breaker.open()).isTrue();
            assertThat(breaker.redis()).isEqualTo(server.host() + ":" + server.port());
        });

        server.resume();

        patiently().until(() -> !isOpen(a));
        patiently().until(() -> {
            onA.put("key", "kept");
            return "kept".equals(valueOf(onB, "key"));
        });
        assertThat(valueOf(onA, "stored")).isNull(); // it was cleared
        patiently().until(() -> valueOf(onB, "stored") == null);
        patiently().until(() -> a.registry().health("users").status() == StoreHealth.Status.UP);
        assertThat(a.registry().health("users").details()).doesNotContainKey("breaker");
        String name = "Redis at " + server.host() + ":" + server.port();
        assertThat(output.getAll().split(name + " does not answer", -1).length - 1)
                .as("warnings, one a node at most")
                .isBetween(1, 2);
        patiently().until(() -> !isOpen(b));
        assertThat(output.getAll().split(name + " answers again", -1).length)
                .isEqualTo(output.getAll().split(name + " does not answer", -1).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void whatIsEvictedMeanwhileIsEvictedWhenItAnswers(String type) {
        caches(type);
        for (int i = 0; i < 50; i++) {
            String key = "key-" + i;
            onA.put(key, "old");
            patiently().until(() -> "old".equals(valueOf(onB, key)) && "old".equals(valueOf(onA, key)));
        }
        server.pause();
        open(a, onA);
        for (int i = 0; i < 50; i++) {
            onA.evict("key-" + i);
        }

        server.resume();

        // At no time, whether or not it has been delivered, and on the other node soon.
        patiently().until(() -> {
            for (int i = 0; i < 50; i++) {
                assertThat(valueOf(onA, "key-" + i)).isNull();
            }
            return undelivered(onA) == 0 && !isOpen(a);
        });
        for (int i = 0; i < 50; i++) {
            String key = "key-" + i;
            assertThat(valueOf(onA, key)).isNull();
            patiently().until(() -> valueOf(onB, key) == null);
        }
    }

    /** Here there is no timer that would deliver it some time. */
    @Test
    void whenItAnswersWhatWasPutOffIsDeliveredAtOnce() {
        caches("redis");
        onB.put("key", "old");
        ScheduledThreadPoolExecutor withoutTimer = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
                return schedule(task, 1, TimeUnit.DAYS);
            }
        };
        LettuceConnectionFactory factory = server.connectionFactory();
        try (RedisLinks links = new RedisLinks(
                        Map::of, () -> factory, List.of(), settings(Duration.ofMillis(100)), withoutTimer);
                RedisStore store = links.store("users", CacheSpec.redis())) {
            assertThat(store.get("key")).isNotNull();
            server.pause();
            patiently().until(() -> {
                store.evict("key");
                return links.breakers().get(0).open();
            });
            assertThat(store.undelivered()).isEqualTo(1);
            server.resume();

            patiently().until(() -> store.undelivered() == 0);
            assertThat(store.get("key")).isNull();
        } finally {
            withoutTimer.shutdownNow();
            factory.destroy();
        }
    }

    /** All of it would be kept in memory until it answers. */
    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void nothingIsSentToAServerThatIsLeftAlone(String type) {
        caches(type);
        server.<String>call(commands -> commands.configResetstat());
        server.pause();
        open(a, onA);
        for (int i = 0; i < 300; i++) {
            int load = i;
            assertThat(onA.get("loaded-" + i, () -> load)).isEqualTo(i);
            assertThat(onA.retrieve("async-" + i, () -> CompletableFuture.completedFuture(load))
                            .join())
                    .isEqualTo(i);
            onA.evict("evicted");
        }
        server.resume();
        patiently().until(() -> !isOpen(a) && !isOpen(b));

        String statistics = server.call(commands -> commands.info("commandstats"));
        assertThat(calls(statistics, "eval")).isLessThan(150);
        assertThat(calls(statistics, "evalsha")).isLessThan(150);
    }

    private static int calls(String statistics, String command) {
        Matcher matcher =
                Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(statistics);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** However long it is open, no caller is let through to find out. */
    @Test
    void callersDoNotFindOutThemselves() {
        caches("redis", Duration.ofMinutes(1));
        server.pause();
        open(a, onA);
        server.resume();

        RedisStore store = (RedisStore) onA.getNativeCache();
        await().during(Duration.ofMillis(1500)).atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThatThrownBy(() -> store.get("key"))
                    .isInstanceOf(CacheStoreException.class)
                    .hasMessageContaining("did not answer lately");
            assertThat(isOpen(a)).isTrue();
        });
    }

    @Test
    void aServerThatIsGoneIsLeftAloneUntilItIsBack() {
        caches("redis");
        server.kill();
        open(a, onA);

        server.restartEmpty();

        patiently().until(() -> !isOpen(a));
        patiently().until(() -> {
            onA.put("key", "value");
            return "value".equals(valueOf(onA, "key"));
        });
    }

    @Test
    void anErrorIsAnAnswer() {
        caches("redis");
        server.<String>call(commands -> commands.configSet("maxmemory", "1"));
        for (int i = 0; i < 100; i++) {
            onA.put("key-" + i, "value");
        }
        assertThat(onA.statistics().errors()).isGreaterThanOrEqualTo(100);
        assertThat(isOpen(a)).isFalse();
        server.<String>call(commands -> commands.configSet("maxmemory", "0"));
        server.<String>call(commands -> commands.scriptFlush());
        onA.put("key", "value");
        assertThat(valueOf(onA, "key")).isEqualTo("value");
    }

    @Test
    void aCallerThatIsInterruptedSaysNothingOfTheServer() {
        caches("redis");
        for (int i = 0; i < 100; i++) {
            Thread.currentThread().interrupt();
            onA.get("key");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(isOpen(a)).isFalse();
        onA.put("key", "value");
        assertThat(valueOf(onA, "key")).isEqualTo("value");
    }

    @Test
    void aShareOfCommandsThatFailIsNotEnoughToOpen() {
        caches("redis");
        for (int i = 0; i < 20; i++) {
            onA.put("key", "value");
        }
        server.pause();
        for (int i = 0; i < 3; i++) {
            onA.get("key");
        }
        assertThat(isOpen(a)).isFalse();
        server.resume();
        patiently().until(() -> "value".equals(valueOf(onA, "key")));
    }

    /** The library names Kotlin as what it depends on; it is left out. */
    @Test
    void kotlinIsNotNeeded() {
        caches("redis");
        assertThatThrownBy(() -> Class.forName("kotlin.Unit")).isInstanceOf(ClassNotFoundException.class);
        server.pause();
        open(a, onA);
        server.resume();
        patiently().until(() -> !isOpen(a));
    }

    @Test
    void whileTheApplicationStandsStillNothingIsAsked() {
        caches("redis");
        server.pause();
        open(a, onA);
        a.links().stop();
        server.resume();
        await().during(Duration.ofMillis(500)).until(() -> isOpen(a));

        a.links().start();

        patiently().until(() -> !isOpen(a));
    }

    private static int undelivered(NamedCache cache) {
        Object store = cache.getNativeCache();
        if (store instanceof RedisStore redis) {
            return redis.undelivered();
        }
        try {
            var field = store.getClass().getDeclaredField("remote");
            field.setAccessible(true);
            return ((RedisStore) field.get(store)).undelivered();
        } catch (ReflectiveOperationException ex) {
            throw new AssertionError(ex);
        }
    }

    private static Object valueOf(NamedCache cache, String key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }
}
