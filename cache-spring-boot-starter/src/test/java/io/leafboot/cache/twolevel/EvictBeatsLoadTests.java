package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;

/** Loads that are held up while the key is written, by this node or the other. */
class EvictBeatsLoadTests {

    private static final String KEY = "key";
    private static final String OLD = "old";
    private static final String NEW = "new";
    private static final String FRESH = "fresh";

    private static CacheNode a;
    private static CacheNode b;
    private static ExecutorService threads;

    private NamedCache onA;
    private NamedCache onB;

    @BeforeAll
    static void start() {
        a = new CacheNode(RedisServers.standalone().connectionFactory());
        b = new CacheNode(RedisServers.standalone().connectionFactory());
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        a.close();
        b.close();
    }

    /** A way to write a key. */
    enum Write {
        EVICT(cache -> cache.evict(KEY), null),
        EVICT_IF_PRESENT(cache -> cache.evictIfPresent(KEY), null),
        EVICT_ALL(cache -> cache.evictAll(List.of("other", KEY)), null),
        EVICT_BY_TEXT(cache -> cache.evictByText(KEY), null),
        CLEAR(NamedCache::clear, null),
        INVALIDATE(NamedCache::invalidate, null),
        PUT(cache -> cache.put(KEY, NEW), NEW),
        PUT_ALL(cache -> cache.putAll(Map.of("other", NEW, KEY, NEW)), NEW),
        PUT_WITH_TTL(cache -> cache.put(KEY, NEW, Duration.ofMinutes(1)), NEW),
        PUT_IF_ABSENT(cache -> cache.putIfAbsent(KEY, NEW), NEW),
        PUT_AND_EVICT(
                cache -> {
                    cache.put(KEY, NEW);
                    cache.evict(KEY);
                },
                null),
        CLEAR_AND_PUT(
                cache -> {
                    cache.clear();
                    cache.put(KEY, NEW);
                },
                NEW);

        private final Consumer<NamedCache> work;
        private final String after;

        Write(Consumer<NamedCache> work, String after) {
            this.work = work;
            this.after = after;
        }
    }

    static Stream<Arguments> writes() {
        return Stream.of("redis", "two-level")
                .flatMap(type -> Stream.of(true, false)
                        .flatMap(own -> Stream.of(Write.values()).map(write -> Arguments.of(type, own, write))));
    }

    private void caches(String type) {
        String name = "loads-" + UUID.randomUUID();
        CacheSpec spec = CacheSpec.unset().type(type).localTtl(Duration.ofMinutes(5));
        onA = a.cache(name, spec);
        onB = b.cache(name, spec);
    }

    @ParameterizedTest(name = "{0}, by itself: {1}, {2}")
    @MethodSource("writes")
    void aLoadThatBeganBeforeAWriteIsNotKept(String type, boolean own, Write write) throws Exception {
        caches(type);
        HeldLoad load = new HeldLoad(onA);

        write.work.accept(own ? onA : onB);
        load.finish();

        assertThat(valueOf(onB)).isEqualTo(write.after);
        assertThat(valueOf(onA)).isEqualTo(write.after);
        assertThat(onA.statistics().rejectedFills()).isEqualTo(1);
        assertThat(onA.get(KEY, () -> FRESH)).isEqualTo(write.after == null ? FRESH : write.after);
        assertThat(valueOf(onB)).isEqualTo(write.after == null ? FRESH : write.after);
    }

    @ParameterizedTest(name = "{0}, by itself: {1}, {2}")
    @MethodSource("writes")
    void whoAsksAfterAWriteDoesNotShareALoadThatBeganBeforeIt(String type, boolean own, Write write) throws Exception {
        caches(type);
        HeldLoad load = new HeldLoad(onA);
        write.work.accept(own ? onA : onB);

        // On a thread of its own: it may wait for the load, and must not take its value.
        Future<String> later = threads.submit(() -> onA.get(KEY, () -> FRESH));
        Future<String> laterAsync =
                threads.submit(() -> onA.retrieve(KEY, () -> CompletableFuture.completedFuture(FRESH))
                        .get());
        awaitWaitersOrEnd(later, laterAsync);
        load.finish();

        assertThat(later.get(10, TimeUnit.SECONDS)).isEqualTo(write.after == null ? FRESH : write.after);
        assertThat(laterAsync.get(10, TimeUnit.SECONDS)).isEqualTo(write.after == null ? FRESH : write.after);
    }

