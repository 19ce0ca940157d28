package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.RefreshAhead;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.redis.RedisSettings;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;

/** Loads of one key on two nodes. */
@Timeout(60)
class LoadsOverNodesTests {

    private static final RedisSettings PATIENT =
            new RedisSettings(Duration.ofSeconds(10), 1000, 8, 10_000, Duration.ofMillis(200));
    /** Longer than any test: who waits it out does not end in time. */
    private static final Duration FOR_EVER = Duration.ofMinutes(10);

    private static final String KEY = "key";

    private static CacheNode a;
    private static CacheNode b;
    private static ExecutorService threads;

    private final String name = "loads-" + UUID.randomUUID();
    private NamedCache onA;
    private NamedCache onB;

    @BeforeAll
    static void start() {
        a = new CacheNode(RedisServers.standalone().connectionFactory(), PATIENT);
        b = new CacheNode(RedisServers.standalone().connectionFactory(), PATIENT);
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        a.close();
        b.close();
    }

    private void caches(CacheSpec spec, UnaryOperator<LoadSpec> loading) {
        CacheSpec complete = spec.loading(loading.apply(LoadSpec.UNSET.withLeaseTime(FOR_EVER)));
        onA = a.cache(name, complete);
        onB = b.cache(name, complete);
    }

    private void caches(String type, UnaryOperator<LoadSpec> loading) {
        caches(CacheSpec.unset().type(type), loading);
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
    }

