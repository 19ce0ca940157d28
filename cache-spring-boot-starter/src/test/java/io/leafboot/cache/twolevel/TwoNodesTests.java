package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.HotKeySpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;

class TwoNodesTests {

    private static final int ROUNDS = 2000;

    private CacheNode a;
    private CacheNode b;

    @BeforeEach
    void start() {
        a = new CacheNode(RedisServers.standalone().connectionFactory());
        b = new CacheNode(RedisServers.standalone().connectionFactory());
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "redis with hot keys", "two-level"})
    void whatOneNodePutsAndEvictsIsSeenByItselfAtOnceAndByTheOtherWithinABound(String type) {
        String name = "coherence-" + UUID.randomUUID();
        CacheSpec spec = type.equals("redis with hot keys")
                ? CacheSpec.redis().hotKeys(new HotKeySpec(2, Duration.ofMinutes(5)))
                : CacheSpec.unset().type(type).localTtl(Duration.ofMinutes(5));
        NamedCache onA = a.cache(name, spec);
        NamedCache onB = b.cache(name, spec);
        long[] putSeen = new long[ROUNDS];
        long[] evictSeen = new long[ROUNDS];

        for (int round = 0; round < ROUNDS; round++) {
            String key = "key-" + round % 50; // again and again, so that the other node holds what was there before
            String value = "value-" + round;

            onA.put(key, value);
            assertThat(valueOf(onA, key)).isEqualTo(value);
            putSeen[round] = nanosUntil(() -> value.equals(valueOf(onB, key)));

            onA.evict(key);
            assertThat(onA.get(key)).isNull();
            evictSeen[round] = nanosUntil(() -> onB.get(key) == null);
        }

        System.out.printf(
                "%s: seen by the other node after, p50 / p99 / max in µs: put %s, evict %s%n",
                type, summary(putSeen), summary(evictSeen));
    }

    @Test
    void aKeyOfARedisCacheThatIsReadOftenIsReadFromMemory() {
        String name = "hot-" + UUID.randomUUID();
        CacheSpec spec = CacheSpec.redis().hotKeys(new HotKeySpec(10, Duration.ofMinutes(5)));
        NamedCache onA = a.cache(name, spec);
        NamedCache onB = b.cache(name, spec);
        onA.put("hot", 1);
        onA.put("cold", 1);
        for (int i = 0; i < 100; i++) {
            assertThat(valueOf(onB, "hot")).isEqualTo(1);
        }
        assertThat(valueOf(onB, "cold")).isEqualTo(1);

        assertThat(onB.statistics().levels().get(0).hits()).isEqualTo(90);
        assertThat(onB.statistics().levels().get(0).size()).isEqualTo(1);
        assertThat(onB.hottest(5)).containsExactly(new HotKey("hot", 100L), new HotKey("cold", 1L));
        onA.evict("hot");
        nanosUntil(() -> onB.get("hot") == null);
        assertThat(onA.get("hot")).isNull();
    }

    private static long nanosUntil(BooleanSupplier condition) {
        long began = System.nanoTime();
        long limit = Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began).isLessThan(limit);
            Thread.onSpinWait();
        }
        return System.nanoTime() - began;
    }

    private static Object valueOf(NamedCache cache, String key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }

    private static String summary(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return "%d / %d / %d"
                .formatted(
                        sorted[sorted.length / 2] / 1000,
                        sorted[sorted.length * 99 / 100] / 1000,
                        sorted[sorted.length - 1] / 1000);
    }
}
