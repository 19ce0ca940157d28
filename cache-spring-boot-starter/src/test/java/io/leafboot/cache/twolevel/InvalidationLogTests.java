package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisSettings;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.KillArgs;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache.ValueWrapper;

/** The log between two nodes, one of which may be kept from reading it. */
class InvalidationLogTests {

    private static final String ALL = "+@all";
    private static final CacheSpec SPEC = CacheSpec.twoLevel().localTtl(Duration.ofMinutes(5));
    private static final RedisSettings SHORT_LOG =
            new RedisSettings(Duration.ofSeconds(20), 16 << 20, 8, 100, Duration.ofMillis(200));

    private RedisServer server;
    private CacheNode a;
    private CacheNode b;
    private NamedCache onA;
    private NamedCache onB;

    @BeforeEach
    void start() {
        server = RedisServers.startOwn();
        acl("reader", "on", ">secret", "~*", "&*", ALL);
    }

    @AfterEach
    void stop() {
        if (a != null) {
            a.close();
        }
        if (b != null) {
            b.close();
        }
        server.close();
    }

    private void nodes(RedisSettings settings) {
        a = new CacheNode(server.connectionFactory("reader", "secret"), settings);
        b = new CacheNode(server.connectionFactory(), settings);
        onA = a.cache("users", SPEC);
        onB = b.cache("users", SPEC);
    }

    private void acl(String user, String... rules) {
        server.<String>call(commands -> commands.dispatch(
                CommandType.ACL,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(user).addValues(List.of(rules))));
    }

    private static InvalidationLog log(CacheNode node) {
        return node.links().logs().iterator().next();
    }

