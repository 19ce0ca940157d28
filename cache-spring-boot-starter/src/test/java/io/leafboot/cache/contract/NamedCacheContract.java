package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.UnknownCacheException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What our caches promise beyond Spring's contract. */
abstract class NamedCacheContract extends SpringCacheContract {

    // Bulk

    @Test
    void getAllGivesHitsInTheOrderOfTheKeysAndLeavesMissesOut() {
        cache.putAll(Map.of("a", 1, "b", 2, "c", 3));

        Map<Object, Object> found = cache.getAll(List.of("c", "none", "a", "b", "neither"));

        assertThat(List.copyOf(found.entrySet()))
                .containsExactly(Map.entry("c", 3), Map.entry("a", 1), Map.entry("b", 2));
    }

    @Test
    void aKeyThatIsAskedForTwiceIsOneHit() {
        cache.put("a", 1);

        assertThat(cache.getAll(List.of("a", "none", "a", "none"))).containsExactly(Map.entry("a", 1));
        assertThat(cache.statistics().hits()).isEqualTo(1);
        assertThat(cache.statistics().misses()).isEqualTo(1);
    }

    @Test
    void putAllPutsEveryEntryNullsToo() {
        Map<Object, Object> entries = new LinkedHashMap<>();
        entries.put("a", new Item("a", 1));
        entries.put(2L, null);
        entries.put(new Point(1, 2), new Item("b", 2));
        cache.putAll(entries);

        assertThat(cache.getAll(entries.keySet())).isEqualTo(entries);
        assertThat(cache.get(2L)).isNotNull();
    }

    @Test
    void evictAllEvictsTheKeysAndNoOthers() {
        cache.putAll(Map.of("a", 1, "b", 2, "c", 3));
        cache.evictAll(List.of("a", "c", "never there"));

        assertThat(cache.getAll(List.of("a", "b", "c"))).containsOnlyKeys("b");
    }

    @Test
    void nothingMayBeAskedForPutAndEvicted() {
        cache.put("a", 1);
        cache.putAll(Map.of());
        cache.evictAll(List.of());

        assertThat(cache.getAll(List.of())).isEmpty();
        assertThat(cache.get("a", Integer.class)).isEqualTo(1);
    }

    @Test
    void aThousandEntriesGoInAndOutAtOnce() {
        NamedCache large = create(spec());
        Map<String, Integer> entries = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            entries.put("key-" + i, i);
        }
        large.putAll(entries);
        assertThat(large.getAll(entries.keySet())).isEqualTo(entries);

