package io.leafboot.cache.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheWriteException;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.WriterSpec;
import io.leafboot.cache.test.CacheNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;

/** A put that is in the source some time after it returned. */
abstract class WriteBehindContract extends SourceFixture {

    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void aPutIsInTheCacheAtOnceAndInTheSourceLater() throws Exception {
        NamedCache cache = behind(Duration.ofMillis(1));
        Gate gate = new Gate();
        table.beforeWrite = keys -> gate.pass();

        cache.put("a", user(1));

        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
        gate.awaitSomebody();
        assertThat(table.row("a")).isNull();
        gate.open();
        awaitWritten(cache);
        assertThat(table.row("a")).isEqualTo(user(1));
        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
        assertThat(cache.statistics().writer()).isEqualTo(new CacheStatistics.Writer(1, 0, 0, 0));
    }

    @Test
    void everyKindOfPutIsWritten() {
        NamedCache cache = behind(LONG);
        cache.put("a", user(1), Duration.ofMinutes(1));
        cache.putAll(users("b", "c"));
        assertThat(cache.putIfAbsent("d", user(1))).isNull();
        assertThat(cache.putIfAbsent("d", user(2)).get()).isEqualTo(user(1));
        assertThat(cache.statistics().writer().waiting()).isEqualTo(4);

        registry.flush();

        assertThat(table.writes).containsExactly(Map.copyOf(typed(users("a", "b", "c", "d"))));
    }