    private static <T> T join(Future<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private static Throwable failureOf(Callable<?> call) {
        try {
            call.call();
            return null;
        } catch (Throwable ex) {
            return ex.getCause();
        }
    }

    private static String valueOf(NamedCache cache) {
        ValueWrapper found = cache.get(KEY);
        return found == null ? null : (String) found.get();
    }

    /** A load that has begun, and ends when it is told to. */
    private static final class Held {

        private final CountDownLatch open = new CountDownLatch(1);
        private final Future<String> result;

        Held(NamedCache cache, Callable<String> value) throws InterruptedException {
            CountDownLatch began = new CountDownLatch(1);
            result = threads.submit(() -> cache.get(KEY, () -> {
                began.countDown();
                open.await();
                return value.call();
            }));
            assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
        }

        Future<String> finish() {
            open.countDown();
            return result;
        }
    }

    private void awaitWaits(int number) {
        await("wait for the other node").until(() -> onB.statistics().loading().waits() >= number);
    }

    // One load

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void oneNodeLoadsAndTheOtherGetsItsValue(String type) throws Exception {
        caches(type, loading -> loading);
        Held load = new Held(onA, () -> "value");
        Future<String> thread = threads.submit(() -> onB.get(KEY, () -> "loaded again"));
        awaitWaits(1);
        CompletableFuture<String> future = onB.retrieve("other key", () -> CompletableFuture.completedFuture("other"));
        assertThat(join(future)).isEqualTo("other");
        assertThat(thread).isNotDone();

        assertThat(join(load.finish())).isEqualTo("value");
        assertThat(join(thread)).isEqualTo("value");
        assertThat(valueOf(onB)).isEqualTo("value");
        assertThat(onA.statistics().loading().leases()).isEqualTo(1);
        assertThat(onB.statistics().loading().waits()).isEqualTo(1);
        assertThat(onB.statistics().loads()).isEqualTo(1); // of the other key
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void oneNodeLoadsAndAFutureOfTheOtherGetsItsValue(String type) throws Exception {
        caches(type, loading -> loading);
        Held load = new Held(onA, () -> "value");
        CompletableFuture<String> future = onB.retrieve(KEY, () -> CompletableFuture.completedFuture("loaded again"));
        awaitWaits(1);
        assertThat(future).isNotDone();

        load.finish();
        assertThat(join(future)).isEqualTo("value");
        assertThat(onB.statistics().loads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aFailureReachesThoseWhoWaitOnTheOtherNodeAndNobodyElse(String type) throws Exception {
        caches(type, loading -> loading);
        Held load = new Held(onA, () -> {
            throw new ThrowableWrapper(new IOException("secret"));
        });
        Future<Throwable> thread = threads.submit(() -> failureOf(() -> onB.get(KEY, () -> "loaded again")));
        awaitWaits(1);
        load.finish();

        assertThat(join(thread))
                .isExactlyInstanceOf(CacheLoadException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("java.io.IOException")
                .hasMessageNotContaining("secret");
        assertThat(onB.statistics().loadFailures()).isZero();
        assertThat(join(threads.submit(() -> onB.get(KEY, () -> "value")))).isEqualTo("value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aFailureReachesFuturesOnTheOtherNode(String type) throws Exception {
        caches(type, loading -> loading);
        Held load = new Held(onA, () -> {
            throw new IOException("secret");
        });
        CompletableFuture<String> future = onB.retrieve(KEY, () -> CompletableFuture.completedFuture("loaded again"));
        awaitWaits(1);
        load.finish();

        assertThat(failureOf(() -> join(future)))
                .isExactlyInstanceOf(CacheLoadException.class)
                .hasMessageContaining("java.io.IOException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void whoKeepsNothingKeepsNobodyOut(String type) throws Exception {
        caches(CacheSpec.unset().type(type).cacheNulls(false), loading -> loading);
        assertThat(failureOf(() -> onA.get(KEY, () -> {
                    throw new IOException("source is down");
                })))
                .isInstanceOf(IOException.class);
        assertThat(join(threads.submit(() -> onB.<String>get(KEY, () -> null)))).isNull();
        assertThat(join(threads.submit(() -> onA.<String>get(KEY, () -> null)))).isNull();
        assertThat(join(threads.submit(() -> onB.get(KEY, () -> "value")))).isEqualTo("value");
    }

    @ParameterizedTest
    @CsvSource({"redis, false", "two-level, false", "redis, true", "two-level, true"})
    void whatIsTooLargeIsNotKeptAndKeepsNobodyOut(String type, boolean later) throws Exception {
        caches(type, loading -> loading.withStaleFor(Duration.ofMinutes(1)));
        onA.put(KEY, "older", Duration.ofMillis(50));
        await("value to be old").until(() -> onA.get(KEY) == null && onB.get(KEY) == null);
        String large = "x".repeat(2000);
        if (later) {
            assertThat(join(onA.retrieve(KEY, () -> CompletableFuture.completedFuture(large))))
                    .isEqualTo(large);
        } else {
            assertThat(join(threads.submit(() -> onA.get(KEY, () -> large)))).isEqualTo(large);
        }

        await("older value to go")
                .until(() -> failureOf(() -> onB.get(KEY, () -> {
                            throw new IOException("source is down");
                        }))
                        != null);
        assertThat(join(threads.submit(() -> onB.get(KEY, () -> "value")))).isEqualTo("value");
        assertThat(onA.statistics().rejectedFills()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aHolderThatVanishedKeepsOthersOutNoLongerThanItsLease(String type) throws Exception {
        Duration lease = Duration.ofSeconds(1);
        caches(type, loading -> loading.withLeaseTime(lease));
        long began = System.nanoTime();
        CacheStore.Fill lost = ((CacheStore) onA.getNativeCache())
                .beginFill(
                        KEY, new CacheStore.FillRequest(CacheStore.FillMode.EXCLUSIVE, lease.toNanos(), false, null));
        assertThat(lost.isLease()).isTrue();

        assertThat(join(threads.submit(() -> onB.get(KEY, () -> "value")))).isEqualTo("value");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(900), lease.multipliedBy(5));
        assertThat(valueOf(onA)).isEqualTo("value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aLoadThatOutlivesItsLeaseIsKeptUnlessTheKeyWasWritten(String type) throws Exception {
        caches(type, loading -> loading.withLeaseTime(Duration.ofMillis(100)));
        Held load = new Held(onA, () -> "late");
        await("lease to end").pollDelay(Duration.ofMillis(200)).until(() -> true);
        assertThat(join(load.finish())).isEqualTo("late");
        assertThat(valueOf(onB)).isEqualTo("late");

        onA.evict(KEY);
        await("evict to be heard of").until(() -> onB.get(KEY) == null);
        load = new Held(onA, () -> "too late");
        assertThat(join(threads.submit(() -> onB.get(KEY, () -> "in time")))).isEqualTo("in time");
        onB.put(KEY, "written");
        assertThat(join(load.finish())).isEqualTo("too late");
        assertThat(valueOf(onA)).isEqualTo("written");
        assertThat(onA.statistics().rejectedFills()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void loadsOfTwoNodesThatAskForEachOthersKeysGoOnSoon(String type) throws Exception {
        Duration lease = Duration.ofSeconds(10);
        caches(type, loading -> loading.withLeaseTime(lease));
        CyclicBarrier bothLoad = new CyclicBarrier(2);
        long began = System.nanoTime();
        Future<String> one = threads.submit(() -> onA.get("left", () -> {
            bothLoad.await(10, TimeUnit.SECONDS);
            return "left, " + onA.get("right", () -> "right within left");
        }));
        Future<String> two = threads.submit(() -> onB.get("right", () -> {
            bothLoad.await(10, TimeUnit.SECONDS);
            return "right, " + onB.get("left", () -> "left within right");
        }));

        assertThat(join(one)).startsWith("left, right");
        assertThat(join(two)).startsWith("right, left");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(lease.dividedBy(2));
    }

    /** What makes a load that is under way void. */
    enum Write {
        EVICT(cache -> cache.evict(KEY), null),
        EVICT_ALL(cache -> cache.evictAll(List.of(KEY)), null),
        EVICT_BY_TEXT(cache -> cache.evictByText(KEY), null),
        CLEAR(NamedCache::clear, null),
        PUT(cache -> cache.put(KEY, "put"), "put"),
        PUT_ALL(cache -> cache.putAll(Map.of(KEY, "put")), "put");

        final Consumer<NamedCache> work;
        final String after;

        Write(Consumer<NamedCache> work, String after) {
            this.work = work;
            this.after = after;
        }
    }

    /** What is not kept, no store looks at; and the key that it was loaded for nobody has written. */
    @ParameterizedTest
    @CsvSource({"redis, false", "two-level, false", "redis, true", "two-level, true"})
    void whatIsNotKeptIsNotSharedWithThoseWhoAskAfterAnotherNodesClearOrEvictByTag(String type, boolean tag)
            throws Exception {
        caches(CacheSpec.unset().type(type).cacheNulls(false), loading -> loading);
        Held load = new Held(onA, () -> null);
        if (tag) {
            onB.evictByTag("tag");
        } else {
            onB.clear();
        }
        Future<String> after = threads.submit(() -> onA.get(KEY, () -> "new"));
        await("either").until(() -> after.isDone() || onA.statistics().misses() == 2);
        assertThat(join(load.finish())).isNull();
        assertThat(join(after)).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void whoAsksAfterAWriteWaitsForNoLoadThatBeganBefore(Write write) throws Exception {
        for (String type : List.of("redis", "two-level")) {
            caches(type, loading -> loading);
            onA.clear();
            Held load = new Held(onA, () -> "out of date");
            write.work.accept(onB);

            String expected = write.after == null ? "new" : write.after;
            assertThat(join(threads.submit(() -> onB.get(KEY, () -> "new")))).isEqualTo(expected);
            assertThat(join(load.finish())).isEqualTo("out of date");
            assertThat(valueOf(onA)).isEqualTo(expected);
            a.registry().remove(name);
            b.registry().remove(name);
        }
    }

    @Test
    void aLeaseThatCameTooLateKeepsNobodyOut() throws Exception {
        RedisServer server = RedisServers.startOwn();
        RedisSettings impatient = new RedisSettings(Duration.ofSeconds(1), 1000, 8, 10_000, Duration.ofMillis(200));
        try (CacheNode one = new CacheNode(server.connectionFactory(), impatient);
                CacheNode two = new CacheNode(server.connectionFactory(), PATIENT)) {
            CacheSpec spec = CacheSpec.redis().loading(LoadSpec.UNSET.withLeaseTime(FOR_EVER));
            NamedCache onOne = one.cache(name, spec);
            NamedCache onTwo = two.cache(name, spec);
            onOne.put("other", "value");
            for (boolean later : new boolean[] {false, true}) {
                server.pause();
                CacheStore store = (CacheStore) onOne.getNativeCache();
                CacheStore.FillRequest request =
                        new CacheStore.FillRequest(CacheStore.FillMode.EXCLUSIVE, FOR_EVER.toNanos(), false, null);
                if (later) {
                    assertThatThrownBy(() -> join(store.beginFillAsync(KEY, request)))
                            .isNotNull();
                } else {
                    assertThatThrownBy(() -> store.beginFill(KEY, request)).isNotNull();
                }
                server.resume();

                assertThat(join(threads.submit(() -> onTwo.get(KEY, () -> "value"))))
                        .isEqualTo("value");
                onTwo.evict(KEY);
            }
        } finally {
            server.resume();
            server.close();
        }
    }

    // Failures and old values

    private void putOld(Duration ttl) {
        onA.put(KEY, "old", ttl);
        await("value to be old").until(() -> onA.get(KEY) == null && onB.get(KEY) == null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void theSourceIsLeftAloneByTheOtherNodeTooWhileThereIsAnOldValue(String type) {
        caches(type, loading -> loading.withStaleFor(FOR_EVER).withStaleRetry(Duration.ofSeconds(2)));
        putOld(Duration.ofMillis(50));
        long failed = System.nanoTime(); // or later
        assertThat(onA.<String>get(KEY, () -> {
                    throw new IOException("source is down");
                }))
                .isEqualTo("old");
        assertThat(onA.statistics().loading().staleAnswers()).isEqualTo(1);

        String soon = onB.get(KEY, () -> "new");
        if (System.nanoTime() - failed < Duration.ofMillis(1500).toNanos()) {
            assertThat(soon).isEqualTo("old");
            assertThat(onB.statistics().loading().staleAnswers()).isEqualTo(1);
            assertThat(onB.statistics().loads()).isZero();
        }
        await("source to be asked").until(() -> "new".equals(onB.get(KEY, () -> "new")));
        assertThat(System.nanoTime() - failed)
                .isGreaterThan(Duration.ofMillis(1900).toNanos());
        await("new value").until(() -> "new".equals(valueOf(onA)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aFailureIsAnsweredByTheOtherNodeTooAndNotForLonger(String type) {
        caches(type, loading -> loading.withFailureTtl(Duration.ofSeconds(2)));
        long failed = System.nanoTime(); // or later
        assertThat(failureOf(() -> onA.get(KEY, () -> {
                    throw new IOException("source is down");
                })))
                .isInstanceOf(IOException.class);

        Throwable soon = failureOf(() -> onB.get(KEY, () -> "value"));
        if (System.nanoTime() - failed < Duration.ofMillis(1500).toNanos()) {
            assertThat(soon).isExactlyInstanceOf(CacheLoadException.class);
        }
        await("source to be asked").until(() -> failureOf(() -> onB.get(KEY, () -> "value")) == null);
        assertThat(System.nanoTime() - failed)
                .isGreaterThan(Duration.ofMillis(1900).toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void aFailureWhileThereWasAnOldValueIsNotAnsweredForLongerWhereThereIsNone(String type) {
        caches(
                type,
                loading -> loading.withStaleFor(Duration.ofSeconds(3))
                        .withStaleRetry(FOR_EVER)
                        .withFailureTtl(Duration.ofMillis(1)));
        putOld(Duration.ofMillis(50));
        assertThat(onA.<String>get(KEY, () -> {
                    throw new IOException("source is down");
                }))
                .isEqualTo("old");
        assertThat(onB.get(KEY, () -> "new")).isEqualTo("old");

        // The old value's time ends: what is left of the rest is for those who have one.
        await("source to be asked")
                .until(() -> failureOf(() -> onB.get(KEY, () -> "new")) == null && valueOf(onB) != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void anEvictOfTheOtherNodeTakesTheOldValueAway(String type) {
        caches(type, loading -> loading.withStaleFor(FOR_EVER).withStaleRetry(Duration.ofMillis(1)));
        putOld(Duration.ofMillis(50));
        onB.evict(KEY);

        await("old value to go")
                .until(() -> failureOf(() -> onA.get(KEY, () -> {
                            throw new IOException("source is down");
                        }))
                        != null);
    }

    // Ahead of time

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void oneOfTwoNodesLoadsAnewAheadOfTime(String type) throws Exception {
        caches(
                CacheSpec.unset().type(type).ttl(Duration.ofMinutes(1)),
                loading -> loading.withRefreshAhead(new RefreshAhead(0.005)));
        onA.put(KEY, "first");
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Callable<String> source = () -> {
            calls.incrementAndGet();
            open.await();
            return "second";
        };
        await("refresh").until(() -> {
            assertThat(onA.get(KEY, source)).isEqualTo("first");
            assertThat(onB.get(KEY, source)).isEqualTo("first");
            return calls.get() > 0;
        });
        await("no other refresh").during(Duration.ofMillis(200)).until(() -> {
            assertThat(onA.get(KEY, source)).isEqualTo("first");
            assertThat(onB.get(KEY, source)).isEqualTo("first");
            return calls.get() == 1;
        });
        // While the lease is held; one that a busy machine makes only after the load would get it, and load again.
        await("the last reads' tries to end").pollDelay(Duration.ofMillis(500)).until(() -> calls.get() == 1);
        open.countDown();

        await("new value").until(() -> "second".equals(valueOf(onA)) && "second".equals(valueOf(onB)));
        assertThat(calls).hasValue(1);
        await("count")
                .until(() -> onA.statistics().loading().refreshes()
                                + onB.statistics().loading().refreshes()
                        == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void anEvictOfTheOtherNodeBeatsARefresh(String type) throws Exception {
        caches(
                CacheSpec.unset().type(type).ttl(Duration.ofMinutes(1)),
                loading -> loading.withRefreshAhead(new RefreshAhead(0.0001)));
        onA.put(KEY, "first");
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch began = new CountDownLatch(1);
        await("refresh").until(() -> {
            onA.get(KEY, () -> {
                began.countDown();
                open.await();
                return "out of date";
            });
            return began.getCount() == 0;
        });
        onB.evict(KEY);
        open.countDown();

        await("refresh to end").until(() -> onA.statistics().rejectedFills() == 1);
        await("evict to be known").until(() -> onA.get(KEY) == null && onB.get(KEY) == null);
    }

    // Tags

    private static CacheSpec tagged(String type) {
        return CacheSpec.unset().type(type).tags(List.of("'tag:' + #value")).localTtl(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void anEvictByTagReachesTheOtherNode(String type) {
        caches(tagged(type), loading -> loading);
        onA.putAll(Map.of(KEY, "one", "other", "two"));
        assertThat(onA.getAll(List.of(KEY, "other"))).hasSize(2);
        assertThat(onB.getAll(List.of(KEY, "other"))).hasSize(2);

        onB.evictByTag("tag:one");

        assertThat(onB.getAll(List.of(KEY, "other"))).containsOnlyKeys("other");
        await("evict to be known").until(() -> onA.get(KEY) == null);
        assertThat(onA.get("other")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void anEvictByTagBeatsALoadOfTheOtherNode(String type) throws Exception {
        caches(tagged(type), loading -> loading);
        Held load = new Held(onA, () -> "one");
        onB.evictByTag("tag:one");
        Future<String> later = threads.submit(() -> onB.get(KEY, () -> "new"));
        assertThat(join(load.finish())).isEqualTo("one");

        assertThat(join(later)).isEqualTo("new");
        assertThat(valueOf(onA)).isEqualTo("new");
        assertThat(onA.statistics().rejectedFills()).isEqualTo(1);
    }

    @Test
    void anEvictByTagBeatsPutsThatWait() {
        caches(
                tagged("two-level").writePolicy(WritePolicy.WRITE_BEHIND).writeInterval(Duration.ofMillis(50)),
                loading -> loading);
        for (NamedCache evicting : List.of(onA, onB)) {
            for (int i = 0; i < 20; i++) {
                onA.put("key-" + i, "one");
            }
            evicting.evictByTag("tag:one");
            if (evicting == onA) {
                for (int i = 0; i < 20; i++) {
                    assertThat(onA.get("key-" + i)).isNull();
                }
                a.registry().flush();
                for (int i = 0; i < 20; i++) {
                    assertThat(onB.get("key-" + i)).isNull();
                }
            } else {
                a.registry().flush();
                onA.put("settled", "two");
                onB.evictByTag("tag:one");
                await("all to go").until(() -> {
                    for (int i = 0; i < 20; i++) {
                        if (onA.get("key-" + i) != null || onB.get("key-" + i) != null) {
                            return false;
                        }
                    }
                    return true;
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "two-level"})
    void whoLosesWhatItKnewOfTagsBringsNothingBack(String type) {
        caches(tagged(type), loading -> loading);
        onA.putAll(Map.of(KEY, "one", "other", "two"));
        onA.evictByTag("tag:one");
        long lost = RedisServers.standalone().<Long>call(commands -> {
            List<String> keys = commands.keys("*" + name + "*#tags");
            return keys.isEmpty() ? 0L : commands.del(keys.toArray(String[]::new));
        });
        assertThat(lost).isPositive();

        assertThat(onA.get(KEY)).isNull();
        assertThat(onB.get(KEY)).isNull();
        onB.put(KEY, "one");
        assertThat(valueOf(onB)).isEqualTo("one");
        onB.evictByTag("tag:one");
        assertThat(onB.get(KEY)).isNull();
    }
}
