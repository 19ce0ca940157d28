package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.OnError;
import io.leafboot.cache.RefreshAhead;
import io.leafboot.cache.source.CacheSources;
import io.leafboot.cache.test.CacheMember;
import io.leafboot.cache.test.ClusterNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueRetrievalException;

/** Loads of one key on three nodes. */
@Timeout(60)
class LoadsOverNodesTests {

    private static final String LOADED = "loaded";
    /** A key whose value is too long to be kept. */
    private static final String LONG = "long";

    /** Longer than any test: who waits it out does not end in time. */
    private static final Duration FOR_EVER = Duration.ofMinutes(10);

    private static final Table TABLE = new Table();

    private static ClusterNodes nodes;
    private static ExecutorService threads;

    private final String name = "loads-" + UUID.randomUUID();

    /** What loaders read: counts loads, by key and by node. */
    private static final class Table {

        private final Map<Object, AtomicInteger> loads = new ConcurrentHashMap<>();
        private final Map<Object, Integer> at = new ConcurrentHashMap<>();
        private volatile long nanos = 5_000_000;
        private volatile boolean failing;
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private final Set<String> threads = ConcurrentHashMap.newKeySet();

        CacheSources at(int number) {
            CacheLoader<Object, String> loader = new CacheLoader<>() {
                @Override
                public String cacheName() {
                    return LOADED;
                }

                @Override
                public String load(Object key) throws Exception {
                    loads.computeIfAbsent(key, same -> new AtomicInteger()).incrementAndGet();
                    at.put(key, number);
                    threads.add(Thread.currentThread().getName());
                    gate.await();
                    long until = System.nanoTime() + nanos;
                    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    if (failing) {
                        throw new IOException("secret");
                    }
                    return key.equals(LONG) ? "x".repeat(2 << 20) : "value of " + key;
                }
            };
            return new CacheSources(List.of(new CacheSources.Bean<>("loader", loader, String.class)), List.of());
        }

        int loads() {
            return loads.values().stream().mapToInt(AtomicInteger::get).sum();
        }
    }

    @BeforeAll
    static void start() {
        nodes = new ClusterNodes(3, Duration.ofSeconds(20), TABLE::at);
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        nodes.close();
    }

    @AfterEach
    void forget() {
        nodes.all().forEach(member -> member.registry().remove(LOADED));
        TABLE.loads.clear();
        TABLE.at.clear();
        TABLE.failing = false;
        TABLE.nanos = 5_000_000;
        TABLE.gate = new CountDownLatch(0);
    }

    private static CacheSpec spec() {
        return CacheSpec.cluster()
                .ttl(Duration.ofMinutes(10))
                .maxSize(10_000)
                .onError(OnError.PROPAGATE)
                .loading(LoadSpec.UNSET.withLeaseTime(FOR_EVER));
    }

