package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.entity.orders.PurchaseOrder;
import io.leafboot.id.entity.orders.PurchaseOrderRepository;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** Entities persisted inside the application's transactions. */
class PersistInTransactionsTests {

    private static final int POOL = 4;

    private static ApplicationContextRunner runner(TestDatabase database) {
        return EntityRunner.on(database, PurchaseOrder.class)
                .withPropertyValues(
                        "spring.datasource.hikari.maximum-pool-size=" + POOL,
                        "spring.datasource.hikari.connection-timeout=2000",
                        "leaf.tags.order.step=1");
    }

    @Test
    void callersThatHoldEveryConnectionOfThePoolStillPersist() {
        TestDatabase database = TestDatabases.POSTGRESQL.create();
        runner(database).run(context -> {
            assertThat(persistInTransactions(context)).doesNotHaveDuplicates().hasSize(POOL * 25);
            assertThat(context.getBean(PurchaseOrderRepository.class).count()).isEqualTo(POOL * 25);
        });
    }

    private static List<Long> persistInTransactions(ApplicationContext context) throws Exception {
        PurchaseOrderRepository orders = context.getBean(PurchaseOrderRepository.class);
        TransactionTemplate transactions = context.getBean(TransactionTemplate.class);
        CyclicBarrier allHoldAConnection = new CyclicBarrier(POOL);
        ExecutorService callers = Executors.newFixedThreadPool(POOL);
        try {
            List<Future<List<Long>>> persisted = new ArrayList<>();
            for (int i = 0; i < POOL; i++) {
                persisted.add(callers.submit(() -> transactions.execute(status -> {
                    orders.count();
                    await(allHoldAConnection);
                    List<Long> mine = new ArrayList<>();
                    for (int n = 0; n < 25; n++) {
                        mine.add(orders.save(new PurchaseOrder("order " + n)).id());
                    }
                    await(allHoldAConnection);
                    return mine;
                })));
            }
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> future : persisted) {
                all.addAll(future.get(30, TimeUnit.SECONDS));
            }
            return all;
        } finally {
            callers.shutdownNow();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRollbackDoesNotBringItsIdsBackAndNeitherDoesARestart() {
        TestDatabase database = TestDatabases.POSTGRESQL.create();
        List<Long> seen = new ArrayList<>();
        for (int start = 0; start < 2; start++) {
            runner(database).run(context -> {
                PurchaseOrderRepository orders = context.getBean(PurchaseOrderRepository.class);
                TransactionTemplate transactions = context.getBean(TransactionTemplate.class);
                for (int i = 0; i < 5; i++) {
                    transactions.executeWithoutResult(status -> {
                        seen.add(orders.saveAndFlush(new PurchaseOrder("rolled back"))
                                .id());
                        status.setRollbackOnly();
                    });
                    seen.add(orders.save(new PurchaseOrder("kept")).id());
                }
                assertThat(orders.findAll()).allMatch(order -> order.name().equals("kept"));
            });
        }
        assertThat(seen).hasSize(20).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void whatTheGeneratorThrowsPersistThrows() {
        TestDatabase database = TestDatabases.H2.create();
        runner(database).withPropertyValues("leaf.acquire-timeout=200ms").run(context -> {
            PurchaseOrderRepository orders = context.getBean(PurchaseOrderRepository.class);
            database.execute("DROP TABLE leaf_alloc");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) { // those in memory are used up before
                            orders.save(new PurchaseOrder("order " + i));
                        }
                    })
                    .isInstanceOf(IdsExhaustedException.class);
        });
    }
}
