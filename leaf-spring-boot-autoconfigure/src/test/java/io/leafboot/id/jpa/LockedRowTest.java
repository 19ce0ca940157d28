package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.UncertainClaimException;
import io.leafboot.id.snowflake.WorkerRow;
import io.leafboot.id.snowflake.WorkerRows;
import io.leafboot.id.snowflake.WorkerTable;
import io.leafboot.id.snowflake.WorkerTable.Choice;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody holds a row's lock, an operator with an open transaction for instance. */
@Timeout(60)
class LockedRowTest {

    private static final SegmentRequest REQUEST = new SegmentRequest("order", 10, 1000, 1000);

    @Test
    void claimsThatWereGivenUpDoNotGoOnWaitingInTheServer() throws Exception {
        TestDatabase database = TestDatabases.POSTGRESQL.create();
        try (LeafInstance instance = LeafInstance.start(database, "leaf.claim-timeout=5s");
                Connection operator = database.connect()) {
            instance.tags.create("order");
            operator.setAutoCommit(false);
            try (Statement statement = operator.createStatement()) {
                statement.execute("UPDATE leaf_alloc SET description = 'locked'");

                assertThatThrownBy(() -> instance.allocator.claim(REQUEST)).isInstanceOf(RuntimeException.class);

                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(waiting(statement)).isZero());
            }
            operator.rollback();

            assertThat(instance.allocator.claim(REQUEST).first()).isEqualTo(1);
        }
    }

    @Test
    void anInstanceThatStopsWithinATransactionLosesItsLocks() throws Exception {
        TestDatabase database = TestDatabases.POSTGRESQL.create();
        List<LeafSchemaPart> parts = List.of(LeafWorkerTableAutoConfiguration.PART);
        CountDownLatch stopped = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (LeafInstance first = LeafInstance.start(database, parts, "leaf.claim-timeout=3s");
                LeafInstance second = LeafInstance.start(database, parts, "leaf.claim-timeout=20s")) {
            first.tags.create("order");
            Future<?> claim = threads.submit(() -> first.allocator.claim(REQUEST, (manager, claimed) -> {
                stopped.countDown();
                stand(goOn);
            }));
            Future<?> workerClaim = threads.submit(() -> workers(first).claim(rows -> {
                stopped.countDown();
                stand(goOn);
                return choose(rows);
            }));
            assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(second.allocator.claim(REQUEST).first()).isEqualTo(1);
            assertThat(workers(second).claim(LockedRowTest::choose).fence()).isEqualTo(1);

            goOn.countDown();
            assertThat(claim).failsWithin(Duration.ofSeconds(20));
            assertThat(workerClaim).failsWithin(Duration.ofSeconds(20));
            // A claim that found no connection in time took nothing.
            assertThat(await().ignoreExceptionsMatching(e -> !(e instanceof UncertainClaimException))
                            .until(() -> first.allocator.claim(REQUEST), claimed -> claimed.length() > 0)
                            .first())
                    .isEqualTo(11);
            assertThat(workers(second).find(0))
                    .get()
                    .satisfies(row -> assertThat(row.fence()).isEqualTo(1));
        } finally {
            goOn.countDown();
            threads.shutdownNow();
        }
    }

    private static WorkerTable workers(LeafInstance instance) {
        return new JpaWorkerTable(instance.persistence, instance.pool.database(), "leaf_worker");
    }

    private static Choice choose(WorkerRows rows) {
        return new Choice(
                new WorkerRow(0, "owner", rows.workers().size() + 1L, rows.now(), rows.now()),
                new WorkerRow(WorkerTable.TABLE_ROW, "layout", 1, rows.now(), 0));
    }

    private static void stand(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int waiting(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                + " WHERE wait_event_type = 'Lock' AND datname = current_database()")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