    @Test
    void aNullIsWrittenWhereNullsAreNotKept() {
        table.set("a", user(1));
        NamedCache cache = cache(node(false, true), spec().cacheNulls(false).writer(behindSpec(LONG)));
        cache.put("a", null);
        assertThat(cache.get("a"))
                .as("the source still has one")
                .isNotNull()
                .extracting(Cache.ValueWrapper::get)
                .isNull();

        registry.flush();

        assertThat(table.row("a")).isNull();
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void whatIsLoadedEvictedOrClearedIsNotWritten() {
        NamedCache cache = behind(LONG);
        cache.get("a", () -> user(1));
        Cache call = cache.readThrough();
        call.get("c");
        call.put("c", user(1));
        cache.readThrough().put("d", user(1)); // whose look-up failed, say
        cache.evict("a");
        cache.clear();

        assertThat(cache.statistics().writer().waiting()).isZero();
    }

    // While it waits

    @Test
    void aValueThatWaitsIsAnsweredAfterItLeftTheCache() {
        table.set("a", user(1));
        NamedCache cache = behind(LONG);
        cache.put("a", user(2));
        cache.evict("a");

        assertThat(cache.get("a", User.class)).isEqualTo(user(2));
        assertThat(cache.get("a").get()).isEqualTo(user(2));
        assertThat(cache.getAll(List.of("b", "a"))).isEqualTo(Map.of("a", user(2)));
        assertThat(cache.get("a", () -> table.load("a"))).isEqualTo(user(2));
        assertThat(((Cache.ValueWrapper) cache.retrieve("a").join()).get()).isEqualTo(user(2));
        assertThat(cache.retrieve("a", () -> CompletableFuture.completedFuture(table.row("a")))
                        .join())
                .isEqualTo(user(2));
        assertThat(cache.readThrough().get("a").get()).isEqualTo(user(2));
        assertThat(cache.putIfAbsent("a", user(3)).get()).isEqualTo(user(2));
        assertThat(table.loads).isEmpty();

        registry.flush();
        assertThat(table.row("a")).isEqualTo(user(2));
        assertThat(cache.get("a")).as("as before: it was evicted").isNull();
        assertThat(cache.<Object>get("a", () -> table.load("a"))).isEqualTo(user(2));
    }

    /** It must not bring the older value of the source back. */
    @Test
    void aLoadThatBeganBeforeThePutIsNotKept() {
        table.set("a", user(1));
        NamedCache cache = behind(LONG);
        cache.get("a", () -> {
            User old = table.row("a");
            cache.put("a", user(2));
            cache.evict("a");
            return old;
        });

        assertThat(cache.get("a", User.class)).isEqualTo(user(2));
    }

    // Failures

    @Test
    void aValueThatIsGivenUpLeavesTheCache() {
        CacheNode other = node(false, false);
        NamedCache elsewhere = cache(other, spec());
        NamedCache cache = behind(Duration.ofMillis(1));
        failTimes(3);
        cache.put("a", user(1));
        awaitWritten(cache);

        assertThat(cache.get("a")).isNull();
        await().until(() -> elsewhere.get("a") == null);
        assertThat(table.givenUp).extracting(Table.GivenUp::value).containsExactly(user(1));
        assertThat(cache.statistics().writer()).isEqualTo(new CacheStatistics.Writer(0, 3, 1, 0));
    }

    @Test
    void aValueThatIsTriedOftenEnoughStaysInTheCache() {
        NamedCache cache = behind(Duration.ofMillis(1));
        failTimes(2);
        cache.put("a", user(1));
        awaitWritten(cache);

        assertThat(table.row("a")).isEqualTo(user(1));
        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
    }

    @Test
    void whatFindsNoRoomIsNotPut() {
        WriterSpec small = new WriterSpec(WriterSpec.Mode.WRITE_BEHIND, LONG, 100, 2, 3, LONG);
        NamedCache cache = cache(node(false, true), spec().writer(small));

        assertThatExceptionOfType(CacheWriteException.class)
                .isThrownBy(() -> cache.putAll(users("a", "b", "c")))
                .withMessageContaining(name)
                .withMessageContaining("writer.queue-size is 2");

        assertThat(cache.getAll(List.of("a", "b", "c"))).isEmpty();
        assertThat(cache.statistics().puts()).isZero();
    }

    // Transactions

    @Test
    void aTransactionThatIsCommittedIsWrittenAfterwards() {
        NamedCache cache = behind(LONG);
        table.transactions.executeWithoutResult(transaction -> {
            cache.put("a", user(1));
            cache.putAll(users("b"));
            assertThat(cache.putIfAbsent("c", user(1))).isNull();
            assertThat(cache.statistics().writer().waiting()).isZero();
            assertThat(cache.getAll(List.of("a", "b", "c"))).isEmpty();
        });

        assertThat(cache.statistics().writer().waiting()).isEqualTo(3);
        assertThat(cache.getAll(List.of("a", "b", "c"))).hasSize(3);
        registry.flush();
        assertThat(table.row("a")).isEqualTo(user(1));
    }

    @Test
    void aTransactionThatIsRolledBackIsNotWritten() {
        NamedCache cache = behind(LONG);
        table.transactions.executeWithoutResult(transaction -> {
            cache.put("a", user(1));
            cache.putIfAbsent("b", user(1));
            transaction.setRollbackOnly();
        });

        assertThat(cache.statistics().writer().waiting()).isZero();
        assertThat(cache.getAll(List.of("a", "b"))).isEmpty();
        registry.flush();
        assertThat(table.writes).isEmpty();
    }

    @Test
    void aTransactionThatIsRolledBackGivesItsRoomBack() {
        WriterSpec small = new WriterSpec(WriterSpec.Mode.WRITE_BEHIND, LONG, 100, 1, 3, LONG);
        NamedCache cache = cache(node(false, true), spec().writer(small));
        table.transactions.executeWithoutResult(transaction -> {
            cache.put("a", user(1));
            transaction.setRollbackOnly();
        });

        cache.put("b", user(1));
        assertThat(cache.statistics().writer().waiting()).isEqualTo(1);
    }

    /** And not when it has been committed already. */
    @Test
    void aTransactionThatFindsNoRoomFails() {
        WriterSpec small = new WriterSpec(WriterSpec.Mode.WRITE_BEHIND, LONG, 100, 2, 3, LONG);
        NamedCache cache = cache(node(false, true), spec().writer(small));

        assertThatExceptionOfType(CacheWriteException.class)
                .isThrownBy(() -> table.transactions.executeWithoutResult(transaction -> {
                    table.set("row", user(1));
                    cache.putAll(users("a", "b", "c"));
                }));

        assertThat(table.row("row")).isNull();
    }

    // Ending

    @Test
    void whatWaitsIsWrittenWhenTheCacheIsRemoved() {
        NamedCache cache = behind(LONG);
        IntStream.range(0, 90).forEach(i -> cache.put("key" + i, user(i)));

        registry.remove(name);

        assertThat(IntStream.range(0, 90).mapToObj(i -> table.row("key" + i))).doesNotContainNull();
    }

    static Map<Object, User> typed(Map<Object, Object> users) {
        Map<Object, User> typed = new LinkedHashMap<>();
        users.forEach((key, user) -> typed.put(key, (User) user));
        return typed;
    }

    /** Outside of memory, keys of one text are one key. */
    @Test
    void keysAreTheSameIfTheCacheTakesThemForTheSame() {
        NamedCache cache = behind(LONG);
        cache.put(42, user(1));
        cache.put(42L, user(2));

        int keys = CacheSpec.MEMORY.equals(cache.spec().type()) ? 2 : 1;
        assertThat(cache.statistics().writer().waiting()).isEqualTo(keys);
    }
}
