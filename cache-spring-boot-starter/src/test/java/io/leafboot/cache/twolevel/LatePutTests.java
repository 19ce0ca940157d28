package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.redis.RedisStore;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.cache.Cache.ValueWrapper;

/** A put that could not be delivered is delivered later, unless something newer has been written. Node A is kept out at times. */
class LatePutTests {

    private static RedisServer server;

    private CacheNode a;
    private CacheNode b;
    private CacheNode c;
    private NamedCache onA;
    private NamedCache onB;
    /** What is in Redis. */
    private NamedCache inRedis;

    @BeforeAll
    static void startServer() {
        server = RedisServers.startOwn();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        server.<String>call(commands -> commands.flushall());
        acl("on", ">a", "~*", "&*", "+@all");
        a = new CacheNode(server.connectionFactory("a", "a"));
        b = new CacheNode(server.connectionFactory());
        c = new CacheNode(server.connectionFactory());
        CacheSpec spec = CacheSpec.twoLevel().localTtl(Duration.ofMinutes(5)).tags(List.of("'any'"));
        onA = a.cache("users", spec);
        onB = b.cache("users", spec);
        inRedis = c.cache("users", CacheSpec.redis());
    }

    @AfterEach
    void stop() {
        keptOut(false);
        a.close();
        b.close();
        c.close();
    }

    private static void acl(String... rules) {
        server.<String>call(commands -> commands.dispatch(
                CommandType.ACL,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add("a").addValues(List.of(rules))));
    }

    private static void keptOut(boolean out) {
        acl(out ? "-@all" : "+@all");
    }

    @Test
    void theNewestOfEachKeyIsDelivered() {
        onA.put("key", "first");
        keptOut(true);
        onA.put("key", "second");
        onA.putAll(Map.of("key", "third", "other", "value"));
        assertThat(undelivered(onA)).isEqualTo(2);
        assertThat(valueOf(onB, "key")).isEqualTo("first");

        keptOut(false);

        awaitDelivered();
        assertThat(valueOf(inRedis, "key")).isEqualTo("third");
        assertThat(valueOf(inRedis, "other")).isEqualTo("value");
        patiently().until(() -> "third".equals(valueOf(onB, "key")));
        assertThat(valueOf(onA, "key")).isEqualTo("third");
    }

    @Test
    void ofACacheWithoutALogItIsEvicted() {
        NamedCache plain = a.cache("plain", CacheSpec.redis());
        NamedCache other = c.cache("plain", CacheSpec.redis());
        plain.put("key", "first");
        keptOut(true);
        plain.put("key", "second");

        keptOut(false);

        patiently().until(() -> undelivered(plain) == 0);
        assertThat(valueOf(other, "key")).isNull();
    }

    @Test
    void anEvictAfterItIsDelivered() {
        onA.putAll(Map.of("key", "first", "other", "first"));
        keptOut(true);
        onA.putAll(Map.of("key", "second", "other", "second"));
        onA.evict("key");
        onA.putIfAbsent("other", "third");

        keptOut(false);

        awaitDelivered();
        assertThat(valueOf(inRedis, "key")).isNull();
        assertThat(valueOf(inRedis, "other")).isNull();
    }

    /** What another node does meanwhile. */
    enum Theirs {
        PUT(cache -> cache.put("key", "theirs")),
        EVICT(cache -> cache.evict("key")),
        EVICT_BY_TAG(cache -> cache.evictByTag("any")),
        CLEAR(NamedCache::clear);

        private final Consumer<NamedCache> work;

