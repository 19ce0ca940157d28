package io.leafboot.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.KeyRange;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreTests {

    private static final CacheStore.FillRequest LOAD =
            new CacheStore.FillRequest(CacheStore.FillMode.EXCLUSIVE, 10_000_000_000L, false, null);

    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final List<Runnable> cleanups = new ArrayList<>();
    private long cleanupNanos;
    private boolean cancelled;

    /** A scheduler that runs nothing by itself. */
    private final ScheduledExecutorService scheduler = (ScheduledExecutorService) Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ScheduledExecutorService.class},
            (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("scheduleWithFixedDelay");
                cleanups.add((Runnable) arguments[0]);
                cleanupNanos = ((TimeUnit) arguments[3]).toNanos((Long) arguments[2]);
                return Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {ScheduledFuture.class}, (future, called, none) -> {
                            assertThat(called.getName()).isEqualTo("cancel");
                            cancelled = true;
                            return true;
                        });
            });

    private CacheStore store(CacheSpec spec) {
        return new MemoryCacheType(
                        scheduler,
                        (key, value) ->
                                key.toString().length() + String.valueOf(value).length(),
                        now::get)
                .create("test", spec.orElse(CacheSpec.builtIn()));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static CacheEntry entry(Object value, Duration ttl) {
        return CacheEntry.of(value, ttl);
    }

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    // Time to live

    @Test
    void anEntryIsSeenUntilItsTimeToLiveHasPassedAndNotAfter() {
        CacheStore store = store(CacheSpec.memory());
        store.put("a", entry(1, MINUTE));

        pass(MINUTE.minusNanos(1));
        assertThat(store.get("a")).isNotNull();
        pass(Duration.ofNanos(1));
        assertThat(store.get("a")).isNull();
    }

    @Test
    void anEntryWithoutATimeToLiveIsKept() {
        CacheStore store = store(CacheSpec.memory());
        store.put("a", entry(1, null));

        pass(Duration.ofDays(10_000));
        assertThat(store.get("a")).isNotNull();
    }

    /** What the clock shows when the JVM starts is anything. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5_000_000_000L, Long.MIN_VALUE / 2, Long.MAX_VALUE / 2})
    void theClockMayShowAnything(long start) {
        now.set(start);
        CacheStore store = store(CacheSpec.memory().idleTtl(MINUTE.multipliedBy(10)));
        store.put("a", entry(1, MINUTE));
        store.put("b", entry(1, Duration.ofDays(3650)));
        store.put("c", entry(1, null));

        pass(SECOND);
        assertThat(store.getAll(List.of("a", "b", "c"))).hasSize(3);
        pass(MINUTE);
        assertThat(store.getAll(List.of("a", "b", "c"))).containsOnlyKeys("b", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "putIfAbsent", "beginFill", "keys", "rejected fill"})
    void lookingAtAnEntryDoesNotProlongItsTimeToLive(String look) {
        CacheStore store = store(CacheSpec.memory());
        CacheStore.Fill fill = store.beginFill("a", LOAD);
        store.put("a", entry(1, MINUTE));
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(19));
            switch (look) {
                case "get" -> store.get("a");
                case "putIfAbsent" -> store.putIfAbsent("a", entry(2, MINUTE));
                case "beginFill" -> store.beginFill("a", LOAD).release(null);
                case "keys" -> store.keys(KeyRange.first(10));
                default -> assertThat(fill.complete(entry(2, MINUTE))).isFalse();
            }
        }
        assertThat(store.get("a").get()).isEqualTo(1);

        pass(Duration.ofSeconds(3));
        assertThat(store.get("a")).isNull();
    }

    @Test
    void aPutBeginsANewLifeWhetherLongerOrShorter() {
        CacheStore store = store(CacheSpec.memory());
        store.put("a", entry(1, SECOND));
        store.put("a", entry(2, MINUTE));
        store.put("b", entry(1, MINUTE));
        store.put("b", entry(2, SECOND));
        pass(Duration.ofSeconds(2));

        assertThat(store.get("a").get()).isEqualTo(2);
        assertThat(store.get("b")).isNull();
        assertThat(store.putIfAbsent("b", entry(3, SECOND))).isNull();
        assertThat(store.get("b").get()).isEqualTo(3);
    }

    // Idle time

    @Test
    void anEntryThatIsReadLivesOnWithinItsTimeToLive() {
        CacheStore store = store(CacheSpec.memory().idleTtl(Duration.ofSeconds(10)));
        store.put("read", entry(1, MINUTE));
        store.put("idle", entry(1, MINUTE));
        store.put("unbounded", entry(1, null));
        for (int i = 0; i < 6; i++) {
            pass(Duration.ofSeconds(9));
            assertThat(store.get("read")).isNotNull();
            assertThat(store.get("unbounded")).isNotNull();
        }
        assertThat(store.get("idle")).isNull();

        pass(Duration.ofSeconds(6)); // a minute in all
        assertThat(store.get("read")).as("beyond its time to live").isNull();
        assertThat(store.get("unbounded")).isNotNull();
        pass(Duration.ofSeconds(10));
        assertThat(store.get("unbounded")).isNull();
    }

    @Test
    void aTimeToLiveShorterThanTheIdleTimeHolds() {
        CacheStore store = store(CacheSpec.memory().idleTtl(MINUTE));
        store.put("a", entry(1, SECOND));
        pass(SECOND.minusNanos(1));
        assertThat(store.get("a")).isNotNull();
        pass(Duration.ofNanos(1));

        assertThat(store.get("a")).isNull();
    }

    @Test
    void listingKeysDoesNotKeepIdleEntriesAlive() {
        CacheStore store = store(CacheSpec.memory().idleTtl(Duration.ofSeconds(10)));
        store.put("a", entry(1, null));
        pass(Duration.ofSeconds(6));
        assertThat(store.keys(KeyRange.first(10))).containsExactly("a");
        pass(Duration.ofSeconds(6));

        assertThat(store.keys(KeyRange.first(10))).isEmpty();
        assertThat(store.get("a")).isNull();
    }

    // Bounds

    @Test
    void aFullStoreHoldsNoMoreThanItsBound() {
        CacheStore store = store(CacheSpec.memory().maxSize(100));
        for (int i = 0; i < 1000; i++) {
            store.put(i, entry(i, null));
        }

        Awaitility.await().untilAsserted(() -> {
            cleanups.forEach(Runnable::run);
            assertThat(store.levels(0, 0).get(0).size()).isEqualTo(100);
        });
        assertThat(store.levels(0, 0).get(0).evictions()).isEqualTo(900);
        assertThat(store.levels(0, 0).get(0).bytes()).isNull();
    }

    @Test
    void aStoreBoundedByBytesHoldsNoMoreThanTheyWeigh() {
        CacheStore store = store(CacheSpec.memory().maxBytes(1000));
        for (int i = 100; i < 300; i++) {
            store.put(i, entry("x".repeat(17), null)); // 20 with its key
        }

        Awaitility.await().untilAsserted(() -> {
            cleanups.forEach(Runnable::run);
            assertThat(store.levels(0, 0).get(0).bytes()).isEqualTo(1000);
        });
        assertThat(store.levels(0, 0).get(0).size()).isEqualTo(50);

        store.put("large", entry("x".repeat(2000), null));
        Awaitility.await().untilAsserted(() -> {
            cleanups.forEach(Runnable::run);
            assertThat(store.get("large")).isNull();
        });
        assertThat(store.levels(0, 0).get(0).size()).as("what was there stays").isEqualTo(50);
    }

    @Test
    void anEntryThatIsReplacedWeighsAsTheNewOne() {
        CacheStore store = store(CacheSpec.memory().maxBytes(1000));
        store.put("a", entry("x".repeat(99), null));
        store.put("a", entry("x".repeat(9), null));
        store.putIfAbsent("a", entry("x".repeat(500), null));
        cleanups.forEach(Runnable::run);

        assertThat(store.levels(0, 0).get(0).bytes()).isEqualTo(10);
    }

    // Cleaning up

    @Test
    void expiredEntriesLeaveMemoryWithoutTraffic() {
        CacheStore store = store(CacheSpec.memory().cleanupInterval(Duration.ofSeconds(5)));
        assertThat(cleanupNanos).isEqualTo(Duration.ofSeconds(5).toNanos());
        for (int i = 0; i < 10; i++) {
            store.put(i, entry(i, SECOND));
        }
        store.put("kept", entry(1, Duration.ofHours(1)));
        cleanups.forEach(Runnable::run);
        assertThat(store.levels(0, 0).get(0).size()).isEqualTo(11);

        pass(Duration.ofSeconds(5));
        cleanups.forEach(Runnable::run);
        assertThat(store.levels(0, 0).get(0).size()).isEqualTo(1);
        assertThat(store.levels(0, 0).get(0).evictions()).isEqualTo(10);
    }

    @Test
    void aClosedStoreIsEmptyAndNoLongerCleanedUp() {
        CacheStore store = store(CacheSpec.memory());
        store.put("a", entry(1, null));
        store.close();

        assertThat(cancelled).isTrue();
        assertThat(store.levels(0, 0).get(0).size()).isZero();
    }

    // Fills

    @Test
    void aFillIsKept() {
        CacheStore store = store(CacheSpec.memory());
        CacheStore.Fill fill = store.beginFill("a", LOAD);

        assertThat(fill.present()).isNull();
        assertThat(fill.complete(entry(1, MINUTE))).isTrue();
        assertThat(store.get("a").get()).isEqualTo(1);
        assertThat(store.beginFill("a", LOAD).present().get()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evict", "evictAll", "evictByText", "clear", "put", "putAll", "putIfAbsent"})
    void aFillThatBeganBeforeAWriteIsRefused(String write) {
        CacheStore store = store(CacheSpec.memory());
        CacheStore.Fill fill = store.beginFill("a", LOAD);
        CacheEntry written = entry(2, MINUTE);
        switch (write) {
            case "evict" -> store.evict("a");
            case "evictAll" -> store.evictAll(List.of("a"));
            case "evictByText" -> store.evictByText("a");
            case "clear" -> store.clear();
            case "put" -> store.put("a", written);
            case "putAll" -> store.putAll(java.util.Map.of("a", written));
            default -> store.putIfAbsent("a", written);
        }

        assertThat(fill.complete(entry(1, MINUTE))).isFalse();
        CacheEntry found = store.get("a");
        assertThat(found == null ? null : found.get()).isEqualTo(write.startsWith("put") ? 2 : null);
        assertThat(store.beginFill("b", LOAD).complete(entry(3, MINUTE))).isTrue();
    }

    @Test
    void aFillThatBeganAfterAClearIsKept() {
        CacheStore store = store(CacheSpec.memory());
        store.put("a", entry(1, MINUTE));
        assertThat(store.clear()).isTrue();
        CacheStore.Fill fill = store.beginFill("a", LOAD);

        assertThat(fill.complete(entry(2, MINUTE))).isTrue();
        assertThat(store.get("a").get()).isEqualTo(2);
    }

    @Test
    void aPutIfAbsentTakesThePlaceOfWhatAClearLeftBehind() {
        CacheStore store = store(CacheSpec.memory());
        store.put("a", entry(1, MINUTE));
        store.clear();

        assertThat(store.putIfAbsent("a", entry(2, MINUTE))).isNull();
        assertThat(store.evict("a")).isTrue();
        assertThat(store.evict("a")).isFalse();
    }

    /** Fills race clears: a fill that began before a clear is never seen after it, whichever of them touches the map first. */
    @Test
    void noFillFromBeforeAClearIsSeenAfterIt() throws Exception {
        CacheStore store = store(CacheSpec.memory().maxSize(1000));
        AtomicLong source = new AtomicLong();
        AtomicLong stale = new AtomicLong();
        java.util.concurrent.atomic.AtomicBoolean done = new java.util.concurrent.atomic.AtomicBoolean();
        List<Thread> loaders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread loader = new Thread(() -> {
                while (!done.get()) {
                    CacheStore.Fill fill = store.beginFill("a", LOAD);
                    fill.complete(entry(source.get(), null));
                }
            });
            loader.start();
            loaders.add(loader);
        }
        long end = System.nanoTime() + Duration.ofMillis(300).toNanos();
        for (long version = 1; System.nanoTime() < end; version++) {
            source.set(version);
            if (version % 2 == 0) {
                store.clear();
            } else {
                store.evict("a");
            }
            CacheEntry found = store.get("a");
            if (found != null && (Long) found.get() < version) {
                stale.incrementAndGet();
            }
        }
        done.set(true);
        for (Thread loader : loaders) {
            loader.join();
        }

        assertThat(stale).hasValue(0);
    }

    @Test
    void aKeyIsEvictedByItsTextWhateverItsClass() {
        CacheStore store = store(CacheSpec.memory());
        store.put("42", entry(1, MINUTE));
        store.put(42, entry(2, MINUTE));
        store.put(43L, entry(3, MINUTE));

        assertThat(store.keys(KeyRange.first(10))).containsExactly("\"42\"", "42", "43");
        assertThat(store.evictByText("43")).isTrue();
        assertThat(store.get(43L)).isNull();
        assertThat(store.evictByText("\"42\"")).isTrue();
        assertThat(store.get("42")).isNull();
        assertThat(store.get(42)).isNotNull();
    }
}
