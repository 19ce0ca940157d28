package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.cache.CacheLoadTimeoutException;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.RefreshAhead;
import io.leafboot.cache.Tagged;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.cache.Cache.ValueRetrievalException;

/** What becomes of loads: shared, failing, slow, ahead of time; and tags of what they give. */
abstract class LoadingContract extends BulkContract {

    private static final int CALLERS = 4;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);

    private NamedCache loaded;

    private void caches(UnaryOperator<LoadSpec> loading) {
        caches(spec(), loading);
    }

    private void caches(CacheSpec spec, UnaryOperator<LoadSpec> loading) {
        CacheSpec complete = spec.loading(loading.apply(LoadSpec.UNSET.withLeaseTime(Duration.ofMinutes(10))));
        loaded = create(Loads.CACHE, complete);
        create(Loads.OTHER, complete);
    }

    private @Nullable String ask(Way way) throws Exception {
        return way.ask(loaded, loads, "a");
    }

    /** Callers that wait for one load, which is held up by the gate. */
    private <T> List<Started<T>> waiting(int number, Callable<T> ask) {
        List<Started<T>> callers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            callers.add(start(ask));
        }
        await("all to wait")
                .during(Duration.ofMillis(100))
                .until(() -> loaded.statistics().misses() >= number
                        && callers.stream().allMatch(caller -> isWaiting(caller.thread())));
        return callers;
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static Callable<String> behind(Gate gate, Callable<String> value) {
        return () -> {
            gate.pass(() -> null);
            return value.call();
        };
    }

    private static Callable<String> failing() {
        return () -> {
            throw new IOException("source is down");
        };
    }

    // One load a key

    @ParameterizedTest
    @EnumSource(Way.class)
    void manyAtOnceMakeOneLoad(Way way) throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "value"));
        List<Started<String>> callers = waiting(CALLERS, () -> ask(way));
        gate.open();

        for (Started<String> caller : callers) {
            assertThat(caller.join()).isEqualTo("value");
        }
        assertThat(ask(way)).isEqualTo("value");
        assertThat(loads.calls()).isEqualTo(1);
        assertThat(loaded.statistics().loads()).isEqualTo(1);
        assertThat(loaded.statistics().loading().shared()).isEqualTo(CALLERS - 1);
        if (way == Way.TWO_CACHES || way == Way.TWO_OPERATIONS) {
            assertThat(registry.cache(Loads.OTHER).get("a", String.class)).isEqualTo("value");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void manyAtOnceShareOneFailureAndTheNextLoadsAgainAtOnce(Way way) throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, failing()));
        List<Started<Throwable>> callers = waiting(CALLERS, () -> failureOf(() -> ask(way)));
        gate.open();

        for (Started<Throwable> caller : callers) {
            assertThat(caller.join()).isExactlyInstanceOf(IOException.class).hasMessage("source is down");
        }
        assertThat(loads.calls()).isEqualTo(1);
        assertThat(loaded.statistics().loadFailures()).isEqualTo(1);
        assertThat(loaded.get("a")).isNull();

        loads.give(() -> "value");
        assertThat(start(() -> ask(way)).join()).isEqualTo("value");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anErrorIsSharedAndTheNextLoadsAgainAtOnce(Way way) throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> {
            throw new AssertionError("expected");
        }));
        List<Started<Throwable>> callers = waiting(CALLERS, () -> failureOf(() -> ask(way)));
        gate.open();

        for (Started<Throwable> caller : callers) {
            assertThat(caller.join()).isExactlyInstanceOf(AssertionError.class).hasMessage("expected");
        }
        assertThat(loads.calls()).isEqualTo(1);

        loads.give(() -> "value");
        assertThat(start(() -> ask(way)).join()).isEqualTo("value");
    }

    /** A way whose values are not to be kept. */
    enum Vetoed {
        PLAIN,
        OPTIONAL,
        FUTURE,
        MONO;

        @Nullable
        String ask(Loads loads) throws Exception {
            return switch (this) {
                case PLAIN -> loads.vetoed("a");
                case OPTIONAL -> loads.vetoedOptional("a").orElse(null);
                case FUTURE -> loads.vetoedFuture("a").get();
                case MONO -> loads.vetoedMono("a").toFuture().get();
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Vetoed.class)
    void whatIsNotToBeKeptIsSharedAndTheNextLoadsAgainAtOnce(Vetoed way) throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        AtomicInteger number = new AtomicInteger();
        loads.give(behind(gate, () -> "value " + number.incrementAndGet()));
        List<Started<String>> callers = waiting(CALLERS, () -> way.ask(loads));
        gate.open();

        for (Started<String> caller : callers) {
            assertThat(caller.join()).isEqualTo("value 1");
        }
        assertThat(loaded.get("a")).isNull();
        assertThat(start(() -> way.ask(loads)).join()).isEqualTo("value 2");
        assertThat(loads.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLUX", "FLUX_IN_SYNC"})
    void nullIsSharedAndKeptOrNot(Way way) throws Exception {
        for (boolean nulls : new boolean[] {true, false}) {
            caches(spec().cacheNulls(nulls), loading -> loading);
            Gate gate = new Gate();
            loads.give(behind(gate, () -> null));
            List<Started<String>> callers = waiting(CALLERS, () -> ask(way));
            gate.open();

            for (Started<String> caller : callers) {
                assertThat(caller.join()).isNull();
            }
            assertThat(loads.calls()).as("kept: %s", nulls).isEqualTo(1);
            assertThat(start(() -> ask(way)).join()).isNull();
            assertThat(loads.calls()).as("kept: %s", nulls).isEqualTo(nulls ? 1 : 2);
            assertThat(loaded.statistics().rejectedFills()).isZero();
            registry.remove(Loads.CACHE);
            registry.remove(Loads.OTHER);
        }
    }

    @Test
    void aMethodWhoseConditionSpeaksAgainstItLoadsForEachCaller() throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "value"));
        List<Started<String>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(start(() -> loads.aside("a")));
        }
        await("all to load").until(() -> loads.calls() == CALLERS);
        gate.open();

        for (Started<String> caller : callers) {
            assertThat(caller.join()).isEqualTo("value");
        }
        assertThat(loaded.get("a")).isNull();
    }

    @Test
    void aMethodThatPutsAsWellIsCalledForEachCaller() throws Exception {
        caches(loading -> loading.withRefreshAhead(new RefreshAhead(0.000001)));
        loads.give(() -> "first");
        assertThat(loads.andPut("a")).isEqualTo("first");
        loads.give(() -> "second");
        assertThat(loads.andPut("a")).isEqualTo("second");

        assertThat(loaded.get("a", String.class)).isEqualTo("first");
        assertThat(registry.cache(Loads.OTHER).get("a", String.class)).isEqualTo("second");
        await("no refresh besides")
                .during(Duration.ofMillis(200))
                .until(() -> loads.calls() == 1 && loaded.statistics().loading().refreshes() == 0);
    }

    @Test
    void aMethodThatEvictsAsWellLeavesNothing() throws Exception {
        caches(loading -> loading);
        loads.give(() -> "value");

        assertThat(loads.andEvict("a")).isEqualTo("value");
        assertThat(loaded.get("a")).isNull();
        assertThat(loads.andEvict("a")).isEqualTo("value");
        assertThat(loads.calls()).isEqualTo(2);
    }

    @Test
    void aThousandThreadsMakeOneLoad() throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "value"));
        List<Started<String>> callers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Way way = i % 2 == 0 ? Way.CALLABLE : Way.PLAIN;
            callers.add(start(() -> ask(way)));
        }
        await("all to ask").until(() -> loaded.statistics().misses() > 500);
        gate.open();

        for (Started<String> caller : callers) {
            assertThat(caller.join()).isEqualTo("value");
        }
        assertThat(loads.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"CALLABLE", "PLAIN", "SYNC", "OPTIONAL"})
    void whoIsInterruptedWaitsNoLongerAndTheOthersDo(Way way) throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "value"));
        Started<String> loader = start(() -> ask(way));
        gate.awaitSomebody();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Started<Throwable> interrupted = start(() -> {
            Throwable failure = failureOf(() -> ask(way));
            flag.set(Thread.currentThread().isInterrupted());
            return failure;
        });
        interrupted.awaitWaitingForLoad();
        interrupted.thread().interrupt();

        assertThat(interrupted.join()).isNotNull();
        assertThat(flag.get()).isTrue();
        gate.open();
        assertThat(loader.join()).isEqualTo("value");
        assertThat(loaded.get("a", String.class)).isEqualTo("value");
    }

    @Test
    void whoCancelsAFutureLeavesTheLoadToTheOthers() throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "value"));
        List<CompletableFuture<String>> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            callers.add(loads.future("a"));
            callers.add(loads.futureInSync("a"));
            callers.add(loads.mono("a").toFuture());
        }
        gate.awaitSomebody();
        callers.subList(0, 3).forEach(caller -> caller.cancel(true));
        gate.open();

        for (CompletableFuture<String> caller : callers.subList(3, 6)) {
            assertThat(caller.get(20, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("value");
        }
        assertThat(loads.calls()).isEqualTo(1);
        await("value kept").until(() -> loaded.get("a") != null);
    }

    // Old values

    private void withOld(CacheSpec spec, UnaryOperator<LoadSpec> loading, @Nullable String old) throws Exception {
        caches(
                spec.ttl(SHORT).nullTtl(SHORT),
                settings -> loading.apply(settings.withStaleFor(LONG).withStaleRetry(Duration.ofMillis(1))));
        loads.give(() -> old);
    }

    private void becomesOld(Way way) throws Exception {
        ask(way);
        await("value to be old").until(() -> loaded.get("a") == null);
        await("value to be old")
                .until(() -> way != Way.TWO_CACHES && way != Way.TWO_OPERATIONS
                        || registry.cache(Loads.OTHER).get("a") == null);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anOldValueIsAnsweredWhileTheLoadFails(Way way) throws Exception {
        withOld(spec(), loading -> loading, "old");
        becomesOld(way);
        loads.give(failing());

        assertThat(ask(way)).isEqualTo("old");
        assertThat(loads.calls()).isEqualTo(1);
        assertThat(loaded.statistics().loading().staleAnswers()).isEqualTo(1);
        assertThat(loaded.get("a")).isNull();
        assertThat(loaded.get("a", (Class<?>) null)).isNull();
        assertThat(loaded.getAll(List.of("a"))).isEmpty();
        if (listsKeys()) {
            assertThat(loaded.keys(KeyRange.first(10))).isEmpty();
        }
        await("rest").until(() -> {
            ask(way);
            return loads.calls() > 1;
        });

        loads.give(() -> "new");
        await("new value").until(() -> "new".equals(ask(way)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"CALLABLE", "PLAIN", "FUTURE", "OPTIONAL", "MONO", "SYNC"})
    void anOldNullIsAnsweredToo(Way way) throws Exception {
        withOld(spec(), loading -> loading, null);
        becomesOld(way);
        loads.give(failing());

        assertThat(ask(way)).isNull();
        assertThat(loaded.statistics().loading().staleAnswers()).isEqualTo(1);
    }

    @Test
    void anOldValueIsReplacedByPutIfAbsent() throws Exception {
        withOld(spec(), loading -> loading, "old");
        becomesOld(Way.CALLABLE);

        assertThat(loaded.putIfAbsent("a", "new")).isNull();
        assertThat(loaded.get("a", String.class)).isEqualTo("new");
    }

    @Test
    void noOldValueIsAnsweredAfterItsTime() throws Exception {
        caches(
                spec().ttl(SHORT),
                loading -> loading.withStaleFor(Duration.ofMillis(300)).withStaleRetry(Duration.ofMillis(1)));
        loads.give(() -> "old");
        long asked = System.nanoTime();
        ask(Way.CALLABLE);
        loads.give(failing());

        await("old value to go").until(() -> failureOf(() -> ask(Way.CALLABLE)) != null);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(450));
        assertThat(failureOf(() -> ask(Way.PLAIN))).isInstanceOf(IOException.class);
    }

    /** What an old value does not outlive. */
    enum Removal {
        EVICT(cache -> cache.evict("a")),
        EVICT_IF_PRESENT(cache -> cache.evictIfPresent("a")),
        EVICT_ALL(cache -> cache.evictAll(List.of("a"))),
        EVICT_BY_TEXT(cache -> cache.evictByText("a")),
        EVICT_BY_TAG(cache -> cache.evictByTag("tag")),
        CLEAR(NamedCache::clear),
        INVALIDATE(NamedCache::invalidate),
        PUT_AND_EVICT(cache -> {
            cache.put("a", "new");
            cache.evict("a");
        });

        final Consumer<NamedCache> work;

        Removal(Consumer<NamedCache> work) {
            this.work = work;
        }
    }

    @ParameterizedTest
    @EnumSource(Removal.class)
    void anOldValueThatWasRemovedIsNotAnswered(Removal removal) throws Exception {
        withOld(spec().tags(List.of("'tag'")), loading -> loading.withStaleRetry(LONG), "old");
        becomesOld(Way.CALLABLE);
        loads.give(failing());
        assertThat(ask(Way.CALLABLE)).isEqualTo("old");

        removal.work.accept(loaded);

        for (Way way : List.of(Way.CALLABLE, Way.PLAIN, Way.FUTURE, Way.MONO)) {
            assertThat(failureOf(() -> ask(way))).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"CALLABLE", "RETRIEVE", "PLAIN", "FUTURE", "MONO"}) // each takes its time
    void theSourceIsLeftAloneAfterAFailureAsLongAsThereIsAnOldValue(Way way) throws Exception {
        withOld(spec(), loading -> loading.withStaleRetry(Duration.ofMillis(700)), "old");
        becomesOld(way);
        loads.give(failing());
        long failed = System.nanoTime(); // or later
        assertThat(ask(way)).isEqualTo("old");
        loads.give(() -> "new");

        String soon = ask(way);
        if (System.nanoTime() - failed < Duration.ofMillis(500).toNanos()) {
            assertThat(soon).isEqualTo("old");
            assertThat(loads.calls()).isZero();
        }
        await("new value").until(() -> "new".equals(ask(way)));
        assertThat(System.nanoTime() - failed)
                .isGreaterThan(Duration.ofMillis(600).toNanos());
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"CALLABLE", "RETRIEVE", "PLAIN", "FUTURE", "MONO"}) // each takes its time
    void aFailureIsAnsweredWithoutAskingAgainForAWhile(Way way) throws Exception {
        caches(loading -> loading.withFailureTtl(Duration.ofMillis(700)));
        loads.give(failing());
        long failed = System.nanoTime(); // or later
        assertThat(failureOf(() -> ask(way))).isExactlyInstanceOf(IOException.class);
        loads.give(() -> "value");

        Throwable again = failureOf(() -> ask(way));
        if (System.nanoTime() - failed < Duration.ofMillis(500).toNanos()) {
            assertThat(again).isExactlyInstanceOf(IOException.class);
            assertThat(loads.calls()).isZero();
        }
        await("source to be asked").until(() -> failureOf(() -> ask(way)) == null);
        assertThat(System.nanoTime() - failed)
                .isGreaterThan(Duration.ofMillis(600).toNanos());
    }

    @Test
    void aWriteEndsTheTimeOfAFailure() throws Exception {
        caches(loading -> loading.withFailureTtl(LONG));
        for (Removal removal : Removal.values()) {
            loads.give(failing());
            assertThat(failureOf(() -> ask(Way.CALLABLE))).isNotNull();
            loads.give(() -> "value");
            assertThat(failureOf(() -> ask(Way.CALLABLE))).isNotNull();

            removal.work.accept(loaded);

            assertThat(ask(Way.CALLABLE)).as("%s", removal).isEqualTo("value");
            loaded.clear();
        }
    }

    // Loads that take long

    @ParameterizedTest
    @EnumSource(Way.class)
    void whoHasAnOldValueDoesNotWaitForLong(Way way) throws Exception {
        withOld(spec(), loading -> loading.withSoftTimeout(Duration.ofMillis(100)), "old");
        becomesOld(way);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "new"));

        long asked = System.nanoTime();
        assertThat(ask(way)).isEqualTo("old");
        assertThat(System.nanoTime() - asked)
                .isGreaterThan(Duration.ofMillis(90).toNanos());
        assertThat(ask(way)).isEqualTo("old");
        assertThat(loaded.statistics().loading().softTimeouts()).isEqualTo(2);
        assertThat(loaded.statistics().loading().staleAnswers()).isEqualTo(2);
        gate.open();

        await("new value")
                .until(() -> Objects.equals(
                        way.isFlux() ? List.of("new") : "new",
                        loaded.get("a") == null
                                ? null
                                : Objects.requireNonNull(loaded.get("a")).get()));
        assertThat(loads.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whoHasNoneIsToldThatItTookTooLong(Way way) throws Exception {
        caches(loading -> loading.withHardTimeout(Duration.ofMillis(100)));
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "value"));

        assertThat(failureOf(() -> ask(way)))
                .isExactlyInstanceOf(CacheLoadTimeoutException.class)
                .hasMessageContaining("loads")
                .hasMessageContaining("hard-timeout");
        assertThat(failureOf(() -> ask(way))).isExactlyInstanceOf(CacheLoadTimeoutException.class);
        assertThat(loaded.statistics().loading().hardTimeouts()).isEqualTo(2);
        gate.open();

        await("value").until(() -> loaded.get("a") != null);
        assertThat(ask(way)).isEqualTo("value");
        assertThat(loads.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aLoadInTimeGivesItsValueOrItsFailure(Way way) throws Exception {
        caches(loading -> loading.withHardTimeout(LONG).withSoftTimeout(LONG).withStaleFor(LONG));
        loads.give(failing());
        assertThat(failureOf(() -> ask(way))).isExactlyInstanceOf(IOException.class);
        loads.give(() -> "value");

        assertThat(ask(way)).isEqualTo("value");
        assertThat(ask(way)).isEqualTo("value");
        assertThat(loads.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"CALLABLE", "PLAIN", "SYNC", "OPTIONAL"})
    void aLoadInATransactionRunsOnItsThreadWithoutALimit(Way way) throws Exception {
        caches(loading -> loading.withHardTimeout(Duration.ofMillis(1)));
        AtomicReference<Thread> thread = new AtomicReference<>();
        loads.give(() -> {
            thread.set(Thread.currentThread());
            long until = System.nanoTime() + Duration.ofMillis(50).toNanos();
            await("some time").until(() -> System.nanoTime() - until > 0);
            return "value";
        });

        String value = transactions.execute(status -> {
            try {
                return ask(way);
            } catch (Exception ex) {
                throw new IllegalStateException(ex);
            }
        });

        assertThat(value).isEqualTo("value");
        assertThat(thread.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void whatATransactionLoadsAndDoesNotKeepIsNotForOthers() throws Exception {
        caches(loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "not committed"));
        Started<String> inside = start(() -> transactions.execute(status -> {
            try {
                return loads.vetoed("a");
            } catch (Exception ex) {
                throw new IllegalStateException(ex);
            }
        }));
        gate.awaitSomebody();
        Started<String> outside = start(() -> loads.vetoed("a"));
        outside.awaitWaitingForLoad();
        loads.give(() -> "committed");
        gate.open();

        assertThat(inside.join()).isEqualTo("not committed");
        assertThat(outside.join()).isEqualTo("committed");
    }

    @Test
    void anOldValueIsNotPutIntoAnotherCacheAsANewOne() throws Exception {
        withOld(spec(), loading -> loading, "old");
        becomesOld(Way.TWO_CACHES);
        loads.give(failing());

        assertThat(ask(Way.TWO_CACHES)).isEqualTo("old");
        assertThat(registry.cache(Loads.OTHER).get("a")).isNull();
        assertThat(ask(Way.TWO_OPERATIONS)).isEqualTo("old");
        assertThat(registry.cache(Loads.OTHER).get("a")).isNull();
    }

    // Before the time is over

    private static final RefreshAhead EARLY = new RefreshAhead(0.01);

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"CALLABLE", "RETRIEVE", "PLAIN", "FUTURE", "MONO"}) // each takes its time
    void aReadLoadsAnewAheadOfTimeOnceAndNobodyWaits(Way way) throws Exception {
        caches(spec().ttl(Duration.ofMinutes(1)), loading -> loading.withRefreshAhead(EARLY));
        loads.give(() -> "first");
        ask(way);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "second"));
        if (way != Way.FLUX && way != Way.MONO) {
            assertThat(ask(way)).isEqualTo("first");
        }

        await("refresh").until(() -> {
            assertThat(ask(way)).isEqualTo("first");
            return loads.calls() > 0;
        });
        for (int i = 0; i < 20; i++) {
            assertThat(ask(way)).isEqualTo("first");
        }
        assertThat(loads.calls()).isEqualTo(1);
        gate.open();

        await("new value").until(() -> "second".equals(ask(way)));
        await("count").until(() -> loaded.statistics().loading().refreshes() >= 1);
        assertThat(loaded.statistics().loading().refreshFailures()).isZero();
    }

    @Test
    void aRefreshThatFailsLeavesTheValueAndIsNotRepeatedAtOnce() throws Exception {
        caches(
                spec().ttl(Duration.ofMinutes(1)),
                loading -> loading.withRefreshAhead(EARLY).withStaleRetry(LONG));
        loads.give(() -> "first");
        ask(Way.PLAIN);
        loads.give(failing());

        await("refresh").until(() -> {
            assertThat(ask(Way.PLAIN)).isEqualTo("first");
            return loaded.statistics().loading().refreshFailures() == 1;
        });
        for (int i = 0; i < 20; i++) {
            assertThat(ask(Way.PLAIN)).isEqualTo("first");
            assertThat(ask(Way.CALLABLE)).isEqualTo("first");
        }
        assertThat(loads.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Removal.class)
    void aRemovalDuringARefreshWins(Removal removal) throws Exception {
        caches(spec().ttl(Duration.ofMinutes(1)).tags(List.of("'tag'")), loading -> loading.withRefreshAhead(EARLY));
        loads.give(() -> "first");
        ask(Way.PLAIN);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "out of date"));
        await("refresh").until(() -> {
            ask(Way.PLAIN);
            return loads.calls() > 0;
        });

        removal.work.accept(loaded);
        assertThat(loaded.get("a")).isNull();
        gate.open();

        await("refresh to end").until(() -> loaded.statistics().rejectedFills() == 1);
        assertThat(loaded.get("a")).isNull();
        loads.give(() -> "third");
        assertThat(start(() -> ask(Way.PLAIN)).join()).isEqualTo("third");
    }

    @Test
    void aValueThatTookLongToLoadIsLoadedAnewAtRandom() throws Exception {
        caches(spec().ttl(Duration.ofSeconds(3)), loading -> loading.withRefreshAhead(RefreshAhead.AUTO));
        loads.give(() -> {
            long until = System.nanoTime() + Duration.ofMillis(500).toNanos();
            await("some time").until(() -> System.nanoTime() - until > 0);
            return "value";
        });

        await("refresh").until(() -> {
            ask(Way.CALLABLE);
            return loaded.statistics().loading().refreshes() > 0;
        });
    }

    // Tags

    record Product(String id, String shop, List<String> colours) {}

    record TaggedProduct(String id) implements Tagged {

        @Override
        public Collection<?> tags() {
            return List.of("shop-" + id, 7);
        }
    }

    record TaggedKey(String id, String shop) implements Tagged {

        @Override
        public Collection<?> tags() {
            return List.of(shop);
        }
    }

    private NamedCache products() {
        return create(spec().tags(List.of("'shop:' + #value?.shop", "#value?.colours", "'key:' + #key", "null")));
    }

    /** A way to put a value. */
    enum Put {
        PUT((cache, key, value) -> cache.put(key, value)),
        PUT_BRIEFLY((cache, key, value) -> cache.put(key, value, LONG)),
        PUT_ALL((cache, key, value) -> cache.putAll(Map.of(key, value))),
        PUT_ALL_BRIEFLY((cache, key, value) -> cache.putAll(Map.of(key, value), LONG)),
        PUT_IF_ABSENT((cache, key, value) -> cache.putIfAbsent(key, value)),
        GET((cache, key, value) -> cache.get(key, () -> value)),
        RETRIEVE((cache, key, value) -> cache.retrieve(key, () -> CompletableFuture.completedFuture(value))
                .join());

        private final Work work;

        Put(Work work) {
            this.work = work;
        }

        private interface Work {

            void put(NamedCache cache, Object key, Object value);
        }
    }

    @ParameterizedTest
    @EnumSource(Put.class)
    void whatHasATagByTheSettingsIsEvictedByIt(Put put) {
        NamedCache products = products();
        Product tea = new Product("tea", "north", List.of("green", "black"));
        Product milk = new Product("milk", "south", List.of("white"));
        for (Object tag : List.of("shop:north", "green", "black", "key:tea")) {
            put.work.put(products, "tea", tea);
            put.work.put(products, "milk", milk);
            assertThat(products.get("tea", Product.class)).isEqualTo(tea);
            products.evictByTag("shop:west");
            assertThat(products.get("tea", Product.class)).isEqualTo(tea);

            products.evictByTag(tag);

            assertThat(products.get("tea")).as("%s", tag).isNull();
            assertThat(products.getAll(List.of("tea", "milk"))).containsOnlyKeys("milk");
            if (listsKeys()) {
                assertThat(products.keys(KeyRange.first(10))).containsExactly("milk");
            }
            assertThat(products.evictIfPresent("tea")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Put.class)
    void whatNamesItsTagsIsEvictedByThem(Put put) {
        put.work.put(cache, "a", new TaggedProduct("a"));
        put.work.put(cache, "b", new TaggedProduct("b"));
        put.work.put(cache, new TaggedKey("c", "east"), "by its key");

        cache.evictByTag("shop-a");
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b", TaggedProduct.class)).isEqualTo(new TaggedProduct("b"));
        assertThat(cache.get(new TaggedKey("c", "east"), String.class)).isEqualTo("by its key");

        cache.evictByTag("east");
        assertThat(cache.get(new TaggedKey("c", "east"))).isNull();
        registry.evictByTag(7);
        assertThat(cache.get("b")).isNull();
    }

    @Test
    void whatIsPutAfterAnEvictByTagStays() {
        NamedCache products = products();
        Product tea = new Product("tea", "north", List.of());
        products.evictByTag("shop:north");
        products.put("tea", tea);
        products.evictByTag("shop:south");

        assertThat(products.get("tea", Product.class)).isEqualTo(tea);
        assertThat(products.get("tea", () -> new Product("again", "north", List.of())))
                .isEqualTo(tea);
    }

    @Test
    void anAnnotationEvictsByTag() throws Exception {
        caches(spec().tags(List.of("'tag:' + #value")), loading -> loading);
        loaded.put("a", "one");
        loaded.put("b", "two");
        loads.evictTag("tag:one");
        assertThat(loaded.get("a")).isNull();
        loads.evictTagFirst("tag:two");
        assertThat(loaded.get("b")).isNull();
        assertThat(loaded.statistics().removals()).isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anEvictByTagBeatsALoadThatIsUnderWay(Way way) throws Exception {
        caches(spec().tags(List.of("'tag'")), loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "out of date"));
        Started<String> caller = start(() -> ask(way));
        gate.awaitSomebody();
        registry.evictByTag("tag");
        gate.open();

        assertThat(caller.join()).isEqualTo("out of date");
        await("load to end").until(() -> loaded.statistics().rejectedFills() == 1);
        assertThat(loaded.get("a")).isNull();
        loads.give(() -> "new");
        assertThat(start(() -> ask(way)).join()).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anEvictOfAnotherTagLeavesALoadAlone(Way way) throws Exception {
        caches(spec().tags(List.of("'tag'")), loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "value"));
        Started<String> caller = start(() -> ask(way));
        gate.awaitSomebody();
        loaded.evictByTag("another");
        gate.open();

        assertThat(caller.join()).isEqualTo("value");
        await("value").until(() -> loaded.get("a") != null);
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"CALLABLE", "PLAIN", "FUTURE", "MONO"})
    void aValueWhoseTagsCannotBeToldIsSharedAndNotKept(Way way) throws Exception {
        caches(spec().tags(List.of("#value.nothingOfTheKind")), loading -> loading);
        Gate gate = new Gate();
        loads.give(behind(gate, () -> "value"));
        List<Started<String>> callers = waiting(CALLERS, () -> ask(way));
        gate.open();

        for (Started<String> caller : callers) {
            assertThat(caller.join()).isEqualTo("value");
        }
        assertThat(loads.calls()).isEqualTo(1);
        assertThat(loaded.get("a")).isNull();
        loaded.put("b", "value");
        assertThat(loaded.get("b")).isNull();
        assertThat(start(() -> ask(way)).join()).isEqualTo("value");
    }

    /** Those who wait for a load that an evict has made void asked before the next one began, and share that. */
    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"CALLABLE", "PLAIN", "FUTURE", "MONO"})
    void anEvictByTagCostsThoseWhoWaitOneMoreLoad(Way way) throws Exception {
        caches(spec().tags(List.of("#value.nothingOfTheKind")), loading -> loading);
        Gate first = new Gate();
        loads.give(behind(first, () -> "old"));
        Started<String> before = start(() -> ask(way));
        first.awaitSomebody();
        List<Started<String>> callers = waiting(11, () -> ask(way));
        Gate second = new Gate();
        loads.give(behind(second, () -> "new"));
        loaded.evictByTag("tag");
        Map<Started<String>, Long> waits = callers.stream().collect(Collectors.toMap(caller -> caller, Started::waits));
        first.open();
        second.awaitSomebody();
        if (way.blocks()) {
            // Who was let go and has not had its turn since looks as if it waited.
            await("all to wait again")
                    .until(() -> callers.stream()
                            .allMatch(caller -> caller.waits() > waits.get(caller) && caller.isWaitingForLoad()));
        } else {
            await("all to wait again")
                    .during(Duration.ofMillis(100))
                    .until(() -> callers.stream().allMatch(caller -> isWaiting(caller.thread())));
        }
        second.open();

        assertThat(before.join()).isEqualTo("old");
        for (Started<String> caller : callers) {
            assertThat(caller.join()).isEqualTo("new");
        }
        assertThat(loads.calls()).isEqualTo(1);
    }

    @Test
    void anExpressionThatIsNoneIsAnErrorThatNamesTheSetting() {
        assertThatThrownBy(() -> create(spec().tags(List.of("#value.("))))
                .hasMessageContaining(".tags has '#value.('")
                .hasMessageContaining("not an expression")
                .hasMessageContaining("@Cacheable");
    }

    /** For those who get the exception as Spring's contract has it. */
    @Test
    void aLoaderThatTakesTooLongIsAValueRetrievalException() {
        caches(loading -> loading.withHardTimeout(Duration.ofMillis(10)));
        Gate gate = new Gate();
        assertThatThrownBy(() -> loaded.get("a", () -> gate.pass(() -> "value")))
                .isInstanceOf(ValueRetrievalException.class)
                .hasCauseInstanceOf(CacheLoadTimeoutException.class);
        gate.open();
    }
}