        large.evictAll(entries.keySet());
        assertThat(large.getAll(entries.keySet())).isEmpty();
    }

    // Time to live

    @Test
    void anEntryIsGoneWhenItsOwnTimeToLiveHasPassed() {
        cache.put("short", 1, Duration.ofMillis(200));
        cache.putAll(Map.of("short too", 2), Duration.ofMillis(200));
        cache.put("long", 3, Duration.ofMinutes(10));
        cache.put("usual", 4);
        long began = System.nanoTime();

        // In its last millisecond an entry may be gone for one way of asking and not for another.
        await("end of life").until(() -> cache.get("short") == null && cache.get("short too") == null);
        await("end of life")
                .until(() -> cache.getAll(List.of("short", "short too")).isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(cache.getAll(List.of("long", "usual"))).hasSize(2);
        assertThat(cache.putIfAbsent("short", 5)).isNull();
    }

    @Test
    void anEntryIsThereUntilItsTimeToLiveHasPassed() {
        cache.put("a", 1, Duration.ofSeconds(5));

        assertThat(cache.get("a", Integer.class)).isEqualTo(1);
    }

    @Test
    void readingAndFindingAnEntryDoesNotProlongItsLife() {
        NamedCache brief = create(spec().ttl(Duration.ofMillis(500)));
        brief.put("a", 1);

        await("end of life in spite of being found").until(() -> {
            Object found = brief.putIfAbsent("a", 2);
            return found == null;
        });
        brief.put("a", 1);
        await("end of life in spite of being read").until(() -> brief.get("a") == null);
    }

    @Test
    void everyEntryLivesForTheTimeOfItsCache() {
        NamedCache brief = create(spec().ttl(Duration.ofMillis(300)));
        brief.put("put", 1);
        brief.putIfAbsent("put if absent", 1);
        brief.get("loaded", () -> 1);
        brief.retrieve("retrieved", () -> CompletableFuture.completedFuture(1)).join();
        brief.putAll(Map.of("put with others", 1));
        brief.put("put for longer", 1, Duration.ofMinutes(10));
        List<String> keys = List.of("put", "put if absent", "loaded", "retrieved", "put with others");

        await("end of life").until(() -> brief.getAll(keys).isEmpty());

        assertThat(brief.get("put for longer")).isNotNull();
    }

    @Test
    void nullLivesForATimeOfItsOwn() {
        NamedCache brief = create(spec().ttl(Duration.ofMinutes(10)).nullTtl(Duration.ofMillis(200)));
        brief.put("null", null);
        brief.get("null too", () -> null);
        brief.put("value", 1);

        await("end of life")
                .until(() -> brief.getAll(List.of("null", "null too")).isEmpty());

        assertThat(brief.get("value")).isNotNull();
    }

    @Test
    void aPutBeginsANewLife() {
        cache.put("a", 1, Duration.ofMillis(300));
        cache.put("a", 2, Duration.ofMinutes(10));
        cache.put("b", 1, Duration.ofMillis(300));

        await("end of the first life").until(() -> cache.get("b") == null);

        assertThat(cache.get("a", Integer.class)).isEqualTo(2);
    }

    @Test
    void aTimeToLiveIsPositiveAndAtMostAYear() {
        for (Duration ttl : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(366))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cache.put("a", 1, ttl))
                    .withMessageContaining(ttl.toString())
                    .withMessageContaining(cache.getName());
            assertThatIllegalArgumentException().isThrownBy(() -> cache.putAll(Map.of("a", 1), ttl));
        }
        assertThat(cache.get("a")).isNull();
        cache.put("a", 1, Duration.ofDays(365));
        assertThat(cache.get("a")).isNotNull();
    }

    // Statistics

    @Test
    void whatHappenedIsCounted() {
        cache.get("a");
        cache.put("a", 1);
        cache.get("a");
        cache.get("a", Integer.class);
        cache.get("a", () -> 2);
        cache.get("b", () -> 2);
        failureOf(() -> cache.get("c", () -> {
            throw new IllegalStateException("no");
        }));
        Objects.requireNonNull(cache.retrieve("a")).join();
        cache.retrieve("d", () -> CompletableFuture.completedFuture(4)).join();
        cache.getAll(List.of("a", "b", "none"));
        cache.putAll(Map.of("e", 5, "f", 6));
        cache.putIfAbsent("e", 7);
        cache.putIfAbsent("g", 8);
        cache.evict("a");
        cache.evictAll(List.of("b", "d"));
        cache.clear();

        CacheStatistics statistics = cache.statistics();
        assertThat(statistics.hits()).as("hits").isEqualTo(6);
        assertThat(statistics.misses()).as("misses").isEqualTo(5);
        assertThat(statistics.hitRate()).isEqualTo(6.0 / 11);
        assertThat(statistics.loads()).as("loads").isEqualTo(2);
        assertThat(statistics.loadFailures()).as("failed loads").isEqualTo(1);
        assertThat(statistics.loadTime()).isPositive();
        assertThat(statistics.puts()).as("puts").isEqualTo(6);
        assertThat(statistics.removals()).as("removals").isEqualTo(4);
        assertThat(statistics.errors()).isZero();
        assertThat(statistics.rejectedFills()).isZero();
        assertThat(statistics.levels()).isNotEmpty();
        assertThat(registry.stats(cache.getName()).hits()).isEqualTo(6);
    }

    @Test
    void theHitRateIsUnknownBeforeTheFirstLookUp() {
        assertThat(cache.statistics().hitRate()).isNull();
    }

    // What happens during a load

    /** What makes a value that was loaded before it out of date. */
    enum Change {
        EVICT(cache -> cache.evict("a"), null),
        EVICT_IF_PRESENT(cache -> cache.evictIfPresent("a"), null),
        EVICT_ALL(cache -> cache.evictAll(List.of("a", "b")), null),
        EVICT_BY_TEXT(cache -> cache.evictByText("a"), null),
        CLEAR(cache -> cache.clear(), null),
        INVALIDATE(cache -> cache.invalidate(), null),
        PUT(cache -> cache.put("a", new Item("a", 2)), new Item("a", 2)),
        PUT_BRIEFLY(cache -> cache.put("a", new Item("a", 2), Duration.ofMinutes(1)), new Item("a", 2)),
        PUT_ALL(cache -> cache.putAll(Map.of("a", new Item("a", 2))), new Item("a", 2)),
        PUT_IF_ABSENT(cache -> cache.putIfAbsent("a", new Item("a", 2)), new Item("a", 2)),
        PUT_AND_EVICT(
                cache -> {
                    cache.put("a", new Item("a", 2));
                    cache.evict("a");
                },
                null);

        final Consumer<NamedCache> change;
        final Item after;

        Change(Consumer<NamedCache> change, Item after) {
            this.change = change;
            this.after = after;
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void whatAThreadLoadedBeforeAChangeIsNotKeptAfterIt(Change change) throws Exception {
        Gate gate = new Gate();
        Started<Item> loader = start(() -> cache.get("a", () -> gate.pass(() -> new Item("a", 1))));
        gate.awaitSomebody();
        change.change.accept(cache);
        gate.open();

        assertThat(loader.join()).isEqualTo(new Item("a", 1));
        assertThat(cache.get("a", Item.class)).isEqualTo(change.after);
        assertThat(cache.statistics().rejectedFills()).isEqualTo(1);
        if (change.after == null) {
            assertThat(cache.get("a", () -> new Item("a", 3))).isEqualTo(new Item("a", 3));
            assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 3));
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void whatAFutureLoadedBeforeAChangeIsNotKeptAfterIt(Change change) throws Exception {
        CompletableFuture<Item> source = new CompletableFuture<>();
        Gate asked = new Gate();
        asked.open();
        CompletableFuture<Item> loader = cache.retrieve("a", () -> {
            try {
                return asked.pass(() -> source);
            } catch (InterruptedException ex) {
                throw new IllegalStateException(ex);
            }
        });
        asked.awaitSomebody();
        change.change.accept(cache);
        source.complete(new Item("a", 1));

        assertThat(loader.get(20, TimeUnit.SECONDS)).isEqualTo(new Item("a", 1));
        assertThat(cache.get("a", Item.class)).isEqualTo(change.after);
        assertThat(cache.statistics().rejectedFills()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void whatALoaderChangesItselfIsNotUndoneByItsValue(Change change) {
        assertThat(cache.get("a", () -> {
                    change.change.accept(cache);
                    return new Item("a", 1);
                }))
                .isEqualTo(new Item("a", 1));

        assertThat(cache.get("a", Item.class)).isEqualTo(change.after);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void whoAsksAfterAChangeIsNotGivenWhatWasLoadedBeforeIt(Change change) throws Exception {
        Gate gate = new Gate();
        Started<Item> earlier = start(() -> cache.get("a", () -> gate.pass(() -> new Item("a", 1))));
        gate.awaitSomebody();
        change.change.accept(cache);

        Item expected = change.after == null ? new Item("a", 3) : change.after;
        Started<Item> later = start(() -> cache.get("a", () -> new Item("a", 3)));
        assertThat(later.join()).isEqualTo(expected);
        Started<Item> inFuture =
                start(() -> cache.retrieve("a", () -> CompletableFuture.completedFuture(new Item("a", 4)))
                        .join());
        assertThat(inFuture.join()).isEqualTo(expected);

        gate.open();
        assertThat(earlier.join()).isEqualTo(new Item("a", 1));
        assertThat(cache.get("a", Item.class)).isEqualTo(expected);
    }

    @Test
    void anEvictOfOneKeyDoesNotCostTheLoadOfAnother() throws Exception {
        Gate gate = new Gate();
        Started<Item> loader = start(() -> cache.get("a", () -> gate.pass(() -> new Item("a", 1))));
        gate.awaitSomebody();
        cache.evict("b");
        cache.put("c", 1);
        gate.open();
        loader.join();

        assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 1));
    }

    @Test
    void aClearOfAnotherCacheDoesNotCostALoad() throws Exception {
        NamedCache other = create(spec());
        Gate gate = new Gate();
        Started<Item> loader = start(() -> cache.get("a", () -> gate.pass(() -> new Item("a", 1))));
        gate.awaitSomebody();
        other.evict("a");
        other.clear();
        gate.open();
        loader.join();

        assertThat(cache.get("a", Item.class)).isEqualTo(new Item("a", 1));
    }

    /** One thread changes the source and evicts, others read through the cache: none sees less than was evicted for. */
    @Test
    void nobodyEverReadsWhatWasEvictedBeforeHeAsked() throws Exception {
        java.util.concurrent.atomic.AtomicInteger source = new java.util.concurrent.atomic.AtomicInteger();
        java.util.concurrent.atomic.AtomicInteger settled = new java.util.concurrent.atomic.AtomicInteger();
        java.util.concurrent.atomic.AtomicBoolean done = new java.util.concurrent.atomic.AtomicBoolean();
        List<Started<String>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            boolean inFuture = i == 2;
            readers.add(start(() -> {
                while (!done.get()) {
                    int atLeast = settled.get();
                    int read = inFuture
                            ? cache.retrieve("a", () -> CompletableFuture.completedFuture(source.get()))
                                    .join()
                            : cache.get("a", source::get);
                    if (read < atLeast) {
                        return "read " + read + " after the evict for " + atLeast;
                    }
                }
                return "";
            }));
        }
        long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
        for (int round = 0; System.nanoTime() < end; round++) {
            int version = source.incrementAndGet();
            switch (round % 3) {
                case 0 -> cache.evict("a");
                case 1 -> cache.clear();
                default -> cache.put("a", version);
            }
            settled.set(version);
        }
        done.set(true);

        for (Started<String> reader : readers) {
            assertThat(reader.join()).isEmpty();
        }
    }

    // The registry

    @Test
    void aCacheIsCreatedFoundAndRemoved() {
        String name = "created-" + UUID.randomUUID();
        NamedCache created = registry.create(name, spec());

        assertThat(registry.getCache(name)).isSameAs(created);
        assertThat(registry.cache(name)).isSameAs(created);
        assertThat(List.copyOf(registry.names())).contains(name).isSorted();
        assertThat(registry.getCacheNames()).isEqualTo(registry.names());
        assertThat(registry.spec(name).type()).isEqualTo(spec().type());
        assertThat(registry.stats(name).hits()).isZero();

        assertThat(registry.remove(name)).isTrue();
        assertThat(registry.remove(name)).isFalse();
        assertThat(registry.getCache(name)).isNull();
        assertThat(registry.names()).doesNotContain(name);
    }

    @Test
    void aCacheOfANameThatIsTakenIsNotCreatedAndTheOtherStays() {
        cache.put("a", 1);

        assertThatIllegalStateException()
                .isThrownBy(() -> registry.create(cache.getName(), spec()))
                .withMessageContaining(cache.getName());
        assertThat(registry.getCache(cache.getName())).isSameAs(cache);
        assertThat(cache.get("a", Integer.class)).isEqualTo(1);
    }

    @Test
    void anUnknownNameIsNoCache() {
        assertThat(registry.getCache("unheard-of")).isNull();
        List<Runnable> calls = List.of(
                () -> registry.cache("unheard-of"),
                () -> registry.spec("unheard-of"),
                () -> registry.stats("unheard-of"));
        assertThat(calls)
                .allSatisfy(call -> assertThatExceptionOfType(UnknownCacheException.class)
                        .isThrownBy(call::run)
                        .withMessageContaining("'unheard-of'")
                        .withMessageContaining(cache.getName()));
    }

    @Test
    void settingsOutOfRangeMakeNoCache() {
        assertThatExceptionOfType(InvalidCacheSpecException.class)
                .isThrownBy(() -> registry.create("wrong", spec().jitter(0.95)))
                .withMessageContaining("cache.caches.wrong.jitter is 0.95");
        assertThatExceptionOfType(InvalidCacheSpecException.class)
                .isThrownBy(() -> registry.create("wrong", spec().type("carrier-pigeon")))
                .withMessageContaining("carrier-pigeon")
                .withMessageContaining(spec().type());
        assertThatExceptionOfType(InvalidCacheSpecException.class).isThrownBy(() -> registry.create(" ", spec()));
        assertThat(registry.getCache("wrong")).isNull();
    }

    @Test
    void theSettingsInForceHaveNothingThatMattersLeftOpen() {
        CacheSpec spec = registry.spec(cache.getName());

        assertThat(spec.type()).isNotNull();
        assertThat(spec.jitter()).isNotNull();
        assertThat(spec.cacheNulls()).isNotNull();
        assertThat(spec.transactionAware()).isNotNull();
    }

    @Test
    void figuresOfACacheBeginAgainWhenItIsCreatedAgain() {
        String name = cache.getName();
        cache.put("a", 1);
        cache.get("a");
        registry.remove(name);
        cache = registry.create(name, spec());

        assertThat(cache.statistics().hits()).isZero();
        assertThat(cache.statistics().puts()).isZero();
    }

    // Keys as text

    @Test
    void keysAreListedByPrefixAndRangeInOrderUpToALimit() {
        if (!listsKeys()) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> cache.keys(KeyRange.first(10)));
            return;
        }
        for (String key : List.of("b:2", "a:10", "a:1", "c", "a:2", "\uFFFD", "\uD83D\uDE00", "grün")) {
            cache.put(key, 1);
        }
        cache.put(42L, 1);
        cache.put(new Named("x", 1), 1);

        assertThat(cache.keys(KeyRange.prefix("a:", 10))).containsExactly("a:1", "a:10", "a:2");
        assertThat(cache.keys(KeyRange.prefix("a:", 2))).containsExactly("a:1", "a:10");
        assertThat(cache.keys(KeyRange.between("a:2", "c", 10))).containsExactly("a:2", "b:2");
        assertThat(cache.keys(KeyRange.between("b", null, 10)))
                .containsExactly("b:2", "c", "grün", Named.class.getName() + "[\"x\",1]", "\uFFFD", "\uD83D\uDE00");
        assertThat(cache.keys(KeyRange.between(null, "a:1", 10))).containsExactly("42");
        assertThat(cache.keys(new KeyRange("a:", "a:10", "a:2", 10))).containsExactly("a:10");
        assertThat(cache.keys(KeyRange.first(100))).hasSize(10);
        assertThat(cache.keys(KeyRange.prefix("nothing", 10))).isEmpty();

        cache.evict("a:1");
        assertThat(cache.keys(KeyRange.prefix("a:", 10))).containsExactly("a:10", "a:2");
        cache.clear();
        assertThat(cache.keys(KeyRange.first(100))).isEmpty();
    }

    record Named(String a, int b) {}

    @Test
    void keysOfExpiredEntriesAreNotListed() {
        if (!listsKeys()) {
            return;
        }
        cache.put("short", 1, Duration.ofMillis(200));
        cache.put("long", 1);

        await("end of life").until(() -> cache.get("short") == null);

        assertThat(cache.keys(KeyRange.first(10))).containsExactly("long");
    }

    @Test
    void listingKeysIsNotReadingThem() {
        if (!listsKeys()) {
            return;
        }
        cache.put("a", 1);
        cache.keys(KeyRange.first(10));

        assertThat(cache.statistics().hits()).isZero();
        assertThat(cache.statistics().misses()).isZero();
    }

    @Test
    void anEntryIsEvictedByTheTextOfItsKey() {
        UUID uuid = UUID.randomUUID();
        cache.putAll(Map.of("a", 1, 42L, 2, uuid, 3, new Named("x", 1), 4, "b", 5));

        assertThat(cache.evictByText("a")).isTrue();
        assertThat(cache.evictByText("42")).isTrue();
        assertThat(cache.evictByText(uuid.toString())).isTrue();
        assertThat(cache.evictByText(Named.class.getName() + "[\"x\",1]")).isTrue();
        assertThat(cache.evictByText("a")).isFalse();
        assertThat(cache.evictByText("never there")).isFalse();

        assertThat(cache.getAll(List.of("a", 42L, uuid, new Named("x", 1), "b")))
                .containsOnlyKeys("b");
    }
}
