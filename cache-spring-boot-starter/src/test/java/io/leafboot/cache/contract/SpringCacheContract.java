package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.leafboot.cache.NamedCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.SimpleKey;

/** What Spring Framework asks of a {@code Cache} and a {@code CacheManager}. */
abstract class SpringCacheContract extends CacheFixture {

    enum Colour {
        RED
    }

    record Point(int x, int y) {}

    record Pixel(int x, int y) {}

    static Object unwrap(Object found) {
        return found instanceof Cache.ValueWrapper wrapper ? wrapper.get() : found;
    }

    /** What {@code retrieve} finds: a certain miss is {@code null}, as is one that turns out later. */
    static Cache.ValueWrapper retrieved(Cache cache, Object key) {
        CompletableFuture<?> found = cache.retrieve(key);
        return found == null ? null : (Cache.ValueWrapper) found.join();
    }

    private static <T> T join(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    // Look-ups and puts

    @Test
    void aCacheHasItsNameAndSomethingNative() {
        assertThat(registry.getCache(cache.getName())).isSameAs(cache);
        assertThat(cache.getNativeCache()).isNotNull();
        assertThat(cache.spec()).isEqualTo(registry.spec(cache.getName()));
    }

    @Test
    void aKeyThatIsNotThereIsNotFoundInAnyWay() {
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("a", Item.class)).isNull();
        assertThat(retrieved(cache, "a")).isNull();
        assertThat(cache.getAll(List.of("a"))).isEmpty();
    }

    @Test
    void whatWasPutIsFoundInEveryWay() {
        Item item = new Item("a", 1);
        cache.put("a", item);

        assertThat(cache.get("a").get()).isEqualTo(item);
        assertThat(cache.get("a", Item.class)).isEqualTo(item);
        assertThat(cache.get("a", Object.class)).isEqualTo(item);
        assertThat(cache.get("a", () -> new Item("a", 2))).isEqualTo(item);
        assertThat(retrieved(cache, "a").get()).isEqualTo(item);
        assertThat(cache.retrieve("a", () -> CompletableFuture.completedFuture(new Item("a", 2)))
                        .join())
                .isEqualTo(item);
        assertThat(cache.getAll(List.of("a"))).containsExactly(Map.entry("a", item));
    }

