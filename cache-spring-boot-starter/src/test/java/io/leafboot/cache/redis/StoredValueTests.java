package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What stands in Redis: values of other shapes, of others, of nobody; and how long it stands there. */
class StoredValueTests {

    private static final RedisServer SERVER = RedisServers.standalone();

    private static CacheNode a;
    private static CacheNode b;
    private static LettuceConnectionFactory raw;

    private String name;

    @BeforeAll
    static void start() {
        a = new CacheNode(SERVER.connectionFactory());
        b = new CacheNode(SERVER.connectionFactory());
        raw = SERVER.connectionFactory();
    }

    @AfterAll
    static void stop() {
        a.close();
        b.close();
        raw.destroy();
    }

    @BeforeEach
    void name() {
        name = "values-" + UUID.randomUUID();
    }

    // Shapes

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aClassThatHasAnotherShapeNowIsAMiss(String type, @TempDir Path folder) throws Exception {
        Class<?> before = compile(folder.resolve("before"), "public record User(long id, String name) {}");
        Class<?> same = compile(folder.resolve("same"), "public record User(long id, String name) {}");
        Class<?> after = compile(folder.resolve("after"), "public record User(long id, String name, String mail) {}");
        Object user = before.getConstructor(long.class, String.class).newInstance(7L, "Ada");
        CacheSpec spec = CacheSpec.unset().type(type);
        NamedCache onA = a.cache(name, spec.valueType(before));
        NamedCache onB = b.cache(name, spec.valueType(after));
        onA.put("key", user);
        assertThat(valueOf(onA, "key")).isEqualTo(user);

        assertThat(valueOf(onB, "key")).isNull();

        assertThat(onB.statistics().levels())
                .last()
                .satisfies(level -> assertThat(level.unreadable()).isEqualTo(1));
        Object newUser =
                after.getConstructor(long.class, String.class, String.class).newInstance(7L, "Ada", "ada@example.org");
        assertThat(onB.get("key", () -> newUser)).isEqualTo(newUser);
        assertThat(valueOf(onB, "key")).isEqualTo(newUser);
        Awaitility.await().until(() -> valueOf(onA, "key") == null);
        try (CacheNode c = new CacheNode(SERVER.connectionFactory())) {
            NamedCache onC = c.cache(name, spec.valueType(same));
            onA.put("key", user);
            assertThat(valueOf(onC, "key").toString()).isEqualTo(user.toString());
        }
    }

    @Test
    void aDeclaredTypeThatIsAnotherNowIsAMiss() {
        NamedCache onA = a.cache(name, CacheSpec.redis().valueType(Point.class));
        NamedCache onB = b.cache(name, CacheSpec.redis().valueType(Place.class));
        onA.put("key", new Point(1, 2));

        assertThat(valueOf(onB, "key")).isNull();
        assertThat(unreadable(onB)).isEqualTo(1);
        assertThat(onB.getAll(List.of("key"))).isEmpty();
        assertThat(onB.putIfAbsent("other", new Place("x"))).isNull();
        assertThat(onB.get("key", () -> new Place("y"))).isEqualTo(new Place("y"));
        assertThat(onB.statistics().errors()).isZero();
    }

    public record Point(int x, int y) {}

    public record Place(String name) {}

