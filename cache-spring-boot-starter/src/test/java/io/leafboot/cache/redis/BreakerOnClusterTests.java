package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisCluster;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;

/** One of three masters does not answer. */
class BreakerOnClusterTests {

    private static final int PARTITIONS = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final RedisSettings SETTINGS = new RedisSettings(
            TIMEOUT,
            16 << 20,
            PARTITIONS,
            10_000,
            Duration.ofMillis(100),
            new RedisSettings.Breaker(20, 5, 0.5, Duration.ofMillis(200)));

    private static RedisCluster cluster;

    private CacheNode a;
    private CacheNode b;

    @BeforeAll
    static void startCluster() {
        cluster = RedisServers.startOwnCluster();
        cluster.masters()
                .forEach(master ->
                        master.<String>call(commands -> commands.configSet("cluster-require-full-coverage", "no")));
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @AfterEach
    void stop() {
        cluster.masters().get(0).resume();
        a.close();
        b.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void keysOfTheOthersGoOnBeingCached(String type) {
        a = new CacheNode(cluster.connectionFactory(), SETTINGS);
        b = new CacheNode(cluster.connectionFactory(), SETTINGS);
        String name = "of-type-" + type;
        CacheSpec spec = CacheSpec.unset().type(type).localTtl(Duration.ofMinutes(5));
        NamedCache onA = a.cache(name, spec);
        NamedCache onB = b.cache(name, spec);
        RedisKeys names = new RedisKeys("cache:", name, PARTITIONS);
        Set<Integer> broken = IntStream.range(0, PARTITIONS)
                .filter(partition -> SlotHash.getSlot("{" + partition + "}") < 16_384 / 3)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(broken).hasSizeBetween(2, PARTITIONS - 2);
        Map<Object, Object> values = new LinkedHashMap<>();
        IntStream.range(0, 120).forEach(i -> values.put("key-" + i, "old"));
        Set<Object> healthy = values.keySet().stream()
                .filter(key -> !broken.contains(names.partition((String) key)))
                .collect(Collectors.toSet());
        onA.putAll(values);
        patiently().until(() -> onB.getAll(values.keySet()).size() == 120);

        cluster.masters().get(0).pause();
        patiently().until(() -> {
            onA.evictAll(values.keySet());
            onB.getAll(IntStream.range(0, 120).mapToObj(i -> "unknown-" + i).toList());
            return open(a).equals(broken) && open(b).equals(broken);
        });

        long began = System.nanoTime();
        for (Object key : healthy) {
            assertThat(onA.get(key)).isNull();
            onA.put(key, "new");
            assertThat(valueOf(onA, key)).isEqualTo("new");
        }
        Map<Object, Object> others = new LinkedHashMap<>();
        IntStream.range(0, 120).forEach(i -> others.put("other-" + i, "value"));
        onA.putAll(others);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf(
                "%d calls beside a broken master, type %s: %d ms%n", 3 * healthy.size() + 1, type, took.toMillis());
        assertThat(took).as("a few are waited for at most").isLessThan(TIMEOUT.multipliedBy(10));
        assertThat(open(a)).isEqualTo(broken);
        // The other node learns of them, and reads those that it can read.
        for (Object key : healthy) {
            patiently().until(() -> "new".equals(valueOf(onB, key)));
        }
        assertThat(onB.getAll(values.keySet()).keySet()).containsAll(healthy);
        assertThat(onB.getAll(others.keySet())).hasSizeGreaterThan(40);
        assertThat(a.registry().health(name).status()).isEqualTo(StoreHealth.Status.DEGRADED);
        assertThat(a.registry().health(name).details()).containsEntry("breaker", "open");

        // A clear is one of the partitions that take it.
        onA.clear();
        onA.put(healthy.iterator().next(), "newest");
        assertThat(valueOf(onA, healthy.iterator().next())).isEqualTo("newest");
        patiently().until(() -> "newest".equals(valueOf(onB, healthy.iterator().next())));

        cluster.masters().get(0).resume();

        patiently().until(() -> open(a).isEmpty() && open(b).isEmpty());
        patiently().until(() -> {
            assertThat(onA.getAll(values.keySet()).values()).doesNotContain("old");
            return a.registry().health(name).status() == StoreHealth.Status.UP;
        });
        patiently().until(() -> !onB.getAll(values.keySet()).containsValue("old"));
        patiently().until(() -> {
            onA.putAll(values);
            return onB.getAll(values.keySet()).size() == 120;
        });
    }

    private static Set<Integer> open(CacheNode node) {
        return node.links().breakers().stream()
                .filter(RedisLinks.Breaker::open)
                .map(RedisLinks.Breaker::partition)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(20));
    }

    private static Object valueOf(NamedCache cache, Object key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }
}
