package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTags;
import io.leafboot.id.application.shop.ItemRepository;
import io.leafboot.id.application.shop.Items;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Ids drawn inside the application's transactions. */
class CallersInTransactionsTests {

    private static final int POOL = 4;

    @Test
    void callersThatHoldEveryConnectionOfThePoolStillGetTheirIds() {
        ShopRunner.onNewDatabase()
                .withPropertyValues(
                        "spring.datasource.hikari.maximum-pool-size=" + POOL,
                        "spring.datasource.hikari.connection-timeout=2000",
                        "leaf.tags.order.step=1",
                        "leaf.acquire-timeout=5s")
                .run(context -> assertThat(drawInTransactions(context)).doesNotHaveDuplicates());
    }

    private static List<Long> drawInTransactions(ApplicationContext context) throws Exception {
        IdGenerator ids = context.getBean(IdGenerator.class);
        TransactionTemplate transactions = context.getBean(TransactionTemplate.class);
        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
        CyclicBarrier allHoldAConnection = new CyclicBarrier(POOL);
        ExecutorService callers = Executors.newFixedThreadPool(POOL);
        try {
            List<Future<List<Long>>> drawn = new ArrayList<>();
            for (int i = 0; i < POOL; i++) {
                drawn.add(callers.submit(() -> transactions.execute(status -> {
                    jdbc.queryForObject("SELECT 1", Integer.class);
                    await(allHoldAConnection);
                    List<Long> mine = new ArrayList<>();
                    for (int n = 0; n < 25; n++) {
                        mine.add(ids.nextId("order"));
                    }
                    await(allHoldAConnection);
                    return mine;
                })));
            }
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> future : drawn) {
                all.addAll(future.get(20, TimeUnit.SECONDS));
            }
            return all;
        } finally {
            callers.shutdownNow();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRollbackDoesNotBringItsIdsBack() {
        String url = ShopRunner.newDatabase();
        List<Long> seen = new ArrayList<>();
        for (int start = 0; start < 2; start++) {
            ShopRunner.on(url)
                    .withPropertyValues("leaf.tags.item.step=1", "spring.jpa.hibernate.ddl-auto=update")
                    .run(context -> {
                        Items items = context.getBean(Items.class);
                        for (int i = 0; i < 5; i++) {
                            seen.add(
                                    catchThrowableOfType(Items.Failed.class, () -> items.addAndFail("rolled back")).id);
                            seen.add(items.add("kept"));
                        }
                        assertThat(context.getBean(ItemRepository.class).findAll())
                                .allMatch(item -> item.name().equals("kept"));
                    });
        }
        assertThat(seen).hasSize(20).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aTagCreatedInATransactionThatRollsBackStays() {
        ShopRunner.onNewDatabase().run(context -> {
            LeafTags tags = context.getBean(LeafTags.class);
            context.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
                context.getBean(JdbcTemplate.class).queryForObject("SELECT 1", Integer.class);
                tags.create("late");
                status.setRollbackOnly();
            });
            assertThat(tags.find("late")).isPresent();
            assertThat(context.getBean(IdGenerator.class).nextId("late")).isEqualTo(1);
        });
    }
}