    @ParameterizedTest(name = "{0}, by itself: {1}, {2}")
    @MethodSource("writes")
    void anAsynchronousLoadThatBeganBeforeAWriteIsNotKept(String type, boolean own, Write write) throws Exception {
        caches(type);
        CompletableFuture<String> source = new CompletableFuture<>();
        CountDownLatch began = new CountDownLatch(1);
        CompletableFuture<String> loaded = onA.retrieve(KEY, () -> {
            began.countDown();
            return source;
        });
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();

        write.work.accept(own ? onA : onB);
        CompletableFuture<String> later = onA.retrieve(KEY, () -> CompletableFuture.completedFuture(FRESH));
        source.complete(OLD);

        assertThat(loaded.get(10, TimeUnit.SECONDS)).isEqualTo(OLD);
        assertThat(later.get(10, TimeUnit.SECONDS)).isEqualTo(write.after == null ? FRESH : write.after);
        assertThat(valueOf(onB)).isEqualTo(write.after == null ? FRESH : write.after);
        assertThat(onA.statistics().rejectedFills()).isEqualTo(1);
        assertThat(onA.statistics().errors()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void anAsynchronousLoadIsKept(String type) throws Exception {
        caches(type);

        for (int i = 0; i < 20; i++) {
            String key = "key-" + i;
            CompletableFuture<String> loaded = new CompletableFuture<>();
            CompletableFuture<String> result = onA.retrieve(key, () -> loaded);
            loaded.complete(FRESH);
            assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(FRESH);
            assertThat(onB.get(key)).isNotNull();
        }

        assertThat(onA.statistics().errors()).isZero();
        assertThat(onA.statistics().loads()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aWriteOfAnotherKeyDoesNotCostALoad(String type) throws Exception {
        caches(type);
        HeldLoad load = new HeldLoad(onA);

        onB.put("other", NEW);
        onA.evict("another");
        load.finish();

        assertThat(valueOf(onB)).isEqualTo(OLD);
        assertThat(onA.statistics().rejectedFills()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void manyWhoAskAtOnceShareOneLoad(String type) throws Exception {
        caches(type);
        CountDownLatch release = new CountDownLatch(1);
        List<Future<String>> results = Stream.generate(() -> threads.submit(() -> onA.get(KEY, () -> {
                    release.await();
                    return FRESH;
                })))
                .limit(16)
                .toList();
        Awaitility.await().until(() -> onA.statistics().misses() == 16);
        release.countDown();

        for (Future<String> result : results) {
            assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(FRESH);
        }
        assertThat(onA.statistics().loads()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aLoadThatFailedLeavesNothing(String type) {
        caches(type);

        Awaitility.await().until(() -> {
            try {
                onA.get(KEY, () -> {
                    throw new IllegalStateException("expected");
                });
                return false;
            } catch (RuntimeException ex) {
                return ex.getCause() instanceof IllegalStateException;
            }
        });

        assertThat(valueOf(onA)).isNull();
        assertThat(onB.get(KEY, () -> FRESH)).isEqualTo(FRESH);
    }

    /** Until both have asked the cache, or have ended: what they do after does not matter to the test. */
    private void awaitWaitersOrEnd(Future<?> one, Future<?> other) {
        long before = 1; // the held load's own
        Awaitility.await()
                .until(() -> (one.isDone() && other.isDone())
                        || onA.statistics().misses() + onA.statistics().hits() >= before + 2);
    }

    private static String valueOf(NamedCache cache) {
        ValueWrapper found = cache.get(KEY);
        return found == null ? null : (String) found.get();
    }

    /** A load that has begun, and read its source. */
    private static final class HeldLoad {

        private final CountDownLatch release = new CountDownLatch(1);
        private final Future<String> result;

        HeldLoad(NamedCache cache) throws InterruptedException {
            CountDownLatch began = new CountDownLatch(1);
            result = threads.submit(() -> cache.get(KEY, () -> {
                began.countDown();
                release.await();
                return OLD;
            }));
            assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void finish() throws Exception {
            release.countDown();
            assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(OLD);
        }
    }
}
