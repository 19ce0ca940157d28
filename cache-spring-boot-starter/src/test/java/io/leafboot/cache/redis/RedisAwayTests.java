package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;

/** What caches do without Redis, and after. */
class RedisAwayTests {

    private static final RedisSettings SETTINGS =
            new RedisSettings(Duration.ofMillis(300), 16 << 20, 8, 10_000, Duration.ofMillis(100));
    /** Far more than any call may wait, far less than any wait of the client's own. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    private RedisServer server;
    private CacheNode a;
    private CacheNode b;
    private NamedCache onA;
    private NamedCache onB;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void start() {
        server = RedisServers.startOwn();
        a = new CacheNode(server.connectionFactory(), SETTINGS);
        b = new CacheNode(server.connectionFactory(), SETTINGS);
    }

    @AfterEach
    void stop() {
        if (server.isAlive()) {
            server.resume();
        }
        threads.shutdownNow();
        a.close();
        b.close();
        server.close();
    }

    /** How Redis is away. */
    enum Away {
        KILLED(RedisServer::kill, RedisServer::restartEmpty),
        PAUSED(RedisServer::pause, RedisServer::resume),
        READ_ONLY(
                server -> server.<String>call(commands -> commands.replicaof("127.0.0.1", 1)),
                server -> server.<String>call(commands -> commands.replicaofNoOne())),
        OUT_OF_MEMORY(
                server -> server.<String>call(commands -> commands.configSet("maxmemory", "1")),
                server -> server.<String>call(commands -> commands.configSet("maxmemory", "0"))),
        WITHOUT_RIGHTS(
                server -> acl(server, "default", "-eval", "-evalsha", "-mget"),
                server -> acl(server, "default", "+@all"));

        private final Consumer<RedisServer> begin;
        private final Consumer<RedisServer> end;

        Away(Consumer<RedisServer> begin, Consumer<RedisServer> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    private static void acl(RedisServer server, String user, String... rules) {
        server.<String>call(commands -> commands.dispatch(
                CommandType.ACL,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(user).addValues(List.of(rules))));
    }

    static Stream<Arguments> everyWayAndType() {
        return Stream.of(Away.values())
                .flatMap(away -> Stream.of("redis", "two-level").map(type -> Arguments.of(away, type)));
    }

    private void caches(String type) {
        CacheSpec spec = CacheSpec.unset().type(type).localTtl(Duration.ofMinutes(5));
        onA = a.cache("users", spec);
        onB = b.cache("users", spec);
    }

    @ParameterizedTest
    @MethodSource("everyWayAndType")
    void callsEndInTimeAndDoNotThrow(Away away, String type) throws Exception {
        caches(type);
        onA.put("stored", "old");
        away.begin.accept(server);

        bounded(() -> onA.get("unknown"));
        bounded(() -> onA.getAll(List.of("unknown", "other")));
        bounded(() -> onA.retrieve("unknown", () -> CompletableFuture.completedFuture("loaded"))
                .get(10, TimeUnit.SECONDS));
        assertThat(bounded(() -> onA.get("more", () -> "loaded"))).isEqualTo("loaded");
        bounded(() -> {
            onA.put("put", "new");
            return null;
        });
        bounded(() -> {
            onA.putAll(Map.of("put", "newer", "and", "another"));
            return null;
        });
        bounded(() -> onA.putIfAbsent("absent", "new"));
        bounded(() -> {
            onA.evict("stored");
            return null;
        });
        bounded(() -> onA.evictIfPresent("stored"));
        bounded(() -> {
            onA.evictAll(List.of("stored", "put"));
            return null;
        });
        bounded(() -> onA.evictByText("stored"));
        assertThat(valueOf(onA, "stored")).isNull();
        bounded(() -> {
            onA.clear();
            return null;
        });
        assertThat(valueOf(onA, "stored")).isNull();
        assertThat(onA.statistics().errors()).isPositive();

        away.end.accept(server);
        assertThat(valueOf(onA, "stored")).isNull();
        assertThat(valueOf(onA, "put")).isNull();
        awaitWorking();
        await().until(() -> valueOf(onB, "stored") == null && valueOf(onB, "put") == null);
    }

    @ParameterizedTest
    @EnumSource
    void twoLevelsGoOnFromMemory(Away away) {
        caches("two-level");
        onA.put("stored", "value");
        away.begin.accept(server);

        assertThat(valueOf(onA, "stored")).isEqualTo("value");
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(onA.get("loaded", () -> "load " + loads.incrementAndGet()))
                    .isEqualTo("load 1");
        }
        onA.put("put", "written");
        assertThat(valueOf(onA, "put")).isEqualTo("written");
        assertThat(onA.getAll(List.of("stored", "put", "loaded"))).hasSize(3);
    }

