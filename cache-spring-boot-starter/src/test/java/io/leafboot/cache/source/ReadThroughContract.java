package io.leafboot.cache.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.NamedCache;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;

/** What is missing is loaded. */
abstract class ReadThroughContract extends SourceFixture {

    private NamedCache cached() {
        return cache(node(true, false), spec());
    }

    // One key

    @Test
    void whatIsMissingIsLoadedOnce() {
        table.set("a", user(1));
        NamedCache cache = cached();

        assertThat(cache.get("a").get()).isEqualTo(user(1));
        assertThat(cache.get("a").get()).isEqualTo(user(1));
        assertThat(cache.get("a", User.class)).isEqualTo(user(1));

        assertThat(table.loads).containsExactly(List.of("a"));
        assertThat(cache.statistics().loads()).isEqualTo(1);
        assertThat(cache.statistics().misses()).isEqualTo(1);
        assertThat(cache.statistics().hits()).isEqualTo(2);
    }

    @Test
    void itIsLoadedWhateverTypeItIsAskedFor() {
        table.set("a", user(1));
        NamedCache cache = cached();

        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
        assertThat(cache.get("b", User.class)).isNull();
    }

    @Test
    void itIsLoadedWithoutWaitingToo() {
        table.set("a", user(1));
        NamedCache cache = cached();

        assertThat(((Cache.ValueWrapper) cache.retrieve("a").join()).get()).isEqualTo(user(1));
        assertThat(((Cache.ValueWrapper) cache.retrieve("a").join()).get()).isEqualTo(user(1));

        assertThat(table.loads).containsExactly(List.of("a"));
    }

    /** It may be the thread that brings Redis' answers. */
    @Test
    void whoDoesNotWaitDoesNotLoadOnAThreadOfOthersEither() {
        NamedCache cache = cached();
        List<String> threads = new ArrayList<>();
        table.beforeLoad = keys -> threads.add(Thread.currentThread().getName());
        cache.retrieve("a").join();

        assertThat(threads).singleElement().satisfies(name -> assertThat(name).startsWith("cache-load"));
    }

    @Test
    void whatTheSourceDoesNotHaveIsANullThatIsKept() {
        NamedCache cache = cached();

        assertThat(cache.get("a"))
                .isNotNull()
                .extracting(Cache.ValueWrapper::get)
                .isNull();
        assertThat(cache.get("a")).isNotNull();
        assertThat(((Cache.ValueWrapper) cache.retrieve("b").join()).get()).isNull();

        assertThat(table.loads).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void whereNullsAreNotKeptItIsAMiss() {
        NamedCache cache = cache(node(true, false), spec().cacheNulls(false));

        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("a")).isNull();
        CompletableFuture<?> found = cache.retrieve("a");
        assertThat(found == null ? null : found.join())
                .as("known by now, or later")
                .isNull();
        assertThat(cache.getAll(List.of("a"))).isEmpty();

        assertThat(table.loads).hasSize(4);
    }

    @Test
    void aKeyIsLoadedOnceAtATime() throws Exception {
        table.set("a", user(1));
        NamedCache cache = cached();
        Gate gate = new Gate();
        table.beforeLoad = keys -> gate.pass();
        List<CompletableFuture<User>> callers = IntStream.range(0, 4)
                .mapToObj(i -> async(() -> cache.get("a", User.class)))
                .toList();
        gate.awaitSomebody();
        await().until(() -> cache.statistics().misses() == 4);
        gate.open();

        for (CompletableFuture<User> caller : callers) {
            assertThat(caller.get()).isEqualTo(user(1));
        }
        assertThat(table.loads).hasSize(1);
    }

    @Test
    void whatIsEvictedWhileItIsLoadedIsNotKept() {
        table.set("a", user(1));
        NamedCache cache = cached();
        table.beforeLoad = keys -> {
            table.beforeLoad = others -> {};
            cache.evict("a");
        };

        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
        table.set("a", user(2));
        assertThat(cache.get("a", User.class)).isEqualTo(user(2));
    }

    @Test
    void oneWhoBringsALoaderUsesIt() {
        table.set("a", user(1));
        NamedCache cache = cached();

        assertThat(cache.get("a", () -> user(7))).isEqualTo(user(7));
        assertThat(cache.retrieve("b", () -> CompletableFuture.completedFuture(user(8)))
                        .join())
                .isEqualTo(user(8));
        assertThat(cache.readThrough().get("c"))
                .as("so does who computes by hand")
                .isNull();
        assertThat(table.loads).isEmpty();
    }

