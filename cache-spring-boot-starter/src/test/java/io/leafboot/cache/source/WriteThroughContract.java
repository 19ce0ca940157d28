package io.leafboot.cache.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheWriteException;
import io.leafboot.cache.NamedCache;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;

/** A put that is in the source when it returns. */
abstract class WriteThroughContract extends SourceFixture {

    @Test
    void aPutWritesOnTheCallersThreadAndThenPuts() {
        NamedCache cache = through();
        AtomicReference<Object> meanwhile = new AtomicReference<>("not called");
        table.beforeWrite = keys -> meanwhile.set(cache.get("a"));

        cache.put("a", user(1));

        assertThat(meanwhile.get()).as("while it is written").isNull();
        assertThat(table.row("a")).isEqualTo(user(1));
        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
        assertThat(table.writers).containsExactly(Thread.currentThread());
        assertThat(cache.statistics().writer()).isEqualTo(new CacheStatistics.Writer(1, 0, 0, 0));
    }

    @Test
    void aPutWithATimeToLiveOfItsOwnIsWrittenToo() {
        NamedCache cache = through();
        cache.put("a", user(1), Duration.ofMinutes(1));
        cache.putAll(users("b", "c"), Duration.ofMinutes(1));

        assertThat(table.writes).containsExactly(Table.one("a", user(1)), Map.of("b", user(1), "c", user(1)));
    }

    @Test
    void severalAreWrittenAtOnce() {
        NamedCache cache = through();
        cache.putAll(users("a", "b"));
        cache.putAll(Map.of());

        assertThat(table.writes).containsExactly(Map.of("a", user(1), "b", user(1)));
        assertThat(cache.getAll(List.of("a", "b"))).hasSize(2);
        assertThat(cache.statistics().writer().writes()).isEqualTo(2);
    }

    @Test
    void whatTheWriterThrowsReachesTheCallerAndNothingIsPut() {
        NamedCache cache = through();
        failTimes(2);

        assertThatIllegalStateException()
                .isThrownBy(() -> cache.put("a", user(1)))
                .withMessage("down");
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.putIfAbsent("a", user(1)))
                .withMessage("down");