    /** The value is in Redis all along; only writing it fails. */
    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void whatCouldNotBeEvictedIsNotTrustedAndEvictedLater(String type) {
        caches(type);
        for (String key : List.of("get", "load", "absent", "all", "async")) {
            putSeenByBoth(key);
        }
        Away.READ_ONLY.begin.accept(server);

        onA.evictAll(List.of("get", "load", "absent", "all", "async"));

        for (int i = 0; i < 2; i++) {
            assertThat(valueOf(onA, "get")).isNull();
            assertThat(onA.get("load", () -> "new")).isEqualTo("new");
            assertThat(onA.getAll(List.of("all"))).isEmpty();
            assertThat(onA.putIfAbsent("absent", "new")).isNull();
            assertThat(onA.retrieve("async", () -> CompletableFuture.completedFuture("new"))
                            .join())
                    .isEqualTo("new");
        }
        assertThat(remote(onA).undelivered()).isBetween(1, 5);
        List<CacheStatistics.Level> levels = onA.statistics().levels();
        assertThat(levels.get(levels.size() - 1).undelivered()).isBetween(1L, 5L);
        Away.READ_ONLY.end.accept(server);

        // Before it can have been delivered in the background, and after.
        assertThat(valueOf(onA, "get")).isNull();
        Object present = value(onA.putIfAbsent("absent", "newer"));
        assertThat(present).isNotEqualTo("old");
        awaitWorking();
        for (String key : List.of("get", "load", "absent", "all", "async")) {
            await().until(() -> !"old".equals(valueOf(onB, key)));
            assertThat(valueOf(onA, key)).isNotEqualTo("old");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void anEvictMadeWhileRedisIsPausedIsInForceWhenItGoesOn(String type) {
        caches(type);
        for (int i = 0; i < 2; i++) {
            String key = "key-" + i;
            putSeenByBoth(key);
            server.pause();

            onA.evict(key);
            server.resume();

            assertThat(valueOf(onA, key)).isNull();
            await().until(() -> valueOf(onB, key) == null);
            assertThat(onA.get(key, () -> "new")).isEqualTo("new");
            await().until(() -> "new".equals(onB.get(key, () -> "new")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aPutThatDidNotReachRedisDoesNotReachItLater(String type) {
        caches(type);
        onA.put("key", "older");
        server.pause();
        onA.put("key", "old"); // on its way, and not answered
        server.restartEmpty();
        await().until(() -> {
            onB.put("key", "new");
            return "new".equals(valueOf(onB, "key"));
        });

        // Node A connects anew meanwhile, and evicts: older values are nowhere.
        await().during(Duration.ofMillis(500)).until(() -> {
            Object onEither = valueOf(onB, "key");
            return onEither == null || "new".equals(onEither);
        });
        awaitWorking();
        assertThat(valueOf(onA, "key")).isNotIn("older");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void tooManyUndeliveredKeysBecomeAClear(String type) {
        caches(type);
        putSeenByBoth("other");
        Away.READ_ONLY.begin.accept(server);

        onA.evictAll(IntStream.range(0, Undelivered.LIMIT + 10)
                .mapToObj(i -> "key-" + i)
                .toList());

        assertThat(remote(onA).undelivered()).isEqualTo(Undelivered.LIMIT);
        assertThat(inRedis("other")).isEmpty();
        Away.READ_ONLY.end.accept(server);
        awaitWorking();
        await().until(() -> valueOf(onB, "other") == null);
        assertThat(inRedis("other")).isEmpty();
        await().until(() -> {
            onA.put("other", "new");
            return inRedis("other").isPresent();
        });
    }

    /** What node A finds there; a call that waits in vain has not found out. */
    private Optional<CacheEntry> inRedis(String key) {
        return await().ignoreExceptions()
                .until(() -> Optional.ofNullable(remote(onA).get(key)), found -> true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aKeyOfAnotherTypeHoldsNothingUp(String type) {
        a.close();
        b.close();
        a = new CacheNode(server.connectionFactory());
        b = new CacheNode(server.connectionFactory());
        caches(type);
        server.call(commands -> commands.lpush("cache:users:list", "theirs"));
        server.call(commands -> commands.hset("cache:users:hash", "their", "field"));

        assertThat(valueOf(onA, "list")).isNull();
        assertThat(onA.getAll(List.of("list", "hash"))).isEmpty();
        assertThat(onA.get("list", () -> "loaded")).isEqualTo("loaded");
        assertThat(valueOf(onB, "list")).isEqualTo("loaded");
        onA.put("hash", "put");
        assertThat(valueOf(onB, "hash")).isEqualTo("put");
        server.call(commands -> commands.del("cache:users:hash"));
        server.call(commands -> commands.lpush("cache:users:hash", "theirs"));
        onA.evict("hash");

        assertThat(onA.statistics().errors()).isZero();
        assertThat(remote(onA).undelivered()).isZero();
    }

    @Test
    void aWrongPasswordIsAMissUntilItIsRight() {
        acl(server, "app", "on", ">right", "~*", "&*", "+@all");
        try (CacheNode stranger = new CacheNode(server.connectionFactory("app", "wrong"), SETTINGS)) {
            NamedCache cache = stranger.cache("users", CacheSpec.redis());
            NamedCache two = stranger.cache("others", CacheSpec.twoLevel());
            for (NamedCache each : List.of(cache, two)) {
                assertThat(bounded(() -> each.get("key"))).isNull();
                assertThat(bounded(() -> each.get("key", () -> "loaded"))).isEqualTo("loaded");
                each.put("key", "put");
                each.evict("key");
                each.clear();
                assertThat(each.statistics().errors()).isPositive();
            }
            assertThat(stranger.registry().health("users").status()).isEqualTo(StoreHealth.Status.DOWN);
            assertThat(stranger.registry().health("others").status()).isEqualTo(StoreHealth.Status.DEGRADED);

            acl(server, "app", ">wrong");

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                cache.put("key", "put");
                return "put".equals(valueOf(cache, "key"));
            });
        }
    }

    @Test
    void noThreadIsLeftBehind() {
        Set<Thread> before = threads();
        CacheNode node = new CacheNode(server.connectionFactory(), SETTINGS);
        node.cache("memory", CacheSpec.memory());
        node.cache("redis", CacheSpec.redis()).put("key", "value");
        node.cache("two", CacheSpec.twoLevel()).put("key", "value");
        assertThat(threads()).hasSizeGreaterThan(before.size());

        node.close();

        await().until(() -> before.containsAll(threads()));
    }

    @ParameterizedTest
    @EnumSource(names = {"KILLED", "PAUSED"})
    void closeEndsInBoundedTimeWhileRedisIsAway(Away away) throws Exception {
        Set<Thread> before = threads();
        CacheNode node = new CacheNode(server.connectionFactory(), SETTINGS);
        NamedCache redis = node.cache("redis", CacheSpec.redis());
        NamedCache two = node.cache("two", CacheSpec.twoLevel());
        NamedCache behind = node.cache(
                "behind",
                CacheSpec.twoLevel().writePolicy(WritePolicy.WRITE_BEHIND).writeInterval(Duration.ofMinutes(1)));
        away.begin.accept(server);
        redis.put("key", "value");
        two.evict("key");
        behind.put("key", "value");

        long began = System.nanoTime();
        node.close();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

        System.out.printf("closed in %d ms while Redis is %s%n", millis, away);
        assertThat(millis).isLessThan(Duration.ofSeconds(10).toMillis());
        await().atMost(Duration.ofSeconds(20)).until(() -> before.containsAll(threads()));
    }

    /** Our own and the test's; those of the client are shared by tests and live on. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cache-")
                        || thread.getName().startsWith("pool-"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Until everything that was put off has been delivered, and Redis keeps what is put. */
    private void awaitWorking() {
        // A store throws while Redis is left alone; the cache before it does not.
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            onA.put("probe", "probe");
            return remote(onA).undelivered() == 0
                    && remote(onB).undelivered() == 0
                    && remote(onA).get("probe") != null
                    && remote(onB).get("probe") != null;
        });
    }

    private void putSeenByBoth(String key) {
        await().until(() -> {
            onA.put(key, "old");
            return "old".equals(valueOf(onB, key)) && "old".equals(valueOf(onA, key));
        });
    }

    private static RedisStore remote(NamedCache cache) {
        Object store = cache.getNativeCache();
        if (store instanceof RedisStore redis) {
            return redis;
        }
        try {
            var field = store.getClass().getDeclaredField("remote");
            field.setAccessible(true);
            return (RedisStore) field.get(store);
        } catch (ReflectiveOperationException ex) {
            throw new AssertionError(ex);
        }
    }

    private static <T> T bounded(Callable<T> call) {
        List<T> result = new ArrayList<>();
        assertTimeoutPreemptively(BOUND, () -> result.add(call.call()));
        return result.get(0);
    }

    private static Object valueOf(NamedCache cache, String key) {
        return value(cache.get(key));
    }

    private static Object value(ValueWrapper found) {
        return found == null ? null : found.get();
    }

    /**
     * One node alone does not reach Redis for a moment, and another evicts: whoever asks after that must not get what was read
     * before it, though the two share a load here.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoadThatTheStoreWasNotToldOfIsNotSharedWithWhoAsksLater(boolean asynchronous) throws Exception {
        caches("redis");
        AtomicInteger source = new AtomicInteger(1);
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.pause();
        CompletableFuture<Integer> early = load(asynchronous, () -> {
            int value = source.get();
            read.countDown();
            assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            return value;
        });
        assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
        server.resume();

        source.set(2);
        onB.evict("a");
        CompletableFuture<Integer> late = load(asynchronous, source::get);
        await().until(() -> late.isDone() || onA.statistics().misses() == 2);
        go.countDown();

        assertThat(early.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(late.get(20, TimeUnit.SECONDS)).isEqualTo(2);
    }

    private CompletableFuture<Integer> load(boolean asynchronous, Callable<Integer> source) {
        Supplier<Integer> value = () -> {
            try {
                return source.call();
            } catch (Exception ex) {
                throw new CompletionException(ex);
            }
        };
        return asynchronous
                ? CompletableFuture.supplyAsync(
                                () -> onA.retrieve("a", () -> CompletableFuture.supplyAsync(value, threads)), threads)
                        .thenCompose(loading -> loading)
                : CompletableFuture.supplyAsync(() -> onA.get("a", source), threads);
    }
}
