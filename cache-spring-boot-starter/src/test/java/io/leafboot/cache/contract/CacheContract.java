package io.leafboot.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.leafboot.cache.NamedCache;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole suite: the contracts of the classes above, and what transactions do to caches. */
abstract class CacheContract extends LoadingContract {

    private static final Item OLD = new Item("a", 0);
    private static final Item NEW = new Item("a", 1);

    /** What waits for the commit. */
    enum Write {
        PUT(cache -> cache.put("a", NEW), NEW),
        PUT_BRIEFLY(cache -> cache.put("a", NEW, Duration.ofMinutes(1)), NEW),
        PUT_ALL(cache -> cache.putAll(Map.of("a", NEW)), NEW),
        PUT_ALL_BRIEFLY(cache -> cache.putAll(Map.of("a", NEW), Duration.ofMinutes(1)), NEW),
        EVICT(cache -> cache.evict("a"), null),
        EVICT_ALL(cache -> cache.evictAll(List.of("a")), null),
        CLEAR(cache -> cache.clear(), null),
        PUT_AND_EVICT(
                cache -> {
                    cache.put("a", NEW);
                    cache.evict("a");
                },
                null),
        EVICT_AND_PUT(
                cache -> {
                    cache.evict("a");
                    cache.put("a", NEW);
                },
                NEW);

        final Consumer<NamedCache> write;
        final Item after;
        final boolean evicts = !name().startsWith("PUT") || name().equals("PUT_AND_EVICT");

        Write(Consumer<NamedCache> write, Item after) {
            this.write = write;
            this.after = after;
        }
    }

    private Item fromOutside() throws Exception {
        return start(() -> cache.get("a", Item.class)).join();
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void aPutWaitsForTheCommitAndAnEvictHappensAtOnce(Write write) throws Exception {
        cache.put("a", OLD);
        transactions.executeWithoutResult(status -> {
            write.write.accept(cache);
            assertThat(cache.get("a", Item.class)).isEqualTo(write.evicts ? null : OLD);
        });

        assertThat(cache.get("a", Item.class)).isEqualTo(write.after);
        assertThat(fromOutside()).isEqualTo(write.after);
    }

    /** What others load between an evict and the commit may be what the transaction has changed since. */
    @ParameterizedTest
    @EnumSource(Write.class)
    void whatIsPutBeforeTheCommitIsWrittenOverByIt(Write write) throws Exception {
        transactions.executeWithoutResult(status -> {
            write.write.accept(cache);
            try {
                start(() -> {
                            cache.put("a", OLD);
                            return null;
                        })
                        .join();
            } catch (Exception ex) {
                throw new IllegalStateException(ex);
            }
        });

        assertThat(cache.get("a", Item.class)).isEqualTo(write.after);
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void aPutIsDroppedByARollback(Write write) throws Exception {
        cache.put("a", OLD);
        transactions.executeWithoutResult(status -> {
            write.write.accept(cache);
            status.setRollbackOnly();
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> transactions.executeWithoutResult(status -> {
                    write.write.accept(cache);
                    throw new IllegalStateException("rolls back");
                }));

        assertThat(cache.get("a", Item.class)).isEqualTo(write.evicts ? null : OLD);
        assertThat(fromOutside()).isEqualTo(write.evicts ? null : OLD);
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void aWriteDoesNotWaitWhereThatIsSwitchedOff(Write write) {
        NamedCache eager = create(spec().transactionAware(false));
        eager.put("a", OLD);
        transactions.executeWithoutResult(status -> {
            write.write.accept(eager);
            assertThat(eager.get("a", Item.class)).isEqualTo(write.after);
            status.setRollbackOnly();
        });

        assertThat(eager.get("a", Item.class)).isEqualTo(write.after);
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void aWriteDoesNotWaitWhereThereIsNoTransaction(Write write) {
        cache.put("a", OLD);
        TransactionTemplate none = new TransactionTemplate(
                transactions.getTransactionManager(),
                new org.springframework.transaction.support.DefaultTransactionDefinition(
                        TransactionDefinition.PROPAGATION_SUPPORTS));
        none.executeWithoutResult(status -> {
            write.write.accept(cache);
            assertThat(cache.get("a", Item.class)).isEqualTo(write.after);
        });
    }

    /** As an application's event listener does that runs after the commit: the transaction seems to be active still. */
    @ParameterizedTest
    @EnumSource(Write.class)
    void aWriteThatIsMadeAfterTheCommitIsNotLost(Write write) {
        cache.put("a", OLD);
        transactions.executeWithoutResult(
                status -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        write.write.accept(cache);
                    }
                }));

        assertThat(cache.get("a", Item.class)).isEqualTo(write.after);
    }

    @ParameterizedTest
    @EnumSource(Write.class)
    void aWriteThatIsMadeAfterTheEndIsNotLost(Write write) {
        cache.put("a", OLD);
        transactions.executeWithoutResult(
                status -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int status) {
                        write.write.accept(cache);
                    }
                }));

