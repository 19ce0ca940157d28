package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.entity.orders.PurchaseOrder;
import io.leafboot.id.entity.orders.PurchaseOrderRepository;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** What is executed for a thousand new entities, counted where the application's statements leave it. */
class BatchInsertTests {

    private static final int ENTITIES = 1_000;

    private static final int BATCH = 50;

    private static final int STEP = 100;

    private static ApplicationContextRunner runner(TestDatabase database) {
        return EntityRunner.counting(EntityRunner.on(database, PurchaseOrder.class), database)
                .withPropertyValues(
                        "spring.jpa.properties.hibernate.jdbc.batch_size=" + BATCH,
                        "leaf.tags.order.step=" + STEP,
                        "leaf.default-step=" + STEP,
                        "leaf.max-step=" + STEP);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2"})
    void saveAllIsABatchPerFiftyEntitiesAndNothingElse(TestDatabases kind) {
        TestDatabase database = kind.create();
        runner(database).run(context -> {
            CountingDataSource statements = context.getBean(CountingDataSource.class);
            statements.executed();
            context.getBean(PurchaseOrderRepository.class).saveAll(newOrders());
            onlyBatches(statements.executed());
            segmentsAsNeededAndEachIdOnce(context, database);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "H2"})
    void insertMultipleOfAStatelessSessionIsABatchPerFiftyEntitiesAndNothingElse(TestDatabases kind) {
        TestDatabase database = kind.create();
        runner(database).run(context -> {
            CountingDataSource statements = context.getBean(CountingDataSource.class);
            statements.executed();
            SessionFactory sessions =
                    context.getBean(EntityManagerFactory.class).unwrap(SessionFactory.class);
            sessions.inStatelessTransaction((StatelessSession session) -> {
                session.setJdbcBatchSize(BATCH);
                session.insertMultiple(newOrders());
            });
            List<String> executed = statements.executed();
            assertThat(executed).allMatch(sql -> sql.contains(" x insert into purchase_order"));
            assertThat(executed.stream()
                            .mapToInt(sql -> Integer.parseInt(sql.substring(0, sql.indexOf(' '))))
                            .sum())
                    .isEqualTo(ENTITIES);
            assertThat(executed.size()).isLessThanOrEqualTo(ENTITIES / BATCH);
            segmentsAsNeededAndEachIdOnce(context, database);
        });
    }

    private static List<PurchaseOrder> newOrders() {
        return IntStream.range(0, ENTITIES)
                .mapToObj(i -> new PurchaseOrder("order " + i))
                .toList();
    }

    private static void onlyBatches(List<String> executed) {
        assertThat(executed)
                .hasSize(ENTITIES / BATCH)
                .allMatch(sql -> sql.startsWith(BATCH + " x insert into purchase_order"));
    }

    /** Claims are all of one length, so the row tells how many there were: those used up, and at most two in memory. */
    private static void segmentsAsNeededAndEachIdOnce(ApplicationContext context, TestDatabase database) {
        assertThat(context.getBean(PurchaseOrderRepository.class).findAll())
                .extracting(PurchaseOrder::id)
                .hasSize(ENTITIES)
                .doesNotHaveDuplicates();
        long claims = Long.parseLong(database.query("SELECT max_id FROM leaf_alloc WHERE biz_tag = 'order'")
                        .get(0))
                / STEP;
        assertThat(claims).isBetween((long) ENTITIES / STEP, ENTITIES / STEP + 2L);
    }
}