    @Test
    void aReaderThatTheLogWasTrimmedPastDropsItsMemory() throws Exception {
        nodes(SHORT_LOG);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        a.links().listen(log(a), "blocker", new InvalidationLog.Listener() {
            @Override
            public void written(String text) {
                blocked.countDown();
                try {
                    release.await();
                } catch (InterruptedException ex) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void tagEvicted(int tag) {}

            @Override
            public void allWritten() {}

            @Override
            public void wentBack() {}
        });
        b.cache("blocker", SPEC).put("key", "value");
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
        onB.put("key", "old");
        onB.put("other", "same");
        await().until(() -> "old".equals(valueOf(onA, "key")) && "same".equals(valueOf(onA, "other")));

        onB.evict("key");
        onB.putAll(IntStream.range(0, 2000).boxed().collect(Collectors.toMap(i -> i, i -> "filler")));
        assertThat(server.<Long>call(commands -> commands.xlen("cache:#log"))).isLessThan(1000);
        assertThat(valueOf(onA, "key")).as("A cannot know").isEqualTo("old");
        long size = memory(onA).size();
        release.countDown();

        await().until(() -> log(a).gaps() == 1 && valueOf(onA, "key") == null);
        assertThat(size).isPositive();
        assertThat(memory(onA).size()).isZero();
        assertThat(valueOf(onA, "other")).isEqualTo("same");
        whatOneWritesTheOtherSees();
    }

    @Test
    void aServerThatComesBackEmptyIsAGap() {
        nodes(CacheNode.HASTY);
        onB.put("key", "old");
        await().until(() -> "old".equals(valueOf(onA, "key")));

        server.restartEmpty();
        acl("reader", "on", ">secret", "~*", "&*", ALL);

        await().atMost(Duration.ofSeconds(30)).until(() -> log(a).gaps() >= 1 && log(b).gaps() >= 1);
        await().until(() -> valueOf(onA, "key") == null && valueOf(onB, "key") == null);
        whatOneWritesTheOtherSees();
    }

    @Test
    void whatWasWrittenWhileANodeCouldNotReadIsReadAfterwards() {
        nodes(CacheNode.PATIENT);
        for (int i = 0; i < 50; i++) {
            onB.put("key-" + i, "old");
        }
        await().until(() -> "old".equals(valueOf(onA, "key-0")) && "old".equals(valueOf(onA, "key-49")));
        awaitCaughtUp();
        IntStream.range(0, 50).forEach(i -> assertThat(valueOf(onA, "key-" + i)).isEqualTo("old"));

        acl("reader", "-xrange");
        await().until(() -> !log(a).working());
        for (int i = 0; i < 50; i++) {
            onB.evict("key-" + i);
        }
        assertThat(valueOf(onA, "key-7")).as("A cannot know").isEqualTo("old");
        assertThat(a.registry().health("users").status()).isEqualTo(StoreHealth.Status.DEGRADED);
        acl("reader", ALL);

        await().until(() -> IntStream.range(0, 50).allMatch(i -> valueOf(onA, "key-" + i) == null));
        assertThat(log(a).gaps()).isZero();
        assertThat(log(a).replayed()).isEqualTo(50);
        await().until(() -> log(a).working() && a.registry().health("users").status() == StoreHealth.Status.UP);
    }

    /** What a replica shows that lagged when it was promoted: all but the last write, and then what was written since. */
    @Test
    void anOwnEvictThatIsLostBeforeItIsReadIsNoticedThoughOthersWereWrittenSince() {
        onlyA();
        onA.put("key", "old");
        awaitCaughtUp();
        Map<String, byte[]> before = values();
        acl("reader", "-xrange");
        await().until(() -> !log(a).working());
        onA.evict("key");
        undoLastWrite(before);
        onA.put("other", "new");
        acl("reader", ALL);

        await().until(() -> log(a).working() && log(a).gaps() == 1);
        await().until(() -> valueOf(onA, "key") == null);
        onA.put("key", "new");
        awaitCaughtUp();
        assertThat(valueOf(onA, "key")).isEqualTo("new");
        assertThat(log(a).gaps()).isEqualTo(1);
    }

    @Test
    void anOwnClearThatIsLostBeforeItIsReadIsNoticed() {
        onlyA();
        onA.put("key", "old");
        awaitCaughtUp();
        Map<String, byte[]> before = values();
        acl("reader", "-xrange");
        await().until(() -> !log(a).working());
        onA.clear();
        undoLastWrite(before);
        acl("reader", ALL);

        await().until(() -> log(a).working() && log(a).gaps() == 1);
        await().until(() -> valueOf(onA, "key") == null);
    }

    @Test
    void cachesAreClearedAgainUntilAllCouldBe() {
        onlyA();
        AtomicInteger told = new AtomicInteger();
        a.links().listen(log(a), "failing", new InvalidationLog.Listener() {
            @Override
            public void written(String text) {}

            @Override
            public void tagEvicted(int tag) {}

            @Override
            public void allWritten() {}

            @Override
            public void wentBack() {
                if (told.incrementAndGet() < 3) {
                    throw new IllegalStateException("Not yet");
                }
            }
        });
        onA.put("key", "old");
        awaitCaughtUp();
        Map<String, byte[]> before = values();
        acl("reader", "-xrange");
        await().until(() -> !log(a).working());
        onA.evict("key");
        undoLastWrite(before);
        onA.put("other", "new");
        acl("reader", ALL);

        await().until(() -> told.get() == 3 && log(a).working());
        assertThat(valueOf(onA, "key")).isNull();
        assertThat(log(a).gaps()).isEqualTo(1);
    }

    @Test
    void ownWritesThatAreReadWhileTheyAreAcknowledgedAreNotLost() throws Exception {
        onlyA();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String start = i + "-";
                writers.add(threads.submit(() -> IntStream.range(0, 1000).forEach(j -> onA.put(start + j, "value"))));
            }
            for (Future<?> writer : writers) {
                writer.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        awaitCaughtUp();

        assertThat(log(a).gaps()).isZero();
        assertThat(valueOf(onA, "3-999")).isEqualTo("value");
    }

    private void onlyA() {
        a = new CacheNode(server.connectionFactory("reader", "secret"), CacheNode.PATIENT);
        onA = a.cache("users", SPEC);
    }

    /** All that is in Redis but the log. */
    private Map<String, byte[]> values() {
        return server.call(commands -> commands.keys("*").stream()
                .filter(key -> !key.equals("cache:#log"))
                .collect(Collectors.toMap(key -> key, commands::dump)));
    }

    private void undoLastWrite(Map<String, byte[]> before) {
        server.<Long>call(commands -> {
            before.forEach((key, value) ->
                    commands.restore(key, value, RestoreArgs.Builder.ttl(0).replace()));
            List<StreamMessage<String, String>> last =
                    commands.xrevrange("cache:#log", Range.unbounded(), Limit.from(1));
            return commands.xdel("cache:#log", last.get(0).getId());
        });
    }

    @Test
    void aNodesOwnWritesAreNothingNewToIt() {
        nodes(CacheNode.PATIENT);
        for (int i = 0; i < 100; i++) {
            onA.put("key-" + i, "value");
        }
        awaitCaughtUp();

        for (int i = 0; i < 100; i++) {
            assertThat(valueOf(onA, "key-" + i)).isEqualTo("value");
        }
        assertThat(memory(onA).hits()).isEqualTo(100);
        assertThat(log(a).delivered()).isZero();
        assertThat(log(b).delivered()).isEqualTo(100);
    }

    @Test
    void aWriteOfACacheThatANodeDoesNotHaveIsNothingToIt() {
        nodes(CacheNode.PATIENT);
        b.cache("others", SPEC).put("key", "value");
        awaitCaughtUp();

        assertThat(log(a).delivered()).isZero();
        assertThat(log(b).delivered()).isZero();
    }

    @Test
    void withoutAnnouncementsTheLogIsReadAtIntervals() {
        acl("reader", "resetchannels");
        // A node that starts waits twice as long to hear something.
        nodes(new RedisSettings(Duration.ofSeconds(3), 16 << 20, 8, 10_000, Duration.ofMillis(200)));
        assertThat(log(a).announced()).isFalse();
        whatOneWritesTheOtherSees();
        assertThat(log(a).announced()).isFalse();
        assertThat(onA.statistics().errors()).isZero();
        assertThat(a.registry().health("users").details()).containsEntry("log", "polled");
    }

    @Test
    void announcementsThatAreLostCostNoCoherence() {
        nodes(CacheNode.PATIENT);
        for (int i = 0; i < 2; i++) {
            assertThat(server.<Long>call(commands -> commands.clientKill(KillArgs.Builder.typePubsub())))
                    .isPositive();
            whatOneWritesTheOtherSees();
            await().until(() -> pubsubClients() >= 2);
        }
        assertThat(log(a).gaps()).isZero();
    }

    private long pubsubClients() {
        return server.<String>call(commands -> commands.clientList())
                .lines()
                .filter(line -> line.contains(" sub=1 "))
                .count();
    }

    @Test
    void theLagIsTheTimeSinceTheLogWasReadToItsEnd() {
        nodes(CacheNode.PATIENT);
        awaitCaughtUp();
        acl("reader", "-xrange");
        await().until(() -> !log(a).working());
        long before = log(a).lagNanos();

        await().until(() -> log(a).lagNanos() > before + Duration.ofMillis(500).toNanos());
        long began = System.nanoTime();
        acl("reader", ALL);

        await().until(() -> log(a).working() && log(a).lagNanos() < System.nanoTime() - began);
    }

    @Test
    void aNodeThatStartsWithoutRedisWorksAndBecomesCoherentWhenRedisComes() {
        server.kill();
        nodes(CacheNode.HASTY);
        assertThat(log(a).working()).isFalse();
        assertThat(onA.get("key", () -> "loaded")).isEqualTo("loaded");
        onB.put("key", "put");
        assertThat(valueOf(onA, "key")).isEqualTo("loaded");
        assertThat(valueOf(onB, "key")).isEqualTo("put");

        server.restartEmpty();
        acl("reader", "on", ">secret", "~*", "&*", ALL);

        await().atMost(Duration.ofSeconds(30)).until(() -> log(a).working() && log(b).working());
        await().until(() -> onA.statistics().errors() > 0 && !"loaded".equals(valueOf(onA, "key")));
        await().until(() -> b.registry().health("users").status() == StoreHealth.Status.UP);
        whatOneWritesTheOtherSees();
    }

    @Test
    void aNodeThatMayNotWriteTheLogIsFoundOutAtStart() {
        acl("reader", "-xadd");
        nodes(CacheNode.PATIENT);

        assertThat(log(a).working()).isFalse();
        assertThat(a.registry().health("users").status()).isEqualTo(StoreHealth.Status.DEGRADED);
        assertThat(a.registry().health("users").details()).containsEntry("log", "not read");
        assertThat(onA.get("key", () -> "loaded")).isEqualTo("loaded");

        acl("reader", ALL);
        await().until(() -> log(a).working());
        whatOneWritesTheOtherSees();
    }

    @Test
    void registriesWithOtherPrefixesDoNotMix() {
        nodes(CacheNode.PATIENT);
        try (CacheNode c = new CacheNode(server.connectionFactory())) {
            NamedCache onC = c.cache("users", SPEC.keyPrefix("other:"));
            onA.put("key", "a");
            onC.put("key", "c");
            assertThat(valueOf(onA, "key")).isEqualTo("a");
            assertThat(valueOf(onB, "key")).isEqualTo("a");

            onC.clear();
            assertThat(valueOf(onC, "key")).isNull();
            assertThat(valueOf(onA, "key")).isEqualTo("a");
            onA.evict("key");
            onC.put("key", "c");
            onB.clear();
            awaitCaughtUp();
            assertThat(valueOf(onC, "key")).isEqualTo("c");
            assertThat(log(c).delivered()).isZero();
            assertThat(server.<List<String>>call(commands -> commands.keys("*")))
                    .allMatch(key -> key.startsWith("cache:") || key.startsWith("other:"));
        }
    }

    private void whatOneWritesTheOtherSees() {
        for (Map.Entry<NamedCache, NamedCache> pair : List.of(Map.entry(onA, onB), Map.entry(onB, onA))) {
            NamedCache one = pair.getKey();
            NamedCache other = pair.getValue();
            await().until(() -> {
                one.put("seen", "first");
                return "first".equals(valueOf(other, "seen"));
            });
            one.put("seen", "second");
            await().until(() -> "second".equals(valueOf(other, "seen")));
            one.evict("seen");
            await().until(() -> valueOf(other, "seen") == null);
            one.put("seen", "third");
            await().until(() -> "third".equals(valueOf(other, "seen")));
            one.clear();
            await().until(() -> valueOf(other, "seen") == null);
        }
    }

    /** Until both have read what had been written when this was called. */
    private void awaitCaughtUp() {
        for (CacheNode node : b == null ? List.of(a) : List.of(a, b)) {
            for (int i = 0; i < 2; i++) { // what ended since may have begun before
                long now = System.nanoTime();
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> System.nanoTime() - log(node).lagNanos() - now > 0);
            }
        }
    }

    private static CacheStatistics.Level memory(NamedCache cache) {
        return cache.statistics().levels().get(0);
    }

    private static Object valueOf(NamedCache cache, String key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }
}