        assertThat(cache.get("a", Item.class)).isEqualTo(write.after);
    }

    /** What was committed is committed: another's failure must not leave the older value in the cache. */
    @ParameterizedTest
    @EnumSource(Write.class)
    void aWriteIsNotLostWhenSomebodyElseFailsAfterTheCommit(Write write) {
        cache.put("a", OLD);
        assertThatIllegalStateException()
                .isThrownBy(() -> transactions.executeWithoutResult(status -> {
                    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            throw new IllegalStateException("another's failure");
                        }
                    });
                    write.write.accept(cache);
                }))
                .withMessage("another's failure");

        assertThat(cache.get("a", Item.class)).isEqualTo(write.after);
    }

    @Test
    void aTransactionWithinAnotherWritesAtItsOwnCommit() {
        TransactionTemplate inner = new TransactionTemplate(
                transactions.getTransactionManager(),
                new org.springframework.transaction.support.DefaultTransactionDefinition(
                        TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        transactions.executeWithoutResult(outerStatus -> {
            cache.put("outer", 1);
            inner.executeWithoutResult(innerStatus -> cache.put("inner", 2));
            assertThat(cache.get("inner", Integer.class)).isEqualTo(2);
            assertThat(cache.get("outer")).isNull();
            outerStatus.setRollbackOnly();
        });

        assertThat(cache.get("inner", Integer.class)).isEqualTo(2);
        assertThat(cache.get("outer")).isNull();
    }

    @Test
    void whatIsPutIsWhatTheMapHeldAtTheCall() {
        Map<Object, Object> entries = new HashMap<>(Map.of("a", 1));
        List<Object> keys = new java.util.ArrayList<>(List.of("b"));
        cache.put("b", 1);
        cache.put("c", 1);
        transactions.executeWithoutResult(status -> {
            cache.putAll(entries);
            entries.put("a", 2);
            cache.evictAll(keys);
            keys.set(0, "c");
        });

        assertThat(cache.getAll(List.of("a", "b", "c"))).isEqualTo(Map.of("a", 1, "c", 1));
    }

    @Test
    void whatIsLoadedInATransactionIsKeptAfterItsCommit() {
        transactions.executeWithoutResult(status -> {
            assertThat(cache.get("a", () -> NEW)).isEqualTo(NEW);
            assertThat(cache.get("a")).isNull();
            assertThat(cache.retrieve("b", () -> CompletableFuture.completedFuture(NEW))
                            .join())
                    .isEqualTo(NEW);
            assertThat(cache.get("b")).isNull();
        });

        assertThat(cache.get("a", Item.class)).isEqualTo(NEW);
        // A load that ended on another thread may have been given up: that one knows nothing of the transaction.
        assertThat(cache.get("b", Item.class)).isIn(NEW, null);
    }

    @Test
    void whatIsLoadedInATransactionThatRollsBackIsNotKept() {
        transactions.executeWithoutResult(status -> {
            assertThat(cache.get("a", () -> NEW)).isEqualTo(NEW);
            assertThat(cache.retrieve("b", () -> CompletableFuture.completedFuture(NEW))
                            .join())
                    .isEqualTo(NEW);
            status.setRollbackOnly();
        });

        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b")).isNull();
        assertThat(cache.get("a", () -> OLD)).isEqualTo(OLD);
        assertThat(cache.get("a", Item.class)).isEqualTo(OLD);
    }

    @Test
    void whatIsLoadedInATransactionIsNotKeptIfTheKeyWasEvictedBeforeTheCommit() throws Exception {
        transactions.executeWithoutResult(status -> {
            cache.get("a", () -> OLD);
            try {
                start(() -> {
                            cache.evict("a");
                            return null;
                        })
                        .join();
            } catch (Exception ex) {
                throw new IllegalStateException(ex);
            }
        });

        assertThat(cache.get("a")).isNull();
    }

    @Test
    void annotatedMethodsWaitForTheCommit() {
        transactions.executeWithoutResult(status -> {
            catalogue.save("a");
            assertThat(registry.cache("items").get("a")).isNull();
        });
        assertThat(registry.cache("items").get("a", Item.class)).isEqualTo(NEW);

        transactions.executeWithoutResult(status -> {
            catalogue.evict("a");
            assertThat(registry.cache("items").get("a")).isNull();
        });
        assertThat(registry.cache("items").get("a")).isNull();

        transactions.executeWithoutResult(status -> {
            catalogue.find("b");
            catalogue.findInSync("c");
            assertThat(registry.cache("items").getAll(List.of("b", "c"))).isEmpty();
        });
        assertThat(registry.cache("items").getAll(List.of("b", "c"))).hasSize(2);
    }

    @Test
    void annotatedMethodsKeepNothingOfATransactionThatRollsBack() {
        catalogue.find("kept");
        transactions.executeWithoutResult(status -> {
            catalogue.find("a");
            catalogue.findInSync("b");
            catalogue.missInSync("c");
            catalogue.save("d");
            catalogue.saveInTwoCaches("e");
            status.setRollbackOnly();
        });

        assertThat(registry.cache("items").getAll(List.of("a", "b", "c", "d", "e", "kept")))
                .containsOnlyKeys("kept");
        assertThat(registry.cache("copies").get("e")).isNull();
    }
}
