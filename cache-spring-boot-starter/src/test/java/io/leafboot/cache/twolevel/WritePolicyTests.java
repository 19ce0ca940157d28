package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisSettings;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;

/** How a put of one node reaches Redis and another. */
class WritePolicyTests {

    private static final RedisServer SERVER = RedisServers.standalone();
    /** An interval within which no test ends: puts are written when the test says so. */
    private static final Duration NEVER = Duration.ofMinutes(1);

    private final String name = "policy-" + UUID.randomUUID();
    private CacheNode a;
    private CacheNode b;

    @BeforeEach
    void start() {
        a = new CacheNode(SERVER.connectionFactory());
        b = new CacheNode(SERVER.connectionFactory());
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    private static CacheSpec behind(Duration interval, int batch) {
        return CacheSpec.twoLevel()
                .localTtl(Duration.ofMinutes(5))
                .writePolicy(WritePolicy.WRITE_BEHIND)
                .writeInterval(interval)
                .writeBatchSize(batch);
    }

    private NamedCache onA(CacheSpec spec) {
        return a.cache(name, spec);
    }

    /** The other node sees what is in Redis. */
    private NamedCache onB() {
        return b.cache(name, CacheSpec.twoLevel().localTtl(Duration.ofMinutes(5)));
    }

    @Test
    void aPutAroundMemoryIsReadFromRedis() {
        NamedCache onA = onA(CacheSpec.twoLevel().writePolicy(WritePolicy.WRITE_AROUND));
        onA.put("key", "old");
        assertThat(memory(onA).size()).isZero();
        assertThat(valueOf(onA, "key")).isEqualTo("old");
        assertThat(memory(onA).size()).isEqualTo(1);

        onA.put("key", "new");

        assertThat(valueOf(onA, "key")).isEqualTo("new");
        assertThat(memory(onA).hits()).isZero();
        onA.putAll(Map.of("key", "newer"));
        assertThat(valueOf(onA, "key")).isEqualTo("newer");
        assertThat(valueOf(onA, "key")).isEqualTo("newer");
        assertThat(memory(onA).hits()).isEqualTo(1);
    }

    @Test
    void aPutBehindIsSeenByItsNodeAtOnceAndByTheOtherWhenWritten() {
        NamedCache onA = onA(behind(NEVER, 500));
        NamedCache onB = onB();
        onB.put("key", "old");
        await().until(() -> "old".equals(valueOf(onA, "key")));
        awaitCaughtUp(a);

        onA.put("key", "new");
        assertThat(valueOf(onA, "key")).isEqualTo("new");
        assertThat(valueOf(onB, "key")).isEqualTo("old");
        assertThat(onA.getAll(List.of("key"))).containsEntry("key", "new");
        assertThat(valueOf(onA.putIfAbsent("key", "other"))).isEqualTo("new");
        a.registry().flush();

        await().until(() -> "new".equals(valueOf(onB, "key")));
        assertThat(valueOf(onA, "key")).isEqualTo("new");
    }

    @Test
    void putsBehindAreWrittenAfterTheInterval() {
        NamedCache onA = onA(behind(Duration.ofMillis(50), 500));
        NamedCache onB = onB();
        onA.put("key", "value");

        await().until(() -> "value".equals(valueOf(onB, "key")));
    }

    @Test
    void putsBehindAreWrittenWhenABatchIsFull() {
        NamedCache onA = onA(behind(NEVER, 10));
        NamedCache onB = onB();
        IntStream.range(0, 9).forEach(i -> onA.put("key-" + i, "value"));
        assertThat(exists("key-0")).isFalse();
        onA.put("key-9", "value");

        await().until(() -> IntStream.range(0, 10).allMatch(i -> valueOf(onB, "key-" + i) != null));
    }

    @Test
    void ofManyPutsOfAKeyTheNewestIsWritten() {
        NamedCache onA = onA(behind(NEVER, 500));
        IntStream.rangeClosed(0, 1000).forEach(i -> onA.put("key-" + i % 3, i));
        NamedCache onB = onB();
        InvalidationLog log = b.links().logs().iterator().next();
        awaitCaughtUp(b);
        long before = log.delivered();

        a.registry().flush();

        assertThat(valueOf(onB, "key-0")).isEqualTo(999);
        assertThat(valueOf(onB, "key-1")).isEqualTo(1000);
        assertThat(valueOf(onB, "key-2")).isEqualTo(998);
        awaitCaughtUp(b);
        assertThat(log.delivered() - before).isEqualTo(3);
    }

    @Test
    void manyMorePutsThanTheLogIsLookedThroughForAreAllWritten() {
        NamedCache onA = onA(behind(NEVER, 5000));
        NamedCache onB = onB();
        Map<Object, Object> values = new LinkedHashMap<>();
        IntStream.range(0, 4500).forEach(i -> values.put("key-" + i, i));
        onA.putAll(values);

        await().until(() -> {
            a.registry().flush();
            return onB.getAll(values.keySet()).size() == 4500;
        });
    }

    @Test
    void closingWritesWhatWaits() {
        NamedCache onA = onA(behind(NEVER, 500));
        NamedCache onB = onB();
        IntStream.range(0, 1200).forEach(i -> onA.put("key-" + i, i));

        a.registry().remove(name);

        assertThat(IntStream.range(0, 1200).mapToObj(i -> valueOf(onB, "key-" + i)))
                .containsExactlyElementsOf(IntStream.range(0, 1200).boxed().toList());
    }

    @Test
    void whenTooManyPutsWaitAPutIsWrittenAtOnce() {
        try (RedisServer server = RedisServers.startOwn();
                CacheNode node = new CacheNode(
                        server.connectionFactory(),
                        new RedisSettings(Duration.ofMillis(200), 16 << 20, 8, 10_000, Duration.ofMillis(200)))) {
            NamedCache cache = node.cache(name, behind(NEVER, 2));
            server.kill();
            IntStream.range(0, 200).forEach(i -> cache.put("key-" + i, i));
            // Those that wait are bounded, and those that do not are undelivered; memory has them all.
            IntStream.range(0, 200)
                    .forEach(i -> assertThat(valueOf(cache, "key-" + i)).isEqualTo(i));
            assertThat(cache.statistics().errors()).isGreaterThanOrEqualTo(200 - 2 * 20);
        }
    }

    /** Ways of this node to take a value away. */
    enum Away {
        EVICT(cache -> cache.evict("key")),
        EVICT_ALL(cache -> cache.evictAll(List.of("key"))),
        EVICT_BY_TEXT(cache -> cache.evictByText("key")),
        CLEAR(NamedCache::clear);

        private final Consumer<NamedCache> work;

        Away(Consumer<NamedCache> work) {
            this.work = work;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsEvictedRightAfterAPutBehindDoesNotComeBack(Away away) {
        NamedCache onA = onA(behind(Duration.ofMillis(1), 2));
        NamedCache onB = onB();
        for (int i = 0; i < 200; i++) {
            onA.put("key", "value");
            if (i % 3 == 0) {
                onA.put("other", "value"); // fills a batch
            }
            away.work.accept(onA);
            assertThat(valueOf(onA, "key")).isNull();
        }
        a.registry().flush();

        assertThat(valueOf(onA, "key")).isNull();
        await().until(() -> valueOf(onB, "key") == null);
        assertThat(exists("key") && away != Away.CLEAR).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherNodeEvictsBeforeAPutBehindIsWrittenIsNotWritten(Away away) {
        NamedCache onA = onA(behind(NEVER, 500));
        NamedCache onB = onB();
        onA.put("key", "older");
        a.registry().flush();
        onA.put("key", "old");
        onA.put("other", "value");

        away.work.accept(onB);
        a.registry().flush(); // whether or not this node has read of it

        assertThat(valueOf(onB, "key")).isNull();
        await().until(() -> valueOf(onA, "key") == null);
        assertThat(valueOf(onB, "key")).isNull();
    }

    @Test
    void whatAnotherNodePutsMeanwhileLeavesNoOlderValueOnEither() {
        NamedCache onA = onA(behind(NEVER, 500));
        NamedCache onB = onB();
        onB.put("key", "first");
        onA.put("key", "second");
        onB.put("key", "third");
        awaitCaughtUp(a);

        // Which of the last two is newer nobody knows; the first is older for sure.
        assertThat(valueOf(onA, "key")).isIn(null, "third");
        a.registry().flush();
        assertThat(valueOf(onA, "key")).isIn(null, "third");
        await().until(() -> valueOf(onB, "key") == null);
    }

    @Test
    void theTimeThatAPutWaitsCountsAgainstItsTimeToLive() {
        NamedCache onA = onA(behind(NEVER, 500));
        NamedCache onB = onB();
        onB.put("short", "older");
        assertThat(valueOf(onA, "short")).isEqualTo("older");
        onA.put("short", "value", Duration.ofMillis(100));
        onA.put("long", "value", Duration.ofMinutes(2));

        await().until(() -> valueOf(onA, "short") == null);
        a.registry().flush();

        assertThat(valueOf(onA, "short")).isNull();
        await().until(() -> valueOf(onB, "short") == null);
        assertThat(SERVER.<Long>call(commands -> commands.pttl("cache:" + name + ":long")))
                .isPositive()
                .isLessThan(Duration.ofMinutes(2).toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void ofThreadsThatPutIfAbsentExactlyOneWins(String type) throws Exception {
        NamedCache onA = onA(CacheSpec.unset().type(type));
        NamedCache onB = b.cache(name, CacheSpec.unset().type(type));
        int threads = 16;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 30; round++) {
                String key = "key-" + round;
                CountDownLatch start = new CountDownLatch(1);
                List<Future<ValueWrapper>> results = Stream.iterate(0, i -> i + 1)
                        .limit(threads)
                        .map(i -> executor.submit(() -> {
                            start.await();
                            return (i % 2 == 0 ? onA : onB).putIfAbsent(key, i);
                        }))
                        .toList();
                start.countDown();
                Integer winner = null;
                for (int i = 0; i < threads; i++) {
                    if (results.get(i).get(10, TimeUnit.SECONDS) == null) {
                        assertThat(winner).as("another winner").isNull();
                        winner = i;
                    }
                }
                assertThat(winner).isNotNull();
                for (Future<ValueWrapper> result : results) {
                    assertThat(valueOf(result.get())).isIn(null, winner);
                }
                assertThat(valueOf(onA, key)).isEqualTo(winner);
                assertThat(valueOf(onB, key)).isEqualTo(winner);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private boolean exists(String key) {
        return SERVER.<Long>call(commands -> commands.exists("cache:" + name + ":" + key)) == 1;
    }

    private static void awaitCaughtUp(CacheNode node) {
        InvalidationLog log = node.links().logs().iterator().next();
        for (int i = 0; i < 2; i++) { // what ended since may have begun before
            long now = System.nanoTime();
            await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() - log.lagNanos() - now > 0);
        }
    }

    private static CacheStatistics.Level memory(NamedCache cache) {
        return cache.statistics().levels().get(0);
    }

    private static Object valueOf(NamedCache cache, String key) {
        return valueOf(cache.get(key));
    }

    private static Object valueOf(ValueWrapper found) {
        return found == null ? null : found.get();
    }
}