    private static CacheSpec spec(UnaryOperator<LoadSpec> loading) {
        return spec().loading(loading.apply(LoadSpec.UNSET.withLeaseTime(FOR_EVER)));
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    private static <T> T join(Future<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static Throwable failureOf(Callable<?> call) {
        try {
            call.call();
            return null;
        } catch (ValueRetrievalException ex) {
            return ex.getCause();
        } catch (Throwable ex) {
            return ex;
        }
    }

    private static void awaitWaits(NamedCache cache, int number) {
        await("wait for another node").until(() -> cache.statistics().loading().waits() >= number);
    }

    // Leases

    /** What is not kept, no store looks at; and the key that it was loaded for nobody has written. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsNotKeptIsNotSharedWithThoseWhoAskAfterAnotherNodesClearOrEvictByTag(boolean tag) throws Exception {
        List<NamedCache> caches = nodes.cache(name, spec().cacheNulls(false));
        NamedCache here = caches.get(0);
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        Future<String> before = threads.submit(() -> here.get("key", () -> {
            began.countDown();
            open.await();
            return null;
        }));
        began.await();
        if (tag) {
            caches.get(1).evictByTag("tag");
        } else {
            caches.get(1).clear();
        }
        Future<String> after = threads.submit(() -> here.get("key", () -> "new"));
        await("either").until(() -> after.isDone() || here.statistics().misses() == 2);
        open.countDown();

        assertThat(join(before)).isNull();
        assertThat(join(after)).isEqualTo("new");
    }

    @Test
    void callersOfThreeNodesHaveOneLoad() throws Exception {
        List<NamedCache> caches = nodes.cache(name, spec());
        for (int round = 0; round < 5; round++) {
            String key = "key " + round;
            AtomicInteger loads = new AtomicInteger();
            CountDownLatch open = new CountDownLatch(1);
            Callable<String> loader = () -> {
                loads.incrementAndGet();
                open.await();
                return "value";
            };
            List<Future<String>> callers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                NamedCache cache = caches.get(i % 3);
                callers.add(
                        i < 9
                                ? threads.submit(() -> cache.get(key, loader))
                                : cache.retrieve(
                                        key,
                                        () -> CompletableFuture.supplyAsync(
                                                () -> {
                                                    try {
                                                        return loader.call();
                                                    } catch (Exception ex) {
                                                        throw new IllegalStateException(ex);
                                                    }
                                                },
                                                threads)));
            }
            await("a load").until(() -> loads.get() > 0);
            open.countDown();
            for (Future<String> caller : callers) {
                assertThat(join(caller)).isEqualTo("value");
            }
            assertThat(loads.get()).isEqualTo(1);
        }
    }

    @Test
    void aFailureReachesThoseWhoWaitOnOtherNodesAndNobodyElse() throws Exception {
        List<NamedCache> caches = nodes.cache(name, spec());
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        Future<Throwable> first =
                threads.submit(() -> failureOf(() -> caches.get(0).get("key", () -> {
                    began.countDown();
                    open.await();
                    throw new IOException("secret");
                })));
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
        Future<Throwable> second =
                threads.submit(() -> failureOf(() -> caches.get(1).get("key", () -> "loaded again")));
        CompletableFuture<String> third = caches.get(2).retrieve("key", () -> CompletableFuture.completedFuture("too"));
        awaitWaits(caches.get(1), 1);
        awaitWaits(caches.get(2), 1);
        open.countDown();

        assertThat(join(first)).isInstanceOf(IOException.class);
        assertThat(join(second))
                .isExactlyInstanceOf(CacheLoadException.class)
                .hasMessageContaining("java.io.IOException")
                .hasMessageNotContaining("secret");
        assertThat(failureOf(() -> join(third))).hasRootCauseInstanceOf(CacheLoadException.class);
        assertThat(join(threads.submit(() -> caches.get(1).get("key", () -> "value"))))
                .isEqualTo("value");
    }

    @Test
    void aFailureRestsOnAllNodesForItsTime() {
        List<NamedCache> caches = nodes.cache(name, spec(loading -> loading.withFailureTtl(Duration.ofSeconds(2))));
        AtomicInteger loads = new AtomicInteger();
        Callable<String> loader = () -> {
            if (loads.incrementAndGet() == 1) {
                throw new IOException("secret");
            }
            return "value";
        };
        long began = System.nanoTime();
        assertThat(failureOf(() -> caches.get(0).get("key", loader))).isInstanceOf(IOException.class);
        await("end of the rest").until(() -> {
            for (NamedCache cache : caches) {
                if (failureOf(() -> cache.get("key", loader)) == null) {
                    return true;
                }
            }
            return false;
        });
        assertThat(System.nanoTime() - began)
                .isGreaterThan(Duration.ofMillis(1900).toNanos());
        assertThat(loads.get()).isEqualTo(2);
    }

    @Test
    void anOldValueIsAnsweredOnAllNodesWhileTheSourceIsDown() {
        List<NamedCache> caches = nodes.cache(
                name,
                spec(loading -> loading.withStaleFor(Duration.ofMinutes(1)).withStaleRetry(FOR_EVER)));
        AtomicInteger loads = new AtomicInteger();
        caches.get(0).put("key", "old", Duration.ofMillis(300));
        await("value to be old").until(() -> caches.stream().allMatch(cache -> cache.get("key") == null));
        for (NamedCache cache : caches) {
            String found = cache.get("key", () -> {
                loads.incrementAndGet();
                throw new IOException("source is down");
            });
            assertThat(found).isEqualTo("old");
        }
        assertThat(loads.get()).isEqualTo(1);
    }

    @Test
    void aValueIsRefreshedAheadByOneNodeOnce() {
        AtomicInteger loads = new AtomicInteger();
        List<NamedCache> caches = nodes.cache(
                name,
                spec(loading -> loading.withRefreshAhead(RefreshAhead.AUTO)).ttl(Duration.ofSeconds(4)));
        Callable<String> loader = () -> "value " + loads.incrementAndGet();
        assertThat(caches.get(0).get("key", loader)).isEqualTo("value 1");
        long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        await("two lives").pollInterval(Duration.ofMillis(20)).until(() -> {
            for (NamedCache cache : caches) {
                cache.get("key", loader);
            }
            return System.nanoTime() - end > 0;
        });
        // One load ends each life of a value, whichever node runs it; a life is two to four seconds.
        assertThat(loads.get()).isBetween(2, 5);
        assertThat(caches.stream()
                        .mapToLong(cache -> cache.statistics().loads())
                        .sum())
                .isEqualTo(loads.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"evict", "clear", "put", "tag"})
    void aWriteOnAnotherNodeMakesALoadVoid(String write) throws Exception {
        List<NamedCache> caches = nodes.cache(name, spec().tags(List.of("'tag'")));
        for (NamedCache loads : caches) {
            for (NamedCache writes : caches) {
                CountDownLatch began = new CountDownLatch(1);
                CountDownLatch open = new CountDownLatch(1);
                Future<String> load = threads.submit(() -> loads.get("key", () -> {
                    began.countDown();
                    open.await();
                    return "out of date";
                }));
                assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
                switch (write) {
                    case "evict" -> writes.evict("key");
                    case "clear" -> writes.clear();
                    case "put" -> writes.put("key", "new");
                    default -> writes.evictByTag("tag");
                }
                open.countDown();
                assertThat(join(load)).isEqualTo("out of date");
                for (NamedCache cache : caches) {
                    assertThat(cache.get("key", () -> "new")).isEqualTo("new");
                }
                caches.get(0).evict("key");
            }
        }
    }

    // Loads at the owner

    @Test
    void aLoaderIsRunOnceAKeyByTheFirstOwner() throws Exception {
        List<NamedCache> caches = nodes.cache(LOADED, spec());
        List<Future<?>> callers = new ArrayList<>();
        int keys = 500;
        for (NamedCache cache : caches) {
            for (int from = 0; from < 10; from++) {
                int first = from;
                callers.add(threads.submit(() -> {
                    for (int key = first; key < keys; key += 10) {
                        assertThat(cache.get("key " + key).get()).isEqualTo("value of key " + key);
                    }
                }));
            }
        }
        for (Future<?> caller : callers) {
            join(caller);
        }
        assertThat(TABLE.loads()).isEqualTo(keys);
        for (int key = 0; key < keys; key++) {
            CacheMember owner = Place.of(nodes, LOADED, "key " + key).owner(0);
            assertThat(nodes.all().get(TABLE.at.get("key " + key))).isSameAs(owner);
        }
        assertThat(TABLE.threads).noneMatch(thread -> thread.contains("non-blocking"));
        System.out.printf(">> cluster: %d keys asked for on 3 nodes at once: %d loads%n", keys, TABLE.loads());
    }

    /** What a key is, the wire cannot say of every class. */
    @Test
    void aKeyThatIsNotSentIsLoadedOnceWhereItIsAskedFor() throws Exception {
        List<NamedCache> caches = nodes.cache(LOADED, spec());
        List<Future<?>> callers = new ArrayList<>();
        for (NamedCache cache : caches) {
            for (int number = 0; number < 20; number++) {
                Short key = (short) number;
                callers.add(
                        threads.submit(() -> assertThat(cache.get(key).get()).isEqualTo("value of " + key)));
            }
        }
        for (Future<?> caller : callers) {
            join(caller);
        }
        assertThat(TABLE.loads()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "Integer", "Long", "UUID"})
    void keysOfFewClassesAreSentAsTheyAre(String type) {
        List<NamedCache> caches = nodes.cache(LOADED, spec());
        for (int i = 0; i < 10; i++) {
            Object key = switch (type) {
                case "text" -> "lüxs " + i;
                case "Integer" -> -i;
                case "Long" -> (1L << 40) + i;
                default -> UUID.randomUUID();
            };
            assertThat(caches.get(i % 3).get(key).get()).isEqualTo("value of " + key);
            assertThat(TABLE.loads).containsKey(key); // equal to that of the caller, class and all
        }
    }

    @Test
    void aFailureAtTheOwnerIsToldWithoutItsMessage() {
        List<NamedCache> caches = nodes.cache(LOADED, spec());
        TABLE.failing = true;
        String key = Place.keyOwnedBy(nodes, LOADED, nodes.get(2));
        assertThat(failureOf(() -> caches.get(0).get(key)))
                .isInstanceOf(CacheLoadException.class)
                .hasMessageContaining("java.io.IOException")
                .hasMessageNotContaining("secret");
        TABLE.failing = false;
        assertThat(caches.get(0).get(key).get()).isEqualTo("value of " + key);
    }

    /** What waits for a source must not take the threads on which nodes hear of evicts. */
    @Test
    void manyLoadsAtAnOwnerHoldNoWriteUp() throws Exception {
        List<NamedCache> caches = nodes.cache(LOADED, spec().localTtl(Duration.ofMinutes(1)));
        CountDownLatch gate = new CountDownLatch(1);
        TABLE.gate = gate;
        List<Future<?>> callers = new ArrayList<>();
        int asked = 0;
        for (int i = 0; asked < 300; i++) {
            String key = "key " + i;
            if (Place.of(nodes, LOADED, key).owner(0).equals(nodes.get(2))) {
                asked++;
                callers.add(threads.submit(
                        () -> assertThat(caches.get(0).get(key).get()).isEqualTo("value of " + key)));
            }
        }
        await("loads").until(() -> TABLE.loads() == callers.size());
        Future<?> write = threads.submit(() -> {
            caches.get(1).put("other", "value");
            caches.get(1).evict("other");
        });
        assertThat(write).succeedsWithin(Duration.ofSeconds(10));
        assertThat(callers).noneMatch(Future::isDone);
        gate.countDown();
        for (Future<?> caller : callers) {
            join(caller);
        }
        assertThat(TABLE.loads()).isEqualTo(callers.size());
    }

    @Test
    void aValueThatCannotBeSentIsLoadedByWhoAsks() {
        for (NamedCache cache : nodes.cache(LOADED, spec().onError(OnError.DEGRADE))) {
            assertThat((String) cache.get(LONG).get()).hasSize(2 << 20);
        }
    }

    @Test
    void anOwnerWithoutTheCacheOrItsLoaderLeavesTheLoadToWhoAsks() {
        try (ClusterNodes own =
                new ClusterNodes(2, Duration.ofSeconds(20), number -> number == 0 ? TABLE.at(0) : CacheSources.NONE)) {
            List<NamedCache> caches = own.cache(LOADED, spec());
            String key = Place.keyOwnedBy(own, LOADED, own.get(1));
            assertThat(caches.get(0).get(key).get()).isEqualTo("value of " + key);
        }
    }

    @Test
    void anOwnerThatLeavesDuringLoadsIsNoErrorToThoseWhoAsk() throws Exception {
        try (ClusterNodes own = new ClusterNodes(3, Duration.ofSeconds(5), TABLE::at)) {
            TABLE.nanos = 200_000_000;
            CacheSpec spec = spec(loading -> loading.withLeaseTime(Duration.ofSeconds(5)));
            List<NamedCache> caches = own.cache(LOADED, spec);
            List<Future<?>> callers = new ArrayList<>();
            CacheMember leaver = own.get(2);
            AtomicInteger asked = new AtomicInteger();
            for (NamedCache cache : caches.subList(0, 2)) {
                for (int number = 0; number < 8; number++) {
                    int from = number;
                    callers.add(threads.submit(() -> {
                        for (int i = 0; i < 10; i++) {
                            String key = "key " + (10 * from + i);
                            asked.incrementAndGet();
                            assertThat(cache.get(key).get()).isEqualTo("value of " + key);
                        }
                    }));
                }
            }
            await("loads").until(() -> asked.get() > 40);
            own.leave(leaver);
            for (Future<?> caller : callers) {
                join(caller);
            }
            assertThat(TABLE.loads()).isBetween(80, 80 + 16);
        }
    }
}
