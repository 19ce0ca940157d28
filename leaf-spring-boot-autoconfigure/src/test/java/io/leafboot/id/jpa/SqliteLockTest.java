package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQLite locks the whole file, so here a claim can wait for its own caller; it must then fail and leave nothing behind. */
class SqliteLockTest {

    private static final SegmentRequest REQUEST = new SegmentRequest("order", 10, 1000, 1000);

    @ParameterizedTest
    @CsvSource({"DELETE, SELECT max_id FROM leaf_alloc", "WAL, INSERT INTO business VALUES (1)"})
    void aClaimBesideATransactionThatLocksTheFileFailsAndTheNextOneSucceeds(String journal, String lockingStatement)
            throws Exception {
        TestDatabase wal = TestDatabases.SQLITE.create();
        TestDatabase database = new TestDatabase(
                wal.url().replaceFirst("\\?.*", "?journal_mode=" + journal + "&busy_timeout=300"), "", "");
        try (LeafInstance instance = LeafInstance.start(database);
                Connection application = database.connect()) {
            database.execute("CREATE TABLE business (id int)");
            instance.tags.create("order");
            application.setAutoCommit(false);
            try (Statement statement = application.createStatement()) {
                statement.execute(lockingStatement);
            }

            assertThatThrownBy(() -> instance.allocator.claim(REQUEST)).hasMessageContaining("SQLITE_BUSY");
            application.commit();

            assertThat(new TagTable(database).row("order")).isEqualTo("0|1000");
            assertThat(instance.allocator.claim(REQUEST).last()).isEqualTo(10);
        }
    }
}