    // Failures

    @Test
    void whatTheLoaderThrowsIsTheCause() {
        NamedCache cache = cached();
        table.beforeLoad = keys -> {
            throw new IOException("no route");
        };

        assertThatExceptionOfType(ValueRetrievalException.class)
                .isThrownBy(() -> cache.get("a"))
                .withCauseInstanceOf(IOException.class)
                .satisfies(ex -> assertThat(ex.getKey()).isEqualTo("a"));
        assertThatExceptionOfType(ValueRetrievalException.class)
                .isThrownBy(() -> cache.get("a", User.class))
                .withCauseInstanceOf(IOException.class);
        assertThatExceptionOfType(ValueRetrievalException.class)
                .isThrownBy(() -> cache.getAll(List.of("a", "b")))
                .withCauseInstanceOf(IOException.class);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> cache.retrieve("a").get())
                .withCauseInstanceOf(IOException.class);

        assertThat(table.loads).hasSize(4);
        assertThat(cache.statistics().loadFailures()).isEqualTo(4);
        table.beforeLoad = keys -> {};
        assertThat(cache.get("a")).isNotNull();
    }

    @Test
    void anOldValueIsAnsweredWhileTheLoaderFails() {
        table.set("a", user(1));
        table.set("b", user(1));
        NamedCache cache = stale();
        cache.getAll(List.of("a", "b"));
        await().until(() -> table.loads.size() == 1 && isOld(cache));
        table.beforeLoad = keys -> {
            throw new IOException("no route");
        };

        assertThat(cache.getAll(List.of("a", "b"))).isEqualTo(Map.of("a", user(1), "b", user(1)));
        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
        assertThat(((Cache.ValueWrapper) cache.retrieve("b").join()).get()).isEqualTo(user(1));
        assertThat(table.loads).as("and the source is left alone").hasSize(2);
        assertThatExceptionOfType(ValueRetrievalException.class).isThrownBy(() -> cache.getAll(List.of("a", "c")));
    }

    private NamedCache stale() {
        LoadSpec stale = new LoadSpec(Duration.ofMinutes(5), Duration.ofMinutes(5), null, null, null, null, null);
        return cache(node(true, false), spec().ttl(Duration.ofMillis(300)).loading(stale));
    }

    /** One who computes by hand does not see old values. */
    private static boolean isOld(NamedCache cache) {
        return cache.readThrough().get("a") == null && cache.readThrough().get("b") == null;
    }

    @Test
    void aFailureIsAnsweredForAsLongAsItIsSetTo() {
        LoadSpec failing = new LoadSpec(null, null, Duration.ofMinutes(5), null, null, null, null);
        NamedCache cache = cache(node(true, false), spec().loading(failing));
        table.beforeLoad = keys -> {
            throw new IOException("no route");
        };
        assertThatExceptionOfType(ValueRetrievalException.class).isThrownBy(() -> cache.getAll(List.of("a", "b")));
        table.beforeLoad = keys -> {};

        assertThatExceptionOfType(ValueRetrievalException.class).isThrownBy(() -> cache.get("a"));
        assertThatExceptionOfType(ValueRetrievalException.class).isThrownBy(() -> cache.getAll(List.of("b", "c")));
        assertThat(table.loads.subList(1, table.loads.size())).isSubsetOf(List.of(List.of("c")));
    }

    // Several keys

    @Test
    void allThatIsMissingIsLoadedAtOnce() {
        table.set("a", user(1));
        table.set("b", user(2));
        table.set("c", user(3));
        NamedCache cache = cached();
        cache.get("b");

        Map<Object, Object> all = cache.getAll(List.of("c", "b", "none", "a"));

        assertThat(all).containsExactlyEntriesOf(all("c", user(3), "b", user(2), "none", null, "a", user(1)));
        assertThat(table.loads).containsExactly(List.of("b"), List.of("c", "none", "a"));
        assertThat(cache.getAll(List.of("a", "none", "c"))).hasSize(3);
        assertThat(table.loads).as("and kept, be it null").hasSize(2);
        assertThat(cache.statistics().loads()).isEqualTo(2);
    }

    @Test
    void nothingIsLoadedIfNothingIsMissing() {
        NamedCache cache = cached();
        cache.getAll(List.of());
        cache.put("a", user(1));
        cache.getAll(List.of("a", "a"));

        assertThat(table.loads).isEmpty();
    }

    @Test
    void whatIsWrittenWhileAllIsLoadedIsNotKept() {
        table.set("a", user(1));
        table.set("b", user(1));
        NamedCache cache = cached();
        table.beforeLoad = keys -> {
            table.beforeLoad = others -> {};
            cache.put("a", user(2));
        };

        assertThat(cache.getAll(List.of("a", "b"))).isEqualTo(Map.of("a", user(1), "b", user(1)));

        assertThat(cache.get("a", User.class)).isEqualTo(user(2));
        assertThat(cache.get("b", User.class)).isEqualTo(user(1));
        assertThat(table.loads).hasSize(1);
    }

    @Test
    void aKeyThatSomebodyLoadsAlreadyIsWaitedFor() throws Exception {
        table.set("a", user(1));
        NamedCache cache = cached();
        Gate gate = new Gate();
        table.beforeLoad = keys -> {
            if (keys.equals(List.of("a"))) {
                gate.pass();
            }
        };
        CompletableFuture<User> one = async(() -> cache.get("a", User.class));
        gate.awaitSomebody();
        CompletableFuture<Map<Object, Object>> all = async(() -> cache.getAll(List.of("a", "b")));
        await().until(() -> table.loads.contains(List.of("b")));
        gate.open();

        assertThat(one.get()).isEqualTo(user(1));
        assertThat(all.get()).containsEntry("a", user(1)).containsEntry("b", null);
        assertThat(table.loads).as("once if it was kept after it was asked for").hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aKeyThatIsLoadedWithOthersIsWaitedFor() throws Exception {
        table.set("a", user(1));
        NamedCache cache = cached();
        Gate gate = new Gate();
        table.beforeLoad = keys -> gate.pass();
        CompletableFuture<Map<Object, Object>> all = async(() -> cache.getAll(List.of("a", "b")));
        gate.awaitSomebody();
        CompletableFuture<User> one = async(() -> cache.get("a", User.class));
        await().until(() -> cache.statistics().misses() == 3);
        gate.open();

        assertThat(one.get()).isEqualTo(user(1));
        assertThat(all.get()).hasSize(2);
        assertThat(table.loads).hasSize(1);
    }

    /** What is not kept, no store looks at for its tags. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsNotKeptIsNotSharedWithThoseWhoAskAfterAnEvictByTag(boolean withOthers) throws Exception {
        NamedCache cache = cache(node(true, false), spec().cacheNulls(false));
        Gate gate = new Gate();
        table.afterLoad = keys -> {
            table.afterLoad = others -> {};
            gate.pass();
        };
        CompletableFuture<?> before = async(() -> withOthers ? cache.getAll(List.of("a", "b")) : cache.get("a"));
        gate.awaitSomebody();
        table.set("a", user(1));
        cache.evictByTag("users");
        CompletableFuture<User> after = async(() -> cache.get("a", User.class));
        await().until(() -> waitsForALoad() || after.isDone());
        gate.open();

        assertThat(after.get()).isEqualTo(user(1));
        before.get();
    }

    @Test
    void whoWaitsForAKeyThatIsLoadedWithOthersSharesTheFailureToo() throws Exception {
        NamedCache cache = cached();
        Gate gate = new Gate();
        table.beforeLoad = keys -> {
            gate.pass();
            throw new IOException("no route");
        };
        CompletableFuture<Map<Object, Object>> all = async(() -> cache.getAll(List.of("a", "b")));
        gate.awaitSomebody();
        CompletableFuture<User> one = async(() -> cache.get("a", User.class));
        await().until(() -> cache.statistics().misses() == 3);
        await().until(() -> waitsForALoad());
        gate.open();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(one::get)
                .havingRootCause()
                .withMessage("no route");
        assertThat(all).failsWithin(Duration.ofSeconds(20));
        assertThat(table.loads).hasSize(1);
    }

    private static boolean waitsForALoad() {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(frames -> List.of(frames).stream()
                        .anyMatch(frame -> frame.getClassName().endsWith("SingleFlight")
                                && frame.getMethodName().equals("load")));
    }

    /** Each leads some of the keys, and waits for the others when it has loaded those. */
    @Test
    void twoWhoLoadTheSameKeysDoNotWaitForEachOther() throws Exception {
        NamedCache cache = cached();
        IntStream.range(0, 20).forEach(i -> table.set("key" + i, user(i)));
        List<String> keys = IntStream.range(0, 20).mapToObj(i -> "key" + i).toList();
        List<String> reversed = new ArrayList<>(keys);
        Collections.reverse(reversed);
        for (int round = 0; round < 50; round++) {
            cache.clear();
            CompletableFuture<Map<Object, Object>> one = async(() -> cache.getAll(keys));
            CompletableFuture<Map<Object, Object>> other = async(() -> cache.getAll(reversed));
            assertThat(one.get()).hasSize(20).isEqualTo(other.get());
        }
    }

    @Test
    void moreKeysThanAStoreIsAskedForTogetherAreLoadedTogether() {
        List<Object> keys =
                IntStream.range(0, 2100).<Object>mapToObj(i -> "key" + i).toList();
        table.set("key0", user(1));
        table.set("key2099", user(2));
        NamedCache cache = cached();

        for (int round = 0; round < 2; round++) {
            Map<Object, Object> found = cache.getAll(keys);
            assertThat(found.keySet()).containsExactlyElementsOf(keys);
            assertThat(found).containsEntry("key0", user(1)).containsEntry("key2099", user(2));
            assertThat(table.loads).containsExactly(keys);
        }
    }

    @Test
    void aLoaderMayAskTheCacheForOtherKeysAndItsOwn() {
        table.set("a", user(1));
        NamedCache cache = cached();
        AtomicInteger depth = new AtomicInteger();
        table.beforeLoad = keys -> {
            if (depth.getAndIncrement() == 0) {
                assertThat(cache.getAll(List.of("a", "b"))).containsEntry("a", user(1));
                assertThat(cache.get("a", User.class)).isEqualTo(user(1));
            }
        };

        assertThat(cache.getAll(List.of("a"))).containsEntry("a", user(1));
    }

    // Transactions

    @Test
    void whatATransactionLoadsIsKeptWhenItIsCommitted() {
        NamedCache cache = cached();
        table.transactions.executeWithoutResult(transaction -> {
            table.set("a", user(1));
            table.set("b", user(1));
            assertThat(cache.getAll(List.of("a"))).containsEntry("a", user(1));
            assertThat(cache.get("b", User.class)).isEqualTo(user(1));
            transaction.setRollbackOnly();
        });

        assertThat(cache.getAll(List.of("a", "b"))).isEqualTo(all("a", null, "b", null));
    }

    // With a writer

    @Test
    void aValueThatWaitsIsNotLoaded() {
        table.set("a", user(1));
        NamedCache cache = cache(node(true, true), spec().writer(behindSpec(Duration.ofMinutes(10))));
        cache.put("a", user(2));
        cache.evict("a");

        assertThat(cache.get("a", User.class)).isEqualTo(user(2));
        assertThat(cache.getAll(List.of("a", "b"))).isEqualTo(all("a", user(2), "b", null));
        assertThat(((Cache.ValueWrapper) cache.retrieve("a").join()).get()).isEqualTo(user(2));
        assertThat(table.loads).containsExactly(List.of("b"));
        assertThat(cache.statistics().writer().waiting())
                .as("what is loaded is not written")
                .isEqualTo(1);
    }

    @Test
    void readingDoesNotWrite() {
        table.set("a", user(1));
        NamedCache cache = cache(node(true, true), spec());
        cache.get("a");
        cache.getAll(List.of("a", "b"));
        cache.retrieve("c").join();

        assertThat(table.writes).isEmpty();
        cache.put("a", user(2));
        assertThat(cache.get("a", User.class)).isEqualTo(user(2));
        assertThat(table.row("a")).isEqualTo(user(2));
    }

    private static Map<Object, Object> all(Object... entries) {
        Map<Object, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            all.put(entries[i], entries[i + 1]);
        }
        return all;
    }

    /** On a thread of its own: a machine with few processors has few in common. */
    private static <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> {
            Thread thread = new Thread(task, "caller");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