    @Test
    void aPutReplacesWhatWasThere() {
        cache.put("a", new Item("a", 1));
        cache.put("a", new Item("a", 2));

        assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 2));
    }

    @Test
    void aValueOfAnotherTypeThanAskedForIsAnIllegalState() {
        cache.put("a", "text");

        assertThatIllegalStateException()
                .isThrownBy(() -> cache.get("a", Integer.class))
                .withMessageContaining(cache.getName())
                .withMessageContaining("java.lang.Integer")
                .withMessageContaining("java.lang.String");
        assertThat(cache.get("a", String.class)).isEqualTo("text");
    }

    @Test
    void aKeyMustNotBeNull() {
        Map<Object, Object> withNull = new java.util.HashMap<>();
        withNull.put(null, "value");
        List<Runnable> calls = List.of(
                () -> cache.get(nothing()),
                () -> cache.get(nothing(), Item.class),
                () -> cache.get(nothing(), () -> "value"),
                () -> cache.retrieve(nothing()),
                () -> cache.retrieve(nothing(), () -> CompletableFuture.completedFuture("value")),
                () -> cache.put(nothing(), "value"),
                () -> cache.putIfAbsent(nothing(), "value"),
                () -> cache.evict(nothing()),
                () -> cache.evictIfPresent(nothing()),
                () -> cache.getAll(withNull.keySet()),
                () -> cache.putAll(withNull),
                () -> cache.evictAll(withNull.keySet()));

        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalArgumentException().isThrownBy(call::run));
    }

    private static <T> T nothing() {
        return null;
    }

    static Stream<List<Object>> keysThatDiffer() {
        return Stream.of(List.of(
                "text",
                "Text",
                "1",
                1L,
                "-1",
                -1,
                1.5,
                "1.5",
                "NaN",
                Double.NaN,
                true,
                "true",
                "null",
                "",
                " ",
                "a b",
                "a:b",
                "{a}",
                "a{b",
                "[\"a\",\"b\"]",
                "\"quoted\"",
                "quoted",
                "line\nbreak",
                "line\\nbreak",
                "zero\0byte",
                "grün",
                "\uD83D\uDE00",
                "x".repeat(2000),
                "x".repeat(2001),
                UUID.fromString("8f14e45f-ceea-467f-a9f3-6b0d4b2f0b6a"),
                Colour.RED,
                new Point(1, 2),
                new Point(2, 1),
                new Pixel(1, 2),
                SimpleKey.EMPTY,
                new SimpleKey("a", "b"),
                new SimpleKey("a, b"),
                new SimpleKey("a", "b, c"),
                new SimpleKey("a, b", "c"),
                new SimpleKey("a", 1),
                new SimpleKey("a", "1"),
                new SimpleKey("a", null),
                new SimpleKey("a", "null"),
                new SimpleKey("a", new int[] {1, 2}),
                List.of(),
                List.of("a", "b"),
                List.of("a, b"),
                List.of(List.of("a"), "b"),
                List.of(List.of("a", "b")),
                java.util.Set.of("a"),
                List.of("a"),
                Map.of("a", "b"),
                new java.util.Date(1_700_000_000_001L),
                new java.util.Date(1_700_000_000_002L),
                java.time.LocalDate.of(2026, 1, 2)));
    }

    @ParameterizedTest
    @MethodSource("keysThatDiffer")
    void keysOfManyClassesAreKeptApart(List<Object> keys) {
        for (int i = 0; i < keys.size(); i++) {
            cache.put(keys.get(i), i);
        }

        List<Object> mixedUp = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (!Objects.equals(cache.get(keys.get(i), Integer.class), i)) {
                mixedUp.add(keys.get(i) + " of " + keys.get(i).getClass());
            }
        }
        assertThat(mixedUp).isEmpty();
        assertThat(cache.getAll(keys)).hasSize(keys.size());

        cache.evict("1");
        assertThat(cache.get("1")).isNull();
        assertThat(cache.get(1L)).isNotNull();
    }

    @Test
    void keysThatAreEqualAreOne() {
        cache.put(new Point(1, 2), 1);
        cache.put(new SimpleKey("a", List.of("b")), 2);
        cache.put(new java.util.HashSet<>(List.of("x", "y", "z")), 3);

        assertThat(cache.get(new Point(1, 2), Integer.class)).isEqualTo(1);
        assertThat(cache.get(new SimpleKey("a", new ArrayList<>(List.of("b"))), Integer.class))
                .isEqualTo(2);
        assertThat(cache.get(new java.util.TreeSet<>(List.of("z", "y", "x")), Integer.class))
                .isEqualTo(3);
        assertThat(cache.get(new java.util.LinkedHashSet<>(List.of("y", "z", "x")), Integer.class))
                .isEqualTo(3);
    }

    @Test
    void valuesOfManyClassesComeBackAsTheyWere() {
        List<Object> values = List.of("", "text", 1, 1L, 1.5, true, new Item("a", 1), new Point(1, 2), Colour.RED);
        for (Object value : values) {
            NamedCache other = create(spec());
            other.put("key", value);
            assertThat(other.get("key").get()).isEqualTo(value);
        }
    }

    // Nulls

    @Test
    void nullIsAValueLikeAnyOther() throws Exception {
        cache.put("a", null);

        assertThat(cache.get("a")).isNotNull();
        assertThat(cache.get("a").get()).isNull();
        assertThat(cache.get("a", Item.class)).isNull();
        assertThat(cache.<Object>get("a", () -> "loaded")).isNull();
        assertThat(retrieved(cache, "a")).isNotNull();
        assertThat(retrieved(cache, "a").get()).isNull();
        assertThat(join(cache.<Object>retrieve("a", () -> CompletableFuture.completedFuture("loaded"))))
                .isNull();
        assertThat(cache.getAll(List.of("a"))).containsOnlyKeys("a").containsValue(null);
        assertThat(cache.putIfAbsent("a", "other")).isNotNull();
        assertThat(cache.get("a").get()).isNull();
        assertThat(cache.statistics().loads()).isZero();
    }

    @Test
    void aLoaderThatGivesNullIsNotAskedAgain() throws Exception {
        assertThat(cache.<Object>get("a", () -> null)).isNull();
        assertThat(cache.<Object>get("a", () -> "again")).isNull();
        assertThat(join(cache.<Object>retrieve("b", () -> CompletableFuture.completedFuture(null))))
                .isNull();
        assertThat(join(cache.<Object>retrieve("b", () -> CompletableFuture.completedFuture("again"))))
                .isNull();
    }

    @Test
    void nullIsNotKeptWhereThatIsSwitchedOffAndPuttingItRemoves() throws Exception {
        NamedCache strict = create(spec().cacheNulls(false));

        strict.put("a", "value");
        strict.put("a", null);
        assertThat(strict.get("a")).isNull();

        strict.put("a", "value");
        strict.put("a", null, java.time.Duration.ofMinutes(1));
        assertThat(strict.get("a")).isNull();

        strict.put("a", "value");
        Map<String, Object> withNull = new java.util.HashMap<>();
        withNull.put("a", null);
        withNull.put("b", "value");
        strict.putAll(withNull);
        assertThat(strict.getAll(List.of("a", "b"))).containsOnlyKeys("b");

        assertThat(strict.putIfAbsent("a", null)).isNull();
        assertThat(strict.get("a")).isNull();
        assertThat(strict.putIfAbsent("b", null)).isNotNull();
        assertThat(strict.get("b", String.class)).isEqualTo("value");

        assertThat(strict.<Object>get("c", () -> null)).isNull();
        assertThat(strict.get("c")).isNull();
        assertThat(strict.<Object>get("c", () -> "again")).isEqualTo("again");

        assertThat(join(strict.<Object>retrieve("d", () -> CompletableFuture.completedFuture(null))))
                .isNull();
        assertThat(retrieved(strict, "d")).isNull();
    }

    // putIfAbsent

    @Test
    void putIfAbsentPutsOnlyWhatIsAbsent() {
        assertThat(cache.putIfAbsent("a", new Item("a", 1))).isNull();
        assertThat(cache.putIfAbsent("a", new Item("a", 2)).get()).isEqualTo(new Item("a", 1));
        assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 1));

        cache.evict("a");
        assertThat(cache.putIfAbsent("a", new Item("a", 3))).isNull();
        assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 3));
    }

    @Test
    void ofManyThatPutIfAbsentOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            String key = "key-" + round;
            CyclicBarrier together = new CyclicBarrier(4);
            List<Started<Cache.ValueWrapper>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int version = i;
                callers.add(start(() -> {
                    together.await();
                    return cache.putIfAbsent(key, new Item(key, version));
                }));
            }
            Item kept = null;
            List<Object> seen = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Cache.ValueWrapper present = callers.get(i).join();
                if (present == null) {
                    assertThat(kept).as("a second winner").isNull();
                    kept = new Item(key, i);
                } else {
                    seen.add(present.get());
                }
            }
            assertThat(kept).isNotNull();
            assertThat(seen).hasSize(3).containsOnly(kept);
            assertThat(cache.get(key, Item.class)).isEqualTo(kept);
        }
    }

    // get with a loader

    @Test
    void aLoaderIsCalledOnAMissAndItsValueKept() {
        assertThat(cache.get("a", () -> new Item("a", 1))).isEqualTo(new Item("a", 1));
        assertThat(cache.get("a", () -> new Item("a", 2))).isEqualTo(new Item("a", 1));
        assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 1));
    }

    @Test
    void aLoaderThatFailsIsAValueRetrievalExceptionAndNothingIsKept() {
        IOException failure = new IOException("source is down");

        assertThatExceptionOfType(Cache.ValueRetrievalException.class)
                .isThrownBy(() -> cache.get("a", () -> {
                    throw failure;
                }))
                .withCause(failure)
                .satisfies(ex -> assertThat(ex.getKey()).isEqualTo("a"));
        assertThat(cache.get("a")).isNull();
        assertThat(cache.<Object>get("a", () -> "again")).isEqualTo("again");
    }

    @Test
    void callersAtOnceShareOneLoad() throws Exception {
        Gate gate = new Gate();
        AtomicInteger loads = new AtomicInteger();
        Started<Item> first =
                start(() -> cache.get("a", () -> gate.pass(() -> new Item("a", loads.incrementAndGet()))));
        gate.awaitSomebody();
        List<Started<Item>> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(start(() -> cache.get("a", () -> new Item("a", loads.incrementAndGet()))));
        }
        for (Started<Item> other : others) {
            other.awaitWaitingForLoad();
        }
        gate.open();

        assertThat(first.join()).isEqualTo(new Item("a", 1));
        for (Started<Item> other : others) {
            assertThat(other.join()).isEqualTo(new Item("a", 1));
        }
        assertThat(loads).hasValue(1);
        assertThat(cache.statistics().loads()).isEqualTo(1);
    }

    @Test
    void callersAtOnceShareOneFailure() throws Exception {
        Gate gate = new Gate();
        IOException failure = new IOException("source is down");
        List<Started<Throwable>> callers = new ArrayList<>();
        callers.add(start(() -> failureOf(() -> cache.get("a", () -> {
            gate.pass(() -> null);
            throw failure;
        }))));
        gate.awaitSomebody();
        for (int i = 0; i < 3; i++) {
            callers.add(start(() -> failureOf(() -> cache.get("a", () -> "loaded after all"))));
        }
        for (Started<Throwable> waiter : callers.subList(1, 4)) {
            waiter.awaitWaitingForLoad();
        }
        gate.open();

        for (Started<Throwable> caller : callers) {
            assertThat(caller.join())
                    .isInstanceOf(Cache.ValueRetrievalException.class)
                    .hasCause(failure);
        }
        assertThat(cache.get("a")).isNull();
        assertThat(cache.statistics().loadFailures()).isEqualTo(1);
    }

    static Throwable failureOf(java.util.concurrent.Callable<?> call) {
        try {
            call.call();
            return null;
        } catch (Throwable ex) {
            return ex;
        }
    }

    @Test
    void loadsOfDifferentKeysDoNotWaitForEachOther() throws Exception {
        Gate gate = new Gate();
        Started<Item> slow = start(() -> cache.get("slow", () -> gate.pass(() -> new Item("slow", 1))));
        gate.awaitSomebody();

        assertThat(start(() -> cache.get("fast", () -> new Item("fast", 1))).join())
                .isEqualTo(new Item("fast", 1));

        gate.open();
        assertThat(slow.join()).isEqualTo(new Item("slow", 1));
    }

    @Test
    void aLoaderThatAsksForItsOwnKeyDoesNotWaitForItself() throws Exception {
        Started<String> caller = start(() -> cache.get("a", () -> "outer and " + cache.get("a", () -> "inner")));

        assertThat(caller.join()).isEqualTo("outer and inner");
    }

    @Test
    void loadersThatAskForEachOthersKeysDoNotDeadlock() throws Exception {
        for (int round = 0; round < 10; round++) {
            String left = "left-" + round;
            String right = "right-" + round;
            NamedCache other = create(spec());
            CyclicBarrier bothLoad = new CyclicBarrier(2);
            Started<String> one = start(() -> cache.get(left, () -> {
                bothLoad.await(20, TimeUnit.SECONDS);
                return "left, " + other.get(right, () -> "right within left");
            }));
            Started<String> two = start(() -> other.get(right, () -> {
                bothLoad.await(20, TimeUnit.SECONDS);
                return "right, " + cache.get(left, () -> "left within right");
            }));

            assertThat(one.join()).startsWith("left, right");
            assertThat(two.join()).startsWith("right, left");
        }
    }

    // retrieve

    @Test
    void aSupplierIsAskedOnAMissAndItsValueKept() throws Exception {
        assertThat(join(cache.retrieve("a", () -> CompletableFuture.supplyAsync(() -> new Item("a", 1)))))
                .isEqualTo(new Item("a", 1));
        assertThat(join(cache.retrieve("a", () -> CompletableFuture.supplyAsync(() -> new Item("a", 2)))))
                .isEqualTo(new Item("a", 1));
        assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 1));
        assertThat(unwrap(retrieved(cache, "a"))).isEqualTo(new Item("a", 1));
    }

    @Test
    void aFutureThatFailsFailsTheCallerAndNothingIsKept() {
        IOException failure = new IOException("source is down");

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> cache.retrieve("a", () -> CompletableFuture.failedFuture(failure))
                        .join())
                .withCause(failure);
        assertThat(cache.get("a")).isNull();
        assertThat(cache.statistics().loadFailures()).isEqualTo(1);
    }

    @Test
    void aSupplierThatThrowsFailsTheFutureAndCountsAsAFailedLoad() {
        IllegalStateException failure = new IllegalStateException("no future");

        CompletableFuture<Object> future = cache.retrieve("a", () -> {
            throw failure;
        });

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(future::join)
                .withCause(failure);
        assertThat(cache.statistics().loadFailures()).isEqualTo(1);
        assertThat(cache.<Object>get("a", () -> "again")).isEqualTo("again");
    }

    @Test
    void callersAtOnceShareOneFuture() throws Exception {
        CompletableFuture<Item> source = new CompletableFuture<>();
        AtomicInteger loads = new AtomicInteger();
        List<CompletableFuture<Item>> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            callers.add(cache.retrieve("a", () -> {
                loads.incrementAndGet();
                return source;
            }));
        }
        await("first load").until(() -> loads.get() > 0);
        assertThat(callers).noneMatch(CompletableFuture::isDone);
        source.complete(new Item("a", 1));

        for (CompletableFuture<Item> caller : callers) {
            assertThat(join(caller)).isEqualTo(new Item("a", 1));
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void oneThatCancelsDoesNotCancelForOthers() throws Exception {
        CompletableFuture<Item> source = new CompletableFuture<>();
        List<CompletableFuture<Item>> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            callers.add(cache.retrieve("a", () -> source));
        }
        callers.get(0).cancel(true);
        callers.get(1).cancel(true);
        assertThat(source).isNotCancelled();
        source.complete(new Item("a", 1));

        assertThat(callers.get(0)).isCancelled();
        assertThat(join(callers.get(2))).isEqualTo(new Item("a", 1));
        await("value kept").until(() -> cache.get("a") != null);
    }

    @Test
    void aFutureThatAsksForItsOwnKeyDoesNotWaitForItself() throws Exception {
        CompletableFuture<String> future = cache.retrieve(
                "a",
                () -> cache.retrieve("a", () -> CompletableFuture.completedFuture("inner"))
                        .thenApply(inner -> "outer and " + inner));

        assertThat(join(future)).isEqualTo("outer and inner");
    }

    @Test
    void aSupplierMayUseTheCacheWhileItIsAsked() throws Exception {
        cache.put("other", "value");
        CompletableFuture<String> future = cache.retrieve(
                "a", () -> CompletableFuture.completedFuture("with " + cache.get("other", String.class)));

        assertThat(join(future)).isEqualTo("with value");
    }

    @Test
    void whoWaitsForAThreadAndWhoWaitsForAFutureShareOneLoad() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<String> future = cache.retrieve("a", () -> {
            asked.countDown();
            return source;
        });
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        Started<String> thread = start(() -> cache.get("a", () -> "loaded by the thread"));
        thread.awaitWaitingForLoad();
        source.complete("loaded by the future");

        assertThat(join(future)).isEqualTo("loaded by the future");
        assertThat(thread.join()).isEqualTo("loaded by the future");
    }

    // Evicting

    @Test
    void anEvictedKeyIsGoneAndOthersStay() {
        cache.put("a", 1);
        cache.put("b", 2);
        cache.evict("a");
        cache.evict("never there");

        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b", Integer.class)).isEqualTo(2);
    }

    @Test
    void evictIfPresentTellsWhetherItWas() {
        cache.put("a", 1);
        cache.put("b", null);

        assertThat(cache.evictIfPresent("a")).isTrue();
        assertThat(cache.evictIfPresent("a")).isFalse();
        assertThat(cache.evictIfPresent("b")).isTrue();
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void clearEmptiesThisCacheAndNoOther() {
        NamedCache other = create(spec());
        cache.put("a", 1);
        cache.put("b", 2);
        other.put("a", 3);
        cache.clear();

        assertThat(cache.getAll(List.of("a", "b"))).isEmpty();
        assertThat(other.get("a", Integer.class)).isEqualTo(3);

        cache.put("a", 4);
        assertThat(cache.get("a", Integer.class)).isEqualTo(4);
    }

    @Test
    void invalidateEmptiesTheCacheAtOnce() {
        cache.put("a", 1);
        cache.invalidate();

        assertThat(cache.get("a")).isNull();
    }

    @Test
    void resetCachesEmptiesAllOfThem() {
        NamedCache other = create(spec());
        cache.put("a", 1);
        other.put("a", 2);
        registry.resetCaches();

        assertThat(cache.get("a")).isNull();
        assertThat(other.get("a")).isNull();
    }
}