        Theirs(Consumer<NamedCache> work) {
            this.work = work;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherNodesLaterWriteWins(Theirs theirs) {
        onA.put("key", "first");
        keptOut(true);
        onA.put("key", "mine");
        theirs.work.accept(onB);

        keptOut(false);

        awaitDelivered();
        assertThat(valueOf(inRedis, "key")).isIn(null, theirs == Theirs.PUT ? "theirs" : null);
        patiently().until(() -> !"mine".equals(valueOf(onA, "key")) && !"mine".equals(valueOf(onB, "key")));
        assertThat(valueOf(inRedis, "key")).isIn(null, theirs == Theirs.PUT ? "theirs" : null);
    }

    /** Where the log does not say what happened, nothing is put. */
    @Test
    void whatTheLogDoesNotReachBackToIsEvicted() {
        onA.put("key", "first");
        keptOut(true);
        onA.put("key", "mine");
        server.<Long>call(commands -> commands.xtrim("cache:#log", 0));

        keptOut(false);

        awaitDelivered();
        assertThat(valueOf(inRedis, "key")).isNull();
    }

    /** What this node does while its puts are on their way. */
    enum Own {
        PUT((cache, key) -> cache.put(key, "new")),
        EVICT(NamedCache::evict),
        EVICT_BY_TAG((cache, key) -> {
            if (key.endsWith("00")) {
                cache.evictByTag("any");
            }
        }),
        CLEAR((cache, key) -> {
            if (key.endsWith("00")) {
                cache.clear();
            }
        });

        private final BiConsumer<NamedCache, String> work;

        Own(BiConsumer<NamedCache, String> work) {
            this.work = work;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatThisNodeWritesWhileItIsDeliveredIsNewer(Own own) throws Exception {
        Map<Object, Object> values = new LinkedHashMap<>();
        IntStream.rangeClosed(0, 3000).forEach(i -> values.put("key-" + i, "old"));
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 4; round++) {
                keptOut(true);
                onA.putAll(values);
                assertThat(undelivered(onA)).isEqualTo(values.size());
                keptOut(false);
                Future<?> delivery = executor.submit(() -> a.registry().flush());
                // From the other end too, so as to meet what is on its way.
                for (int i = 3000; i >= 0; i--) {
                    own.work.accept(onA, "key-" + i);
                }
                delivery.get(30, TimeUnit.SECONDS);
                awaitDelivered();
                if (own == Own.CLEAR) {
                    assertThat(valueOf(inRedis, "key-0")).isNull();
                }
                assertThat(inRedis.getAll(values.keySet()).values()).doesNotContain("old");
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void theTimeThatItWaitsCountsAgainstItsTimeToLive() {
        keptOut(true);
        onA.put("short", "value", Duration.ofMillis(100));
        onA.put("long", "value", Duration.ofMinutes(2));
        await().pollDelay(Duration.ofMillis(300)).until(() -> valueOf(onA, "short") == null);

        keptOut(false);

        awaitDelivered();
        assertThat(valueOf(inRedis, "short")).isNull();
        assertThat(server.<Long>call(commands -> commands.pttl("cache:users:long")))
                .isPositive()
                .isLessThan(Duration.ofMinutes(2).minusMillis(300).toMillis());
    }

    @Test
    void ofManyThatAreLongSomeAreEvicted() {
        String megabyte = "x".repeat(1 << 20);
        Map<Object, Object> values = new LinkedHashMap<>();
        IntStream.range(0, 25).forEach(i -> values.put("key-" + i, i + megabyte));
        onA.putAll(Map.of("key-0", "older", "key-24", "older"));
        for (int round = 0; round < 2; round++) { // what was delivered gives its room back
            keptOut(true);
            values.forEach(onA::put);
            assertThat(undelivered(onA)).isEqualTo(25);

            keptOut(false);

            awaitDelivered();
            assertThat(inRedis.getAll(values.keySet())).hasSizeBetween(14, 16).doesNotContainValue("older");
        }
    }

    /** It takes evicts, and the older value must go. */
    @Test
    void aServerThatIsFullIsNotAskedAgainToTakeIt() {
        onA.put("key", "older");
        assertThat(valueOf(onB, "key")).isEqualTo("older");
        server.<String>call(commands -> commands.configSet("maxmemory", "1"));
        try {
            onA.put("key", "new");

            patiently().until(() -> valueOf(onB, "key") == null);
            awaitDelivered();
        } finally {
            server.<String>call(commands -> commands.configSet("maxmemory", "0"));
        }
    }

    private void awaitDelivered() {
        patiently().until(() -> undelivered(onA) == 0);
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    private static int undelivered(NamedCache cache) {
        Object store = cache.getNativeCache();
        if (store instanceof RedisStore redis) {
            return redis.undelivered();
        }
        return (int) ((TwoLevelStore) store).health().details().getOrDefault("undelivered", 0);
    }

    private static Object valueOf(NamedCache cache, String key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }
}
