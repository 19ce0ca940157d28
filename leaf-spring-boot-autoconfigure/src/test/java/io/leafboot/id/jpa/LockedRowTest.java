package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody holds a row's lock, an operator with an open transaction for instance. */
@Timeout(60)
class LockedRowTest {

    private static final SegmentRequest REQUEST = new SegmentRequest("order", 10, 1000, 1000);

    @Test
    void claimsThatWereGivenUpDoNotGoOnWaitingInTheServer() throws Exception {
        TestDatabase database = TestDatabases.POSTGRESQL.create();
        try (LeafInstance instance = LeafInstance.start(database, "leaf.claim-timeout=2s");
                Connection operator = database.connect()) {
            instance.tags.create("order");
            operator.setAutoCommit(false);
            try (Statement statement = operator.createStatement()) {
                statement.execute("UPDATE leaf_alloc SET description = 'locked'");

                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> instance.allocator.claim(REQUEST)).isInstanceOf(RuntimeException.class);
                }

                await().atMost(Duration.ofSeconds(5))
                        .untilAsserted(() -> assertThat(waiting(statement)).isZero());
            }
            operator.rollback();

            assertThat(instance.allocator.claim(REQUEST).first()).isEqualTo(1);
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
