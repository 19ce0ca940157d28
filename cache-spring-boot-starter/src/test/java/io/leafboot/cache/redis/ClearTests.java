package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.FlushMode;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;

/** Clears, and calls for many keys, on a server that nobody else uses. */
class ClearTests {

    private static final int FOREIGN = 1_000_000;
    /** Patient, since a script that makes many keys keeps the server busy. */
    private static final RedisSettings SETTINGS =
            new RedisSettings(Duration.ofSeconds(20), 16 << 20, 8, 10_000, Duration.ofMillis(200));

    /** Keys of a cache with one entry: value, generation, index, expiries. */
    private static final int OTHER = 4;

    private static RedisServer server;
    private static CacheNode a;
    private static CacheNode b;

    @BeforeAll
    static void start() {
        server = RedisServers.startOwn();
        a = new CacheNode(server.connectionFactory(), SETTINGS);
        b = new CacheNode(server.connectionFactory(), SETTINGS);
    }

    @AfterAll
    static void stop() {
        a.close();
        b.close();
        server.close();
    }

    @BeforeEach
    void empty() {
        List.copyOf(a.registry().names()).forEach(a.registry()::remove);
        List.copyOf(b.registry().names()).forEach(b.registry()::remove);
        server.call(commands -> commands.flushall(FlushMode.ASYNC));
    }

    @Test
    void aClearAmongAMillionForeignKeysTouchesNoneOfThem() {
        foreign("cache:foreign:", FOREIGN / 2);
        foreign("theirs:", FOREIGN / 2);
        for (String type : List.of("redis", "two-level")) {
            clearAmongForeignKeys(type, false);
            clearAmongForeignKeys(type, true);
        }
        Long foreign = server.call(commands -> commands.eval(
                "local n = 0; for i = 1, " + FOREIGN / 2
                        + " do n = n + redis.call('EXISTS', 'cache:foreign:' .. i, 'theirs:' .. i) end; return n",
                ScriptOutputType.INTEGER));
        assertThat(foreign).isEqualTo(FOREIGN);
    }

    private static void clearAmongForeignKeys(String type, boolean index) {
        CacheSpec spec = CacheSpec.unset().type(type).keyIndex(index);
        NamedCache onA = a.cache("mine-" + type + index, spec);
        NamedCache onB = b.cache("mine-" + type + index, spec);
        NamedCache other = a.cache("mine-" + type + index + "#index", spec);
        Map<Object, Object> values = values(1000);
        onA.putAll(values);
        other.putAll(values);
        assertThat(onB.getAll(values.keySet())).hasSize(1000);
        server.call(commands -> commands.configResetstat());

        long began = System.nanoTime();
        onA.clear();
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);

        System.out.printf(
                "clear of a %s cache%s beside %d foreign keys: %d µs%n",
                type, index ? " with index" : "", FOREIGN, micros);
        assertThat(onA.getAll(values.keySet())).isEmpty();
        await().until(() -> onB.getAll(values.keySet()).isEmpty());
        assertThat(other.getAll(values.keySet())).hasSize(1000);
        assertThat(calls()).doesNotContainKeys("keys", "scan", "flushdb", "flushall");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void withAnIndexAClearGivesTheMemoryBack(String type) {
        CacheSpec spec = CacheSpec.unset().type(type).keyIndex(true);
        NamedCache onA = a.cache("mine", spec);
        NamedCache other = a.cache("other", spec);
        other.put("key", "value");
        onA.put("key", "value");
        onA.clear();
        await().until(() -> size() == OTHER + 1);

        for (int round = 0; round < 3; round++) {
            onA.putAll(values(2000));
            onA.clear();
            onA.put("after", "clear");
        }

        // What was put after stays: value, generation, index, expiries.
        await().until(() -> size() == OTHER + 4);
        assertThat(value(onA.get("after"))).isEqualTo("clear");
        assertThat(onA.keys(KeyRange.first(10))).containsExactly("after");
        onA.clear();
        await().until(() -> size() == OTHER + 1);
        assertThat(value(other.get("key"))).isEqualTo("value");
    }

    @Test
    void whatANodeDidNotSweepTheNextOneSweeps() {
        CacheSpec spec = CacheSpec.redis().keyIndex(true);
        NamedCache onA = a.cache("mine", spec);
        onA.putAll(values(5000));
        onA.clear();
        a.registry().remove("mine"); // before it has swept

        try (CacheNode c = new CacheNode(server.connectionFactory(), SETTINGS)) {
            c.cache("mine", spec);
            await().until(() -> size() == 1);
        }
    }

    @Test
    void aClearOfManyKeysWithAnIndexTakesNoLongerThanOfFew() {
        NamedCache onA = a.cache("mine", CacheSpec.redis().keyIndex(true));
        onA.putAll(values(50_000));
        server.call(commands -> commands.configResetstat());

        long began = System.nanoTime();
        onA.clear();
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);

