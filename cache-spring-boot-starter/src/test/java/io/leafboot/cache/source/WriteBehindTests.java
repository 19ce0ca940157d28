package io.leafboot.cache.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheWriteException;
import io.leafboot.cache.CacheWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class WriteBehindTests {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final Table table = new Table("users");
    private final List<Object> evicted = new CopyOnWriteArrayList<>();
    private final List<Object> cached = new CopyOnWriteArrayList<>();
    private final List<WriteBehind> opened = new ArrayList<>();

    @AfterEach
    void close() {
        table.beforeWrite = keys -> {};
        opened.forEach(WriteBehind::close);
    }

    // Batches

    @Test
    void aValueIsWrittenWhenItHasWaitedForTheInterval() {
        WriteBehind users = behind(settings(Duration.ofMillis(200), 100, 100, 3));
        long before = System.nanoTime();

        put(users, "a", 1);

        User soon = table.row("a");
        if (System.nanoTime() - before < Duration.ofMillis(150).toNanos()) {
            assertThat(soon).isNull();
        }
        await().until(() -> table.row("a") != null);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(190));
        await().until(() -> users.statistics().waiting() == 0);
        assertThat(users.statistics().writes()).isEqualTo(1);
        assertThat(table.writers).singleElement().satisfies(thread -> {
            assertThat(thread.getName()).isEqualTo("cache-writer-users");
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void aFullBatchDoesNotWaitForTheInterval() {
        WriteBehind users = behind(settings(LONG, 3, 100, 3));
        put(users, "a", 1);
        put(users, "b", 1);
        put(users, "c", 1);

        await().until(() -> table.writes.size() == 1);
        assertThat(table.writes.get(0).keySet()).containsExactly("a", "b", "c");
    }

    @Test
    void ofEachKeyTheNewestIsWritten() {
        WriteBehind users = behind(settings(LONG, 100, 100, 3));
        put(users, "a", 1);
        put(users, "b", 1);
        put(users, "a", 2);
        put(users, "a", 3);
        assertThat(users.statistics().waiting()).isEqualTo(2);

        users.flush();

        assertThat(table.writes).containsExactly(Map.of("a", user(3), "b", user(1)));
    }

    /** Else a key that is put all the time would wait for ever. */
    @Test
    void aKeyThatIsPutAgainKeepsItsPlace() {
        WriteBehind users = behind(settings(LONG, 2, 100, 3));
        Gate gate = new Gate();
        table.beforeWrite = keys -> gate.pass();
        users.put(values("x", "y"), () -> {}, () -> {}, null);
        users.put(values("a", "b", "c"), () -> {}, () -> {}, null);
        put(users, "a", 2);
        gate.open();

        await().until(() -> table.writes.size() == 2);
        assertThat(table.writes.get(1)).containsEntry("a", user(2)).containsOnlyKeys("a", "b");
    }

    @Test
    void aValueThatComesWhileAnOlderOneIsWrittenIsWrittenAfterIt() throws Exception {
        WriteBehind users = behind(settings(Duration.ofMillis(1), 100, 100, 3));
        Gate gate = new Gate();
        table.beforeWrite = keys -> gate.pass();
        put(users, "a", 1);
        gate.awaitSomebody();

        put(users, "a", 2);
        assertThat(users.pending("a").get()).isEqualTo(user(2));
        gate.open();

        await().until(() -> users.statistics().waiting() == 0);
        assertThat(table.writes).containsExactly(Map.of("a", user(1)), Map.of("a", user(2)));
        assertThat(table.row("a")).isEqualTo(user(2));
    }

    // Pending

    @Test
    void aValueIsPendingUntilItIsWritten() throws Exception {
        WriteBehind users = behind(settings(LONG, 100, 100, 2));
        assertThat(users.pending("a")).isNull();
        put(users, "a", 1);
        assertThat(users.pending("a").get()).isEqualTo(user(1));

        AtomicInteger calls = new AtomicInteger();
        Gate gate = new Gate();
        table.beforeWrite = keys -> {
            if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("down");
            }
            gate.pass();
        };
        users.drain();
        await().until(() -> users.statistics().failures() == 1);
        assertThat(users.pending("a").get())
                .as("while it waits to be tried again")
                .isEqualTo(user(1));
        gate.awaitSomebody();
        assertThat(users.pending("a").get()).as("while it is written").isEqualTo(user(1));
        gate.open();
        await().until(() -> users.pending("a") == null);
        assertThat(table.row("a")).isEqualTo(user(1));
    }

    @Test
    void aValueIsPendingBetweenItsAttempts() {
        BehindSettings slow = new BehindSettings(
                Duration.ofMillis(1), 100, 100, 3, LONG, Duration.ofMillis(200), Duration.ofSeconds(20));
        WriteBehind users = behind(slow);
        failTimes(1);
        put(users, "a", 1);
        await().until(() -> users.statistics().failures() == 1);

        await().during(Duration.ofMillis(50))
                .until(() ->
                        users.pending("a") != null && users.pending("a").get().equals(user(1)));
    }

    @Test
    void aNullIsPendingAndWrittenToo() {
        table.set("a", user(1));
        WriteBehind users = behind(settings(LONG, 100, 100, 2));
        users.put(new LinkedHashMap<>(Table.one("a", null)), () -> {}, () -> {}, null);
        assertThat(users.pending("a")).isNotNull();
        assertThat(users.pending("a").get()).isNull();

        users.flush();

        assertThat(table.row("a")).isNull();
    }

    // Failures

    @Test
    void aValueThatFailsThreeTimesAndThenWorksIsWritten(CapturedOutput output) {
        WriteBehind users = behind(settings(Duration.ofMillis(1), 100, 100, 4));
        failTimes(3);
        long before = System.nanoTime();
        put(users, "a", 1);

        await().until(() -> users.statistics().waiting() == 0);

        assertThat(table.row("a")).isEqualTo(user(1));
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .as("20, 40 and 80 ms of waiting")
                .isGreaterThanOrEqualTo(Duration.ofMillis(140));
        assertThat(users.statistics().failures()).isEqualTo(3);
        assertThat(users.statistics().writes()).isEqualTo(1);
        assertThat(table.givenUp).isEmpty();
        assertThat(output.toString().split("The writer of cache 'users' fails", -1))
                .hasSize(2);
    }

    @Test
    void aValueThatFailsTooOftenIsGivenUpInTheOpen(CapturedOutput output) {
        WriteBehind users = behind(settings(Duration.ofMillis(1), 100, 100, 3));
        failTimes(3);
        users.put(new LinkedHashMap<>(Map.of("a", new User("secret", 1))), () -> {}, () -> {}, null);

        await().until(() -> users.statistics().waiting() == 0);

        assertThat(table.writes).isEmpty();
        assertThat(evicted).containsExactly("a");
        assertThat(users.statistics().givenUp()).isEqualTo(1);
        assertThat(users.pending("a")).isNull();
        assertThat(table.givenUp).singleElement().satisfies(each -> {
            assertThat(each.key()).isEqualTo("a");
            assertThat(each.value()).isEqualTo(new User("secret", 1));
            assertThat(each.failure()).hasMessageStartingWith("down");
        });
        assertThat(output)
                .contains("ERROR")
                .contains("key 'a' of cache 'users'")
                .doesNotContain("secret");
    }

    /** Else the cache would go on having what the source never will. */
    @Test
    void aValueThatIsGivenUpBeforeItIsInTheCacheIsEvictedAfterwards() {
        WriteBehind users = behind(settings(Duration.ofMillis(1), 100, 100, 1));
        failTimes(1);

        users.put(values("a"), () -> await().until(() -> evicted.contains("a")), () -> evicted.add("again"), null);

        assertThat(evicted).containsExactly("a", "again");
    }

    /** The source will have the new value, and the cache must not go on having the one before. */
    @Test
    void aValueThatTheCacheDoesNotTakeIsEvicted() {
        WriteBehind users = behind(settings(Duration.ofMillis(1), 100, 100, 3));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> users.put(
                        values("a"),
                        () -> {
                            throw new IllegalStateException("what type is this");
                        },
                        () -> evicted.add("put before"),
                        null));

        assertThat(evicted).containsExactly("put before");
        await().until(() -> table.row("a") != null);
    }

    @Test
    void aPoisonedValueDoesNotHoldUpTheOthers() throws Exception {
        // What failed is not due again before the writer has looked for what else there is.
        WriteBehind users = behind(new BehindSettings(
                LONG, 5, 100, 3, Duration.ofMillis(500), Duration.ofMillis(200), Duration.ofSeconds(20)));
        Gate gate = new Gate();
        table.beforeWrite = keys -> {
            gate.pass();
            if (keys.contains("c")) {
                throw new IllegalStateException("down with c");
            }
        };
        users.put(values("a", "b", "c", "d", "e"), () -> {}, () -> {}, null);
        gate.awaitSomebody();
        users.put(values("f", "g", "h", "i", "j"), () -> {}, () -> {}, null);
        gate.open();

        await().until(() -> users.statistics().waiting() == 0);

        assertThat(table.writes.get(0)).as("before those that failed").containsOnlyKeys("f", "g", "h", "i", "j");
        assertThat(table.writes.subList(1, 5))
                .allSatisfy(each -> assertThat(each).hasSize(1));
        assertThat(table.writes).hasSize(5);
        assertThat(table.givenUp).extracting(Table.GivenUp::key).containsExactly("c");
        assertThat(evicted).containsExactly("c");
    }

    @Test
    void noValueIsGivenUpBeforeItWasTriedByItself() {
        WriteBehind users = behind(settings(LONG, 3, 100, 1));
        table.beforeWrite = keys -> {
            if (keys.size() > 1) {
                throw new IllegalStateException("no batches");
            }
        };
        users.put(values("a", "b", "c"), () -> {}, () -> {}, null);

        await().until(() -> users.statistics().waiting() == 0);

        assertThat(table.givenUp).isEmpty();
        assertThat(users.statistics().writes()).isEqualTo(3);
    }

    @Test
    void aNewerValueBeginsItsAttemptsAnew() {
        WriteBehind users = behind(settings(Duration.ofMillis(1), 100, 100, 2));
        AtomicInteger calls = new AtomicInteger();
        table.beforeWrite = keys -> {
            int call = calls.incrementAndGet();
            if (call == 1) {
                put(users, "a", 2); // while the older one is written
            }
            if (call <= 2) {
                throw new IllegalStateException("down");
            }
        };
        put(users, "a", 1);

        await().until(() -> users.statistics().waiting() == 0);

        assertThat(table.givenUp).isEmpty();
        assertThat(table.writes).containsExactly(Map.of("a", user(2)));
    }

    @Test
    void aNewerValueTakesThePlaceOfOneThatWaitsToBeTriedAgain() {
        BehindSettings slow = new BehindSettings(
                Duration.ofMillis(1), 100, 100, 2, LONG, Duration.ofMillis(200), Duration.ofSeconds(20));
        WriteBehind users = behind(slow);
        failTimes(1);
        put(users, "a", 1);
        await().until(() -> users.statistics().failures() == 1);

        put(users, "a", 2);

        await().until(() -> users.statistics().waiting() == 0);
        assertThat(table.writes).containsExactly(Map.of("a", user(2)));
    }

    @Test
    void aWriterThatIsInterruptedOrThrowsAnErrorIsTriedAgain() {
        WriteBehind users = behind(settings(Duration.ofMillis(1), 100, 100, 5));
        AtomicInteger calls = new AtomicInteger();
        table.beforeWrite = keys -> {
            switch (calls.incrementAndGet()) {
                case 1 -> throw new InterruptedException();
                case 2 -> {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("wrong");
                }
                default -> {}
            }
        };
        put(users, "a", 1);

        await().until(() -> users.statistics().waiting() == 0);
        assertThat(table.row("a")).isEqualTo(user(1));
    }

    @Test
    void aWriterThatDoesNotEvenTakeBackWhatIsGivenUpDoesNotStopTheOthers(CapturedOutput output) {
        Table failing = table;
        WriteBehind users = new WriteBehind(
                "users",
                new CacheWriter<>() {
                    @Override
                    public String cacheName() {
                        return "users";
                    }

                    @Override
                    public void write(Object key, Object value) throws Exception {
                        failing.write(key, (User) value);
                    }

                    @Override
                    public void givenUp(Object key, Object value, Throwable failure) {
                        throw new IllegalStateException("nor this");
                    }
                },
                settings(Duration.ofMillis(1), 100, 100, 1),
                key -> key,
                key -> {
                    throw new IllegalStateException("no cache");
                });
        opened.add(users);
        failTimes(1);
        put(users, "a", 1);
        await().until(() -> users.statistics().givenUp() == 1);
        put(users, "b", 1);

        await().until(() -> table.row("b") != null);
        assertThat(output).contains("could not be evicted").contains("failed to take back");
    }

    // Room

    @Test
    void aFullQueueMakesAPutWaitForABatch() throws Exception {
        BehindSettings patient =
                new BehindSettings(LONG, 100, 2, 3, Duration.ofMillis(20), LONG, Duration.ofSeconds(20));
        WriteBehind users = behind(patient);
        Gate gate = new Gate();
        table.beforeWrite = keys -> gate.pass();
        users.put(values("a", "b"), () -> {}, () -> {}, null);

        CompletableFuture<Void> third = CompletableFuture.runAsync(() -> put(users, "c", 1));
        gate.awaitSomebody(); // long before the interval has passed
        assertThat(third).isNotDone();
        gate.open();

        third.get();
        assertThat(cached).containsExactly("c");
    }

    @Test
    void aQueueThatStaysFullRefusesThePut() {
        WriteBehind users = behind(settings(LONG, 100, 2, 100));
        failTimes(Integer.MAX_VALUE);
        users.put(values("a", "b"), () -> {}, () -> {}, null);
        long before = System.nanoTime();

        assertThatExceptionOfType(CacheWriteException.class)
                .isThrownBy(() -> put(users, "c", 1))
                .withMessageContaining("'users'")
                .withMessageContaining("writer.queue-size is 2");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(190));
        assertThat(cached).isEmpty();
        assertThat(users.pending("c")).isNull();
        put(users, "a", 2); // has a place
        assertThat(cached).containsExactly("a");
    }

    @Test
    void moreThanTheQueueHoldsIsRefusedAtOnceAndAltogether() {
        BehindSettings patient =
                new BehindSettings(LONG, 100, 2, 3, Duration.ofMillis(20), LONG, Duration.ofSeconds(20));
        WriteBehind users = behind(patient);

        assertThatExceptionOfType(CacheWriteException.class)
                .isThrownBy(() -> users.put(values("a", "b", "c"), () -> cached.add("all"), () -> {}, null))
                .withMessageContaining("writer.queue-size is 2");

        assertThat(users.statistics().waiting()).isZero();
        assertThat(cached).isEmpty();
    }

    // Transactions

    @Test
    void aTransactionTakesRoomAndFillsItWhenItIsCommitted() {
        WriteBehind users = behind(settings(LONG, 100, 1, 3));
        Transaction first = new Transaction();
        users.put(values("a"), () -> cached.add("a"), () -> {}, first);
        assertThat(users.statistics().waiting()).isZero();
        assertThat(users.pending("a")).isNull();
        assertThat(cached).isEmpty();
        assertThatExceptionOfType(CacheWriteException.class)
                .as("the only place is taken")
                .isThrownBy(() -> put(users, "b", 1));

        first.committed.run();

        assertThat(users.pending("a")).isNotNull();
        assertThat(cached).containsExactly("a");
    }

    @Test
    void aTransactionThatIsRolledBackGivesItsRoomBack() {
        WriteBehind users = behind(settings(LONG, 100, 1, 3));
        Transaction transaction = new Transaction();
        users.put(values("a"), () -> cached.add("a"), () -> {}, transaction);

        transaction.rolledBack.run();
        put(users, "b", 1);
        users.flush();

        assertThat(cached).containsExactly("b");
        assertThat(table.writes).containsExactly(Map.of("b", user(1)));
    }

    @Test
    void whatATransactionOfUnknownOutcomePutIsGivenUp() {
        WriteBehind users = behind(settings(LONG, 100, 1, 3));
        Transaction transaction = new Transaction();
        users.put(values("a"), () -> cached.add("a"), () -> {}, transaction);

        transaction.unknown.run();

        assertThat(evicted).containsExactly("a");
        assertThat(table.givenUp).extracting(Table.GivenUp::key).containsExactly("a");
        put(users, "b", 1); // there is room again
    }

    @Test
    void whatIsCommittedAfterTheEndIsGivenUp() {
        WriteBehind users = behind(settings(LONG, 100, 1, 3));
        Transaction transaction = new Transaction();
        users.put(values("a"), () -> cached.add("a"), () -> {}, transaction);
        users.close();

        assertThatExceptionOfType(CacheWriteException.class).isThrownBy(transaction.committed::run);

        assertThat(cached).isEmpty();
        assertThat(table.givenUp).extracting(Table.GivenUp::key).containsExactly("a");
    }

    // Ending

    @Test
    void whatWaitsIsWrittenBeforeTheEnd() {
        WriteBehind users = behind(settings(LONG, 3, 100, 3));
        IntStream.range(0, 10).forEach(i -> put(users, "key" + i, i));

        users.close();

        assertThat(IntStream.range(0, 10).mapToObj(i -> table.row("key" + i))).doesNotContainNull();
        assertThat(table.givenUp).isEmpty();
        await().until(() -> threads().isEmpty());
        assertThatExceptionOfType(CacheWriteException.class)
                .isThrownBy(() -> put(users, "late", 1))
                .withMessageContaining("closed");
    }

    @Test
    void whatWaitsToBeTriedAgainIsTriedAtTheEnd() {
        BehindSettings slow = new BehindSettings(
                Duration.ofMillis(1), 100, 100, 3, LONG, Duration.ofMillis(200), Duration.ofSeconds(20));
        WriteBehind users = behind(slow);
        failTimes(1);
        put(users, "a", 1);
        await().until(() -> users.statistics().failures() == 1);

        users.close();

        assertThat(table.row("a")).isEqualTo(user(1));
    }

    @Test
    void whatIsLeftAtTheEndIsGivenUpAndNotDroppedInSilence(CapturedOutput output) throws Exception {
        BehindSettings hasty =
                new BehindSettings(LONG, 1, 100, 100, LONG, Duration.ofMillis(200), Duration.ofMillis(200));
        WriteBehind users = behind(hasty);
        Gate never = new Gate();
        table.beforeWrite = keys -> {
            if (keys.contains("c")) {
                never.pass();
            }
            throw new IllegalStateException("down");
        };
        put(users, "a", 1);
        put(users, "b", 1);
        await().until(() -> users.statistics().failures() == 2);
        put(users, "c", 1);
        never.awaitSomebody();
        put(users, "d", 1);
        put(users, "c", 2);

        users.close();

        assertThat(table.givenUp).extracting(Table.GivenUp::key).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(table.givenUp)
                .filteredOn(each -> each.key().equals("c"))
                .extracting(Table.GivenUp::value)
                .containsExactly(user(2));
        assertThat(table.givenUp)
                .filteredOn(each -> each.key().equals("a"))
                .allSatisfy(each -> assertThat(each.failure()).hasMessageStartingWith("down"));
        assertThat(evicted).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(users.statistics().givenUp()).isEqualTo(4);
        assertThat(users.statistics().waiting()).isZero();
        assertThat(output).contains("key 'd' of cache 'users'");
        await().until(() -> threads().isEmpty());
    }

    @Test
    void whatIsBeingWrittenWhenTheLimitPassesIsNotGivenUpIfItEndsWell() throws Exception {
        BehindSettings hasty =
                new BehindSettings(LONG, 1, 100, 100, LONG, Duration.ofMillis(200), Duration.ofMillis(50));
        WriteBehind users = behind(hasty);
        Gate gate = new Gate();
        table.beforeWrite = keys -> {
            try {
                gate.pass();
            } catch (InterruptedException ex) {
                return; // it was told to come to an end, and does
            }
        };
        put(users, "a", 1);
        gate.awaitSomebody();

        users.close();

        assertThat(table.givenUp).isEmpty();
        assertThat(table.row("a")).isEqualTo(user(1));
    }

    // Order

    /** The one that waited in the queue first comes to the cache last. */
    @Test
    void putsThatOverlapLeaveNeitherInTheCache() throws Exception {
        WriteBehind users = behind(settings(LONG, 100, 100, 3));
        Map<Object, Object> cache = new ConcurrentHashMap<>();
        Gate gate = new Gate();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> users.put(
                values("a"),
                () -> {
                    try {
                        gate.pass();
                    } catch (InterruptedException ex) {
                        throw new IllegalStateException(ex);
                    }
                    cache.put("a", user(1));
                },
                () -> cache.remove("a"),
                null));
        gate.awaitSomebody();
        users.put(
                new LinkedHashMap<>(Map.of("a", user(2))),
                () -> cache.put("a", user(2)),
                () -> cache.remove("a"),
                null);
        gate.open();
        first.get();

        assertThat(cache).isEmpty();
        assertThat(users.pending("a").get()).isEqualTo(user(2));
        users.put(values("a"), () -> cache.put("a", user(3)), () -> cache.remove("a"), null);
        assertThat(cache).as("and that is over").isNotEmpty();
    }

    @Test
    void putsOfOneKeyByManyThreadsLeaveTheCacheWithWhatTheSourceHas() throws Exception {
        WriteBehind users = behind(settings(Duration.ofMillis(1), 100, 1000, 3));
        Map<Object, Object> cache = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int thread = i;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 2_000; round++) {
                    User value = new User("thread" + thread, round);
                    users.put(
                            new LinkedHashMap<>(Map.of("a", value)),
                            () -> cache.put("a", value),
                            () -> cache.remove("a"),
                            null);
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get();
        users.flush();

        assertThat(cache.getOrDefault("a", table.row("a"))).isEqualTo(table.row("a"));
    }

    private WriteBehind behind(BehindSettings settings) {
        WriteBehind users = new WriteBehind("users", untyped(table), settings, key -> key, evicted::add);
        opened.add(users);
        return users;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as the registry does
    private static CacheWriter<Object, Object> untyped(CacheWriter writer) {
        return writer;
    }

    private static BehindSettings settings(Duration interval, int batchSize, int queueSize, int maxAttempts) {
        return new BehindSettings(
                interval,
                batchSize,
                queueSize,
                maxAttempts,
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                Duration.ofSeconds(20));
    }

    private void put(WriteBehind users, String key, int version) {
        users.put(new LinkedHashMap<>(Map.of(key, user(version))), () -> cached.add(key), () -> {}, null);
    }

    private static Map<Object, Object> values(String... keys) {
        Map<Object, Object> values = new LinkedHashMap<>();
        List.of(keys).forEach(key -> values.put(key, user(1)));
        return values;
    }

    private static User user(int version) {
        return new User("ada", version);
    }

    private void failTimes(int times) {
        AtomicInteger left = new AtomicInteger(times);
        table.beforeWrite = keys -> {
            if (left.getAndDecrement() > 0) {
                throw new IllegalStateException("down with " + keys);
            }
        };
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("cache-writer-users"))
                .collect(Collectors.toSet());
    }

    /** A transaction that ends when the test says so. */
    private static final class Transaction implements Deferral {

        private Runnable committed;
        private Runnable rolledBack;
        private Runnable unknown;

        @Override
        public void run(Runnable committed, Runnable rolledBack, Runnable unknown) {
            this.committed = committed;
            this.rolledBack = rolledBack;
            this.unknown = unknown;
        }
    }
}
