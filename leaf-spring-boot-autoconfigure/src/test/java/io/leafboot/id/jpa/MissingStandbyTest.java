package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.UncertainClaimException;
import io.leafboot.id.snowflake.WorkerRow;
import io.leafboot.id.snowflake.WorkerTable;
import io.leafboot.id.snowflake.WorkerTable.Choice;
import io.leafboot.id.test.PostgresServer;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A primary whose synchronous standby does not answer. It has committed what it waits to replicate, and if the wait is ended
 * says so as if all were well; a standby that takes its place knows nothing of it.
 */
@Timeout(120)
@Tag("slow")
class MissingStandbyTest {

    private final TestDatabase server = PostgresServer.administration();

    private final TestDatabase database = TestDatabases.POSTGRESQL.create();

    private void standby(String change, String value) {
        server.execute("SET synchronous_commit = local", "ALTER SYSTEM " + change, "SELECT pg_reload_conf()");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> server.query("SHOW synchronous_standby_names"), List.of(value)::equals);
    }

    @AfterEach
    void withoutStandby() {
        standby("RESET synchronous_standby_names", "");
    }

    @Test
    void whatOnlyThePrimaryHasDoesNotCount() {
        try (LeafInstance instance = LeafInstance.start(
                database, List.of(LeafWorkerTableAutoConfiguration.PART, ClaimTable.PART), "leaf.claim-timeout=3s")) {
            instance.tags.create("order");
            SegmentRequest request = new SegmentRequest("order", 10, 1000, 1000);
            WorkerTable workers = new JpaWorkerTable(instance.persistence, instance.pool.database(), "leaf_worker");
            WorkerRow held = workers.claim(rows -> new Choice(
                    new WorkerRow(0, "owner", 1, rows.now(), rows.now()),
                    new WorkerRow(WorkerTable.TABLE_ROW, "layout", 1, rows.now(), 0)));
            WorkerRow extended = new WorkerRow(0, "owner", 1, held.leaseUntil(), held.issuedUntil() + 1);
            assertThat(instance.allocator.claim(request).last()).isEqualTo(10);

            standby("SET synchronous_standby_names = 'nobody'", "nobody");
            assertThatThrownBy(() -> instance.allocator.claim(request)).isInstanceOf(UncertainClaimException.class);
            assertThatThrownBy(() -> workers.replace(held, extended)).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> instance.tags.advance("order", 100)).isInstanceOf(RuntimeException.class);

            // A key whose claim somebody has let through: it is known here alone.
            JpaKeyedClaims claims = new JpaKeyedClaims(
                    instance.allocator, new ClaimTable(instance.persistence), Duration.ofHours(1), Clock.systemUTC());
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                server.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
                if (database.query("SELECT claim_key FROM leaf_claim").contains("key")) {
                    return true;
                }
                assertThatThrownBy(() -> claims.claim("key", 10, request, 0)).isInstanceOf(RuntimeException.class);
                return false;
            });
            assertThatThrownBy(() -> claims.claim("key", 10, request, 0)).isInstanceOf(RuntimeException.class);

            withoutStandby();
            assertThat(claims.claim("key", 10, request, 0).replayed()).isTrue();
            assertThat(workers.replace(held, extended)).isTrue();
            assertThat(instance.tags.advance("order", 500)).isEqualTo(500);
            assertThat(instance.allocator.claim(request).last()).isEqualTo(510);
        }
    }

    /** A role may have asked to wait for nobody, and to be told of nothing. */
    @Test
    void norDoesItWhereTheUserWouldNotBeWarned() {
        database.execute(
                "ALTER ROLE postgres IN DATABASE "
                        + database.query("SELECT current_database()").get(0) + " SET client_min_messages = error",
                "ALTER ROLE postgres IN DATABASE "
                        + database.query("SELECT current_database()").get(0) + " SET synchronous_commit = local");
        try (LeafInstance instance = LeafInstance.start(database, "leaf.claim-timeout=3s")) {
            instance.tags.create("order");
            SegmentRequest request = new SegmentRequest("order", 10, 1000, 1000);
            assertThat(instance.allocator.claim(request).last()).isEqualTo(10);

            standby("SET synchronous_standby_names = 'nobody'", "nobody");
            assertThatThrownBy(() -> instance.allocator.claim(request)).isInstanceOf(UncertainClaimException.class);
        }
    }

    @Test
    void norDoesATransactionWhoseCommitIsLetThrough() throws Exception {
        try (LeafInstance instance = LeafInstance.start(database, "leaf.claim-timeout=20s")) {
            instance.tags.create("order");
            standby("SET synchronous_standby_names = 'nobody'", "nobody");
            CompletableFuture<Long> advance = CompletableFuture.supplyAsync(() -> instance.tags.advance("order", 100));
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> {
                server.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
                return advance.isDone();
            });
            assertThatThrownBy(advance::join).hasStackTraceContaining("does not count");
        }
    }
}