    private static Class<?> compile(Path folder, String source) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        Files.createDirectories(folder);
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        problems,
                        List.of("-d", folder.toString()),
                        null,
                        List.of(
                                new SimpleJavaFileObject(
                                        URI.create("string:///shop/User.java"), JavaFileObject.Kind.SOURCE) {
                                    @Override
                                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                                        return "package shop; " + source;
                                    }
                                }))
                .call();
        assertThat(compiled).as("%s", problems.getDiagnostics()).isTrue();
        // Not closed: classes are loaded when they are needed.
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, StoredValueTests.class.getClassLoader())
                .loadClass("shop.User");
    }

    // What others wrote

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void whatAnotherProgramWroteIsAMiss(String type) {
        NamedCache cache = a.cache(name, CacheSpec.unset().type(type));
        cache.put("first", "value");
        byte[] generation = Arrays.copyOf(get("cache:" + name + "#state"), 8);
        byte[] good = get("cache:" + name + ":first");
        int unreadable = 0;
        List<byte[]> readByNobody = List.of(new byte[0], bytes("x"), bytes("a long text of another program's"));
        List<byte[]> ofThisGeneration = List.of(
                new byte[0],
                new byte[] {1},
                new byte[8],
                new byte[9],
                new byte[10],
                new byte[24],
                new byte[30],
                join(new byte[24], new byte[] {3, 1}, new byte[13], bytes("\"version 3\"")),
                join(new byte[24], new byte[] {2, 1}, new byte[13], bytes("\"unknown type\"")),
                join(
                        new byte[24],
                        new byte[] {2, 1, 0, 0, 0, 0, 100},
                        new byte[20]), // of a hundred tags, few are there
                join(ByteBuffer.wrap(good, 8, good.length - 8 - 7)));
        for (byte[] bytes : readByNobody) {
            set("cache:" + name + ":key", bytes);
            assertThat(valueOf(cache, "key")).isNull();
            assertThat(cache.getAll(List.of("key"))).isEmpty();
            assertThat(cache.get("key", () -> "loaded")).isEqualTo("loaded");
            cache.evict("key");
        }
        for (byte[] bytes : ofThisGeneration) {
            set("cache:" + name + ":key", join(generation, bytes));
            assertThat(valueOf(cache, "key")).as("%s", List.of(bytes)).isNull();
            assertThat(cache.get("key", () -> "loaded")).isEqualTo("loaded");
            assertThat(valueOf(cache, "key")).isEqualTo("loaded");
            cache.evict("key");
            unreadable += bytes.length > 31 ? 1 : 0; // what is shorter is not even looked at
        }

        assertThat(unreadable(cache)).isGreaterThanOrEqualTo(unreadable);
        assertThat(cache.statistics().errors()).isZero();
    }

    @Test
    void aTypeThatIsNamedInTheBytesIsNotMade() {
        NamedCache onA = a.cache(name, CacheSpec.redis().valueType(Holder.class));
        NamedCache onB = b.cache(name, CacheSpec.redis().valueType(Holder.class));
        String canary = Canary.class.getName();
        for (String property : List.of("@class", "@type", "@c", "type", "class")) {
            onA.put("key", new Holder(Map.of(property, canary, "name", "x")));

            assertThat(valueOf(onB, "key")).isEqualTo(new Holder(Map.of(property, canary, "name", "x")));
        }
        onA.put("key", new Holder(List.of(canary, Map.of("name", "x"))));
        assertThat(valueOf(onB, "key")).isEqualTo(new Holder(List.of(canary, Map.of("name", "x"))));
        assertThat(Canary.MADE).hasValue(0);
    }

    public record Holder(Object any) {}

    /** Must not be made by bytes. */
    public static class Canary {

        static final AtomicInteger MADE = new AtomicInteger();

        public Canary() {
            MADE.incrementAndGet();
        }
    }

    // What cannot be written

    @ParameterizedTest
    @ValueSource(strings = {"WRITE_THROUGH", "WRITE_AROUND", "WRITE_BEHIND"})
    void whatCannotBeWrittenIsNotKeptNorIsTheOlderValue(WritePolicy policy) {
        for (CacheSpec spec : List.of(
                CacheSpec.redis(),
                CacheSpec.twoLevel().writePolicy(policy),
                CacheSpec.twoLevel().writePolicy(policy).maxBytes(100_000))) {
            name();
            NamedCache onA = a.cache(name, spec);
            NamedCache onB = b.cache(name, spec);
            for (String key : List.of("put", "all", "absent", "load")) {
                onB.put(key, "older");
                onB.put(key, "old");
            }
            b.registry().flush();
            assertThat(valueOf(onA, "put")).isEqualTo("old");
            Unwritable value = new Unwritable();

            onA.put("put", value);
            onA.putAll(Map.of("all", value));
            onA.evict("absent");
            onA.putIfAbsent("absent", value);
            onA.evict("load");
            assertThat(onA.get("load", () -> value)).isSameAs(value);
            a.registry().flush();

            for (String key : List.of("put", "all", "absent", "load")) {
                assertThat(valueOf(onA, key)).as("%s", spec).isIn(null, value);
                Awaitility.await().until(() -> valueOf(onB, key) == null);
            }
            assertThat(onA.statistics().errors()).isPositive();
        }
    }

    public static final class Unwritable {

        public String getValue() {
            throw new UnsupportedOperationException("expected");
        }
    }

    // Times

    @Test
    void theTimeToLiveIsThatOfTheCacheOrOfTheEntry() {
        NamedCache cache = a.cache(
                name,
                CacheSpec.redis()
                        .ttl(Duration.ofMinutes(10))
                        .nullTtl(Duration.ofMinutes(2))
                        .keyIndex(true));
        cache.put("put", "value");
        cache.put("own", "value", Duration.ofMinutes(3));
        cache.put("longer", "value", Duration.ofDays(365));
        cache.put("nothing", null);
        cache.putAll(Map.of("all", "value"));
        cache.putAll(Map.of("all-own", "value"), Duration.ofMinutes(3));
        cache.putIfAbsent("absent", "value");
        cache.get("loaded", () -> "value");
        cache.get("loaded-null", () -> null);

        for (String key : List.of("put", "all", "absent", "loaded")) {
            assertThat(left(key)).as(key).isBetween(minutes(9), minutes(10));
        }
        assertThat(left("own")).isBetween(minutes(2), minutes(3));
        assertThat(left("all-own")).isBetween(minutes(2), minutes(3));
        assertThat(left("longer")).isBetween(minutes(364 * 24 * 60), minutes(365 * 24 * 60));
        assertThat(left("nothing")).isBetween(minutes(1), minutes(2));
        assertThat(left("loaded-null")).isBetween(minutes(1), minutes(2));
        assertThat(cache.get("nothing"))
                .isNotNull()
                .extracting(ValueWrapper::get)
                .isNull();
        cache.put("own", "value");
        assertThat(left("own")).isBetween(minutes(9), minutes(10));
    }

    @Test
    void theIdleTimeIsRenewedByReadsWithinTheTimeToLive() {
        NamedCache cache =
                a.cache(name, CacheSpec.redis().ttl(Duration.ofMinutes(15)).idleTtl(Duration.ofMinutes(10)));
        cache.put("key", "value");
        cache.put("short", "value", Duration.ofMinutes(4));
        assertThat(left("key")).isBetween(minutes(9), minutes(10));
        assertThat(left("short")).isBetween(minutes(3), minutes(4));
        for (Runnable read : List.<Runnable>of(
                () -> cache.get("key"),
                () -> cache.getAll(List.of("key")),
                () -> cache.retrieve("key").join())) {
            SERVER.call(commands -> commands.pexpire("cache:" + name + ":key", minutes(1)));
            read.run();
            assertThat(left("key")).isBetween(minutes(9), minutes(10));
        }
        SERVER.call(commands -> commands.pexpire("cache:" + name + ":short", minutes(1)));
        cache.get("short");
        assertThat(left("short")).as("not beyond its own time to live").isBetween(minutes(3), minutes(4));
    }

    @Test
    void aValueWhoseTimeIsOverIsNotSeenThoughItIsThere() {
        NamedCache cache =
                a.cache(name, CacheSpec.redis().ttl(Duration.ofMinutes(15)).idleTtl(Duration.ofMinutes(10)));
        cache.put("key", "value", Duration.ofMillis(200));
        SERVER.call(commands -> commands.persist("cache:" + name + ":key"));

        Awaitility.await().until(() -> cache.get("key") == null);
        assertThat(SERVER.<Long>call(commands -> commands.exists("cache:" + name + ":key")))
                .isZero();
    }

    @Test
    void jitterShortensAndNeverLengthens() {
        NamedCache cache =
                a.cache(name, CacheSpec.redis().ttl(Duration.ofMinutes(10)).jitter(0.5));
        for (int i = 0; i < 200; i++) {
            cache.put("key-" + i, "value");
        }
        cache.put("own", "value", Duration.ofMinutes(10));

        long[] left = LongStream.range(0, 200).map(i -> left("key-" + i)).toArray();
        assertThat(LongStream.of(left)).allMatch(millis -> millis > minutes(4) && millis <= minutes(10));
        assertThat(LongStream.of(left).min().orElseThrow()).isLessThan(minutes(6));
        assertThat(LongStream.of(left).max().orElseThrow()).isGreaterThan(minutes(8));
        assertThat(left("own")).as("is not shortened").isGreaterThan(minutes(9));
    }

    @Test
    void withoutATimeToLiveAValueStays() {
        DefaultCacheRegistry registry = new DefaultCacheRegistry(
                List.of(new RedisCacheType(a.links(), (cache, spec) -> null)),
                CacheSpec.unset(),
                false,
                new LoadingThreads(10, 100));
        try {
            NamedCache cache = registry.create(name, CacheSpec.redis());
            cache.put("key", "value");
            cache.get("loaded", () -> "value");

            assertThat(left("key")).isEqualTo(-1);
            assertThat(left("loaded")).isEqualTo(-1);
            assertThat(valueOf(cache, "key")).isEqualTo("value");
            cache.put("key", "value", Duration.ofMinutes(1));
            assertThat(left("key")).isPositive();
            cache.clear();
            Awaitility.await()
                    .until(() -> SERVER.<Long>call(commands -> commands.exists("cache:" + name + ":loaded")) == 0);
        } finally {
            registry.close();
        }
    }

    private long left(String key) {
        return SERVER.call(commands -> commands.pttl("cache:" + name + ":" + key));
    }

    private static long minutes(long minutes) {
        return Duration.ofMinutes(minutes).toMillis();
    }

    private static byte[] get(String key) {
        try (RedisConnection connection = raw.getConnection()) {
            return connection.stringCommands().get(bytes(key));
        }
    }

    private static void set(String key, byte[] value) {
        try (RedisConnection connection = raw.getConnection()) {
            connection.stringCommands().set(bytes(key), value);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(1000);
        for (byte[] part : parts) {
            all.put(part);
        }
        return join(all.flip());
    }

    private static byte[] join(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static long unreadable(NamedCache cache) {
        return cache.statistics().levels().stream()
                .mapToLong(level -> level.unreadable())
                .sum();
    }

    private static Object valueOf(NamedCache cache, String key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }
}