        System.out.printf("clear of 50,000 keys with an index: %d µs%n", micros);
        assertThat(calls()).containsKey("rename").doesNotContainKeys("zunionstore", "del");
        assertThat(onA.get("key-77")).isNull();
        a.registry().remove("mine");
    }

    @Test
    void oddNamesAndKeysNeverMeet() {
        List<String> names = List.of(
                "a",
                "a:b",
                "a#index",
                "ab",
                "a%3Ab",
                "a%23index",
                "a#generation",
                "a#lease:b",
                "{a}",
                "a b",
                "*",
                "ö",
                "#",
                ":",
                "a:",
                ":a",
                "%");
        List<Object> keys = List.of(
                "b",
                "",
                ":",
                "b:c",
                "#generation",
                "#lease:b",
                "index",
                "{b}",
                "*",
                1,
                "1",
                "[1]",
                List.of(1),
                List.of("1"),
                "true",
                true,
                "null");
        Map<String, NamedCache> caches = new LinkedHashMap<>();
        names.forEach(name -> caches.put(name, a.cache(name, CacheSpec.redis().keyIndex(true))));
        caches.forEach((name, cache) -> keys.forEach(key ->
                assertThat(cache.get(key, () -> text(name, key))).isEqualTo(text(name, key))));
        caches.forEach((name, cache) ->
                keys.forEach(key -> assertThat(value(cache.get(key))).isEqualTo(text(name, key))));

        for (String cleared : names) {
            caches.get(cleared).evict("b");
            assertThat(caches.get(cleared).get("b")).isNull();
            caches.get(cleared).clear();
            for (String name : names) {
                int expected = names.indexOf(name) <= names.indexOf(cleared) ? 0 : keys.size();
                assertThat(caches.get(name).getAll(keys))
                        .as("%s after a clear of %s", name, cleared)
                        .hasSize(expected);
                assertThat(caches.get(name).keys(KeyRange.first(100))).hasSize(expected);
            }
        }
    }

    private static String text(String name, Object key) {
        return name + " / " + key.getClass().getSimpleName() + " " + key;
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aThousandKeysCostAFewCalls(String type) {
        CacheSpec spec = CacheSpec.unset().type(type);
        NamedCache onA = a.cache("mine", spec);
        NamedCache onB = b.cache("mine", spec);
        Map<Object, Object> values = values(1000);
        onA.putAll(values(1)); // so that scripts are known
        onA.getAll(values.keySet());

        Map<String, Long> cost = new TreeMap<>();
        cost.put("putAll", scripts(() -> onA.putAll(values)));
        cost.put("getAll", scripts(() -> assertThat(onB.getAll(values.keySet())).isEqualTo(values)));
        cost.put(
                "evictAll of half",
                scripts(() -> onA.evictAll(
                        IntStream.range(0, 500).mapToObj(i -> "key-" + i).toList())));
        await().until(() -> onB.get("key-499") == null);
        cost.put(
                "getAll of half",
                scripts(() -> assertThat(onA.getAll(values.keySet()))
                        .hasSize(500)
                        .containsKeys("key-500", "key-999")
                        .doesNotContainKeys("key-0", "key-499")));

        System.out.printf("calls of scripts for 1,000 keys, %s: %s%n", type, cost);
        assertThat(cost.values()).allMatch(calls -> calls <= 5); // one or two, and readings of the log between them
        assertThat(onB.getAll(values.keySet()).keySet().stream().toList())
                .isEqualTo(values.keySet().stream().skip(500).toList());
        assertThat(onA.getAll(List.of())).isEmpty();
        onA.putAll(Map.of());
        onA.evictAll(List.of());
    }

    @Test
    void hitsAndMissesOfABulkCallAreCountedByKey() {
        NamedCache cache = a.cache("mine", CacheSpec.redis());
        cache.putAll(values(10));

        cache.getAll(values(25).keySet());

        assertThat(cache.statistics().hits()).isEqualTo(10);
        assertThat(cache.statistics().misses()).isEqualTo(15);
    }

    private static long scripts(Runnable work) {
        server.call(commands -> commands.configResetstat());
        work.run();
        Map<String, Long> calls = calls();
        long readingTheLog = calls.getOrDefault("xrange", 0L); // by the other node, and by a script too
        return calls.getOrDefault("evalsha", 0L) + calls.getOrDefault("eval", 0L) - readingTheLog;
    }

    /** How often each command was called since the statistics were reset, by scripts too. */
    private static Map<String, Long> calls() {
        Map<String, Long> calls = new HashMap<>();
        server.<String>call(commands -> commands.info("commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .forEach(line -> calls.put(
                        line.substring("cmdstat_".length(), line.indexOf(':')),
                        Long.parseLong(line.replaceAll(".*:calls=(\\d+).*", "$1"))));
        return calls;
    }

    private static void foreign(String prefix, int count) {
        for (int from = 1; from <= count; from += 50_000) { // or a busy machine would not answer in time
            String some = "for i = " + from + ", " + Math.min(count, from + 49_999);
            server.<Object>call(commands -> commands.eval(
                    some + " do redis.call('SET', '" + prefix + "' .. i, 'x') end", ScriptOutputType.STATUS));
        }
    }

    /** Keys there are, but for the log, which nodes begin anew. */
    private static long size() {
        return server.<Long>call(commands -> commands.dbsize() - commands.exists("cache:#log"));
    }

    private static Map<Object, Object> values(int count) {
        Map<Object, Object> values = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> values.put("key-" + i, "value-" + i));
        return values;
    }

    private static Object value(ValueWrapper found) {
        return found == null ? null : found.get();
    }
}