        assertThat(cache.get("a")).isNull();
        assertThat(cache.statistics().puts()).isZero();
        assertThat(cache.statistics().writer().failures()).isEqualTo(2);
    }

    @Test
    void aCheckedExceptionIsTheCauseOfOneThatSaysWhatFailed() {
        NamedCache cache = through();
        table.beforeWrite = keys -> {
            throw new IOException("no route");
        };

        assertThatExceptionOfType(CacheWriteException.class)
                .isThrownBy(() -> cache.put("a", user(1)))
                .withMessageContaining(name)
                .withMessageContaining("'a'")
                .withCauseInstanceOf(IOException.class);
        assertThat(cache.get("a")).isNull();
    }

    /** A writer that fails may have written: what is in the cache may be old from then on. */
    @Test
    void aKeyWhoseWriteFailedIsEvicted() {
        NamedCache cache = through();
        cache.putAll(users("a", "b", "c"));
        table.beforeWrite = keys -> {
            table.set("a", user(2)); // the first of several
            throw new IllegalStateException("down");
        };

        assertThatIllegalStateException().isThrownBy(() -> cache.putAll(users("a", "b")));

        assertThat(cache.getAll(List.of("a", "b", "c"))).containsOnlyKeys("c");
    }

    @Test
    void ifAbsentWritesOnlyWhatIsAbsent() {
        NamedCache cache = through();
        assertThat(cache.putIfAbsent("a", user(1))).isNull();
        assertThat(cache.putIfAbsent("a", user(2)).get()).isEqualTo(user(1));

        assertThat(table.writes).containsExactly(Table.one("a", user(1)));
        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
    }

    @Test
    void twoThatWereBothAbsentLeaveWhatTheSourceHas() {
        NamedCache cache = through();
        table.beforeWrite = keys -> {
            table.beforeWrite = others -> {};
            cache.putIfAbsent("a", user(1));
        };

        assertThat(cache.putIfAbsent("a", user(2)).get()).isEqualTo(user(1));

        assertThat(table.row("a")).isEqualTo(user(2));
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void aNullIsWrittenAsSuchAndKeptIfNullsAre() {
        NamedCache cache = through();
        cache.put("a", user(1));
        cache.put("a", null);

        assertThat(table.row("a")).isNull();
        assertThat(cache.get("a")).isNotNull().extracting(found -> found.get()).isNull();
    }

    @Test
    void aNullThatIsPutIfAbsentIsWrittenToo() {
        table.set("a", user(1));
        NamedCache cache = through();
        assertThat(cache.putIfAbsent("a", null)).isNull();

        assertThat(table.row("a")).isNull();
        assertThat(cache.get("a")).isNotNull();
    }

    @Test
    void aNullIsWrittenAndTheKeyEvictedWhereNullsAreNotKept() {
        NamedCache cache = cache(node(false, true), spec().cacheNulls(false));
        cache.put("a", user(1));
        cache.put("a", null);

        assertThat(table.row("a")).isNull();
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void whatIsLoadedEvictedOrClearedIsNotWritten() {
        NamedCache cache = through();
        cache.get("a", () -> user(1));
        cache.retrieve("b", () -> CompletableFuture.completedFuture(user(1))).join();
        Cache call = cache.readThrough();
        call.get("c");
        call.put("c", user(1));
        cache.readThrough().put("d", user(1)); // whose look-up failed, say
        cache.evict("a");
        cache.evictIfPresent("a");
        cache.evictAll(List.of("b"));
        cache.clear();
        cache.invalidate();

        assertThat(table.writes).isEmpty();
    }

    // Transactions

    @Test
    void theWriterTakesPartInTheTransactionAndTheCacheWaitsForItsEnd() {
        NamedCache cache = through();
        table.transactions.executeWithoutResult(transaction -> {
            cache.put("a", user(1));
            cache.putAll(users("b"));
            assertThat(cache.putIfAbsent("c", user(1))).isNull();
            assertThat(table.row("a")).isEqualTo(user(1));
            assertThat(cache.getAll(List.of("a", "b", "c"))).isEmpty();
        });

        assertThat(table.row("a")).isEqualTo(user(1));
        assertThat(cache.getAll(List.of("a", "b", "c"))).hasSize(3);
    }

    @Test
    void aRollbackUndoesBoth() {
        NamedCache cache = through();
        cache.put("a", user(1));
        table.transactions.executeWithoutResult(transaction -> {
            cache.put("a", user(2));
            cache.putIfAbsent("b", user(2));
            transaction.setRollbackOnly();
        });

        assertThat(table.row("a")).isEqualTo(user(1));
        assertThat(table.row("b")).isNull();
        assertThat(cache.get("a", User.class)).isEqualTo(user(1));
        assertThat(cache.get("b")).isNull();
    }

    @Test
    void aTransactionThatGoesOnAfterAFailedWriteEvictsTheKeyWhenItIsCommitted() {
        NamedCache cache = through();
        cache.put("a", user(1));
        table.beforeWrite = keys -> {
            table.set("a", user(2));
            throw new IllegalStateException("down");
        };
        table.transactions.executeWithoutResult(transaction -> {
            assertThatIllegalStateException().isThrownBy(() -> cache.put("a", user(3)));
            assertThat(cache.get("a", User.class)).isEqualTo(user(1));
        });

        assertThat(cache.get("a")).isNull();
        assertThat(table.row("a")).isEqualTo(user(2));
    }

    @Test
    void twoPutsOfOneTransactionAreInOrder() {
        NamedCache cache = through();
        table.transactions.executeWithoutResult(transaction -> {
            cache.put("a", user(1));
            cache.put("a", user(2));
        });

        assertThat(cache.get("a", User.class)).isEqualTo(user(2));
    }

    // Order

    /** The one that is written first is put last. */
    @Test
    void putsThatOverlapLeaveTheCacheWithWhatTheSourceHas() throws Exception {
        NamedCache cache = through();
        Gate gate = new Gate();
        table.afterWrite = keys -> {
            table.afterWrite = others -> {};
            gate.pass();
        };
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> cache.put("a", user(1)));
        gate.awaitSomebody();
        cache.put("a", user(2));
        gate.open();
        first.get();

        assertThat(table.row("a")).isEqualTo(user(2));
        assertThat(cache.get("a")).isNull();
        cache.put("a", user(3)); // and that is over
        assertThat(cache.get("a", User.class)).isEqualTo(user(3));
    }

    @Test
    void putsByManyThreadsLeaveTheCacheWithWhatTheSourceHas() throws Exception {
        NamedCache cache = through();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int thread = i;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 200; round++) {
                    cache.put("key" + round, new User("thread" + thread, round));
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get();

        for (int round = 0; round < 200; round++) {
            User cached = cache.get("key" + round, User.class);
            assertThat(cached == null ? table.row("key" + round) : cached).isEqualTo(table.row("key" + round));
        }
    }
}
