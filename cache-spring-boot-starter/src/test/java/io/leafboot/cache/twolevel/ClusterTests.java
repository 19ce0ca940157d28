package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisSettings;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServers;
import io.leafboot.cache.twolevel.CoherenceFuzz.Promise;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;

/** Two nodes on a cluster of three masters. */
class ClusterTests {

    private static final RedisSettings PATIENT =
            new RedisSettings(Duration.ofSeconds(20), 16 << 20, 16, 10_000, Duration.ofMillis(200));

    private static CacheNode a;
    private static CacheNode b;

    private final String name = "cluster-" + UUID.randomUUID();
    private NamedCache onA;
    private NamedCache onB;

    @BeforeAll
    static void start() {
        a = new CacheNode(RedisServers.cluster().connectionFactory(), PATIENT);
        b = new CacheNode(RedisServers.cluster().connectionFactory(), PATIENT);
    }

    @AfterAll
    static void stop() {
        a.close();
        b.close();
    }

    private void caches(CacheSpec spec) {
        onA = a.cache(name, spec.localTtl(Duration.ofMinutes(5)));
        onB = b.cache(name, spec.localTtl(Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void whatOneNodePutsAndEvictsIsSeenByItselfAtOnceAndByTheOther(String type) {
        caches(CacheSpec.unset().type(type));
        for (int round = 0; round < 300; round++) {
            String key = "key-" + round % 50;
            String value = "value-" + round;
            onA.put(key, value);
            assertThat(valueOf(onA, key)).isEqualTo(value);
            awaitSeen(onB, key, value);
            onA.evict(key);
            assertThat(onA.get(key)).isNull();
            awaitSeen(onB, key, null);
        }
        assertThat(onA.statistics().errors()).isZero();
    }

    private static void awaitSeen(NamedCache cache, String key, Object value) {
        long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Objects.equals(valueOf(cache, key), value)) {
            assertThat(System.nanoTime()).isLessThan(limit);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource({"redis, false", "redis, true", "two-level, true"})
    void bulkCallsGoAcrossSlots(String type, boolean index) {
        caches(CacheSpec.unset().type(type).keyIndex(index));
        NamedCache other = a.cache(name + "-other", CacheSpec.unset().type(type).keyIndex(index));
        Map<Object, Object> values = new LinkedHashMap<>();
        IntStream.range(0, 1000).forEach(i -> values.put("key-%03d".formatted(i), "value {" + i + "}"));
        onA.putAll(values);
        other.putAll(values);

        assertThat(onB.getAll(values.keySet())).isEqualTo(values);
        onA.evictAll(IntStream.range(0, 500).mapToObj("key-%03d"::formatted).toList());
        await().until(() -> onB.getAll(values.keySet()).size() == 500);
        if (index) {
            assertThat(onB.keys(KeyRange.first(1000)))
                    .containsExactlyElementsOf(IntStream.range(500, 1000)
                            .mapToObj("key-%03d"::formatted)
                            .toList());
            assertThat(onA.keys(KeyRange.prefix("key-99", 5)))
                    .containsExactly("key-990", "key-991", "key-992", "key-993", "key-994");
            assertThat(onA.keys(KeyRange.between("key-998", null, 5))).containsExactly("key-998", "key-999");
        }

        long before = keys();
        onA.clear();

        assertThat(onA.getAll(values.keySet())).isEmpty();
        await().until(() -> onB.getAll(values.keySet()).isEmpty());
        assertThat(other.getAll(values.keySet())).hasSize(1000);
        if (index) {
            assertThat(onA.keys(KeyRange.first(1000))).isEmpty();
            await().until(() -> keys() <= before - 500);
        }
        assertThat(onA.statistics().errors() + onB.statistics().errors()).isZero();
    }

    private static long keys() {
        return RedisServers.cluster().masters().stream()
                .mapToLong(master -> master.<Long>call(commands -> commands.dbsize()))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level", "behind"})
    void noNodeReturnsWhatItMustKnowToBeEvicted(String type) throws Exception {
        Promise promise = type.equals("redis") ? Promise.AT_ONCE : Promise.BY_LOG;
        if (type.equals("behind")) {
            promise = Promise.EVICTS_BY_LOG;
            caches(CacheSpec.twoLevel()
                    .writePolicy(WritePolicy.WRITE_BEHIND)
                    .writeInterval(Duration.ofMillis(5))
                    .writeBatchSize(4));
        } else {
            caches(CacheSpec.unset().type(type));
        }
        long operations = new CoherenceFuzz(8, promise, List.of(onA, onB), List.of(log(a), log(b)))
                .run(Duration.ofMillis(1000), 2);
        System.out.printf("cluster, %s: %d operations%n", type, operations);
    }

    private static InvalidationLog log(CacheNode node) {
        return node.links().logs().stream().findFirst().orElseGet(() -> {
            node.cache("log-" + UUID.randomUUID(), CacheSpec.twoLevel());
            return node.links().logs().iterator().next();
        });
    }

    private static Object valueOf(NamedCache cache, String key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }
}
