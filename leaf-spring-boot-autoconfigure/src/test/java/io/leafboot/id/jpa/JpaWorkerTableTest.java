package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.leafboot.id.snowflake.WorkerRow;
import io.leafboot.id.snowflake.WorkerRows;
import io.leafboot.id.snowflake.WorkerTable;
import io.leafboot.id.snowflake.WorkerTable.Choice;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** What a {@link WorkerTable} promises, on each database. */
@ParameterizedClass
@CsvSource({
    "POSTGRESQL, false",
    "MARIADB, false",
    "MYSQL_DRIVER, false",
    "SQLITE, false",
    "H2, false",
    "POSTGRESQL, true",
    "H2, true"
})
@Timeout(120)
class JpaWorkerTableTest {

    private final TestDatabases kind;

    private final boolean portable;

    private TestDatabase database;

    private final List<LeafInstance> instances = new ArrayList<>();

    JpaWorkerTableTest(TestDatabases kind, boolean portable) {
        this.kind = kind;
        this.portable = portable;
    }

    @BeforeEach
    void createDatabase() {
        database = kind.create();
        LeafInstance.start(database, List.of(LeafWorkerTableAutoConfiguration.PART))
                .close();
    }

    @AfterEach
    void close() {
        instances.forEach(LeafInstance::close);
    }

    private WorkerTable instance() {
        LeafInstance instance =
                LeafInstance.start(database, List.of(LeafWorkerTableAutoConfiguration.PART), settings());
        instances.add(instance);
        return new JpaWorkerTable(instance.persistence, instance.pool.database(), "leaf_worker");
    }

    private String[] settings(String... more) {
        return Stream.concat(
                        Stream.of(more),
                        portable ? Stream.of("leaf.database=portable", "leaf.schema.enabled=false") : Stream.empty())
                .toArray(String[]::new);
    }

    private static Choice choose(WorkerRows rows, int worker, String owner) {
        long fence = rows.workers().stream()
                .filter(row -> row.workerId() == worker)
                .mapToLong(WorkerRow::fence)
                .findFirst()
                .orElse(0);
        return new Choice(
                new WorkerRow(worker, owner, fence + 1, rows.now() + 1_000, rows.now() + 2_000),
                new WorkerRow(WorkerTable.TABLE_ROW, "layout", rows.workers().size() + 1L, rows.now(), 0));
    }

    private static WorkerRow claim(WorkerTable table, int worker, String owner) {
        return table.claim(rows -> choose(rows, worker, owner));
    }

    @Test
    void itsClockIsThatOfTheDatabaseToTheMillisecond() {
        WorkerTable table = instance();
        table.now();
        long before = System.currentTimeMillis();
        long now = table.now();
        assertThat(now).isBetween(before - 2, System.currentTimeMillis() + 2); // the database runs on this machine
    }

    @Test
    void aClaimWritesTheRowThatWasChosenAndTheTablesOwn() {
        WorkerTable table = instance();
        WorkerRow claimed = claim(table, 0, "a");
        assertThat(table.find(0)).contains(claimed);
        assertThat(database.query("SELECT owner, fence FROM leaf_worker WHERE worker_id = -1"))
                .containsExactly("layout|1");
        assertThat(table.find(7)).isEmpty();

        WorkerTable other = instance();
        other.claim(rows -> {
            assertThat(rows.workers()).containsExactly(claimed);
            assertThat(rows.table().owner()).isEqualTo("layout");
            return choose(rows, 0, "b");
        });
        assertThat(table.find(0)).get().satisfies(row -> {
            assertThat(row.owner()).isEqualTo("b");
            assertThat(row.fence()).isEqualTo(2);
        });
    }

    @Test
    void aRefusalLeavesTheTableAsItIs() {
        WorkerTable table = instance();
        IllegalStateException refusal = new IllegalStateException("no");
        assertThatThrownBy(() -> table.claim(rows -> {
                    throw refusal;
                }))
                .isSameAs(refusal);
        assertThat(database.query("SELECT COUNT(*) FROM leaf_worker")).containsExactly("1");
    }

    @Test
    void onlyItsOwnerReplacesARow() {
        WorkerTable table = instance();
        WorkerRow first = claim(table, 0, "a");
        WorkerRow extended = new WorkerRow(0, "a", first.fence(), 1, Long.MAX_VALUE);
        assertThat(table.replace(first, extended)).isTrue();
        assertThat(table.find(0)).contains(extended);

        WorkerRow second = claim(table, 0, "b");
        assertThat(table.replace(first, extended)).isFalse();
        assertThat(table.find(0)).contains(second);

        WorkerRow free = new WorkerRow(0, null, second.fence(), 0, 5);
        assertThat(table.replace(second, free)).isTrue();
        assertThat(table.replace(second, second)).isFalse();
        assertThat(table.find(0)).contains(free);
    }

    /** Else the old owner could issue what it wrote, and the new one what it read. */
    @Test
    void anOwnerThatExtendsARowWhileItIsClaimedIsNotTakenOver() throws Exception {
        WorkerTable owner = instance();
        WorkerTable other = instance();
        WorkerRow held = claim(owner, 0, "a");
        WorkerRow extended = new WorkerRow(0, "a", held.fence(), held.leaseUntil(), held.issuedUntil() + 60_000);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?>[] extension = new Future<?>[1];
            try {
                WorkerRow claimed = other.claim(rows -> {
                    extension[0] = thread.submit(() -> owner.replace(held, extended));
                    waitFor(extension[0]);
                    return choose(rows, 0, "b");
                });
                // A database that lets one in after the other: the extension came too late.
                assertThat(extension[0].get(60, TimeUnit.SECONDS)).isEqualTo(false);
                assertThat(owner.find(0)).contains(claimed);
            } catch (RuntimeException e) {
                assertThat(owner.find(0)).contains(extended);
            }
        } finally {
            thread.shutdownNow();
        }
    }

    /** Else its worker id, though nobody has a lease on it, would be nobody's until the database notices. */
    @Test
    void anOwnerThatStopsWhileItExtendsItsRowDoesNotHoldIt() throws Exception {
        assumeFalse(portable, "In standard SQL an extension is a transaction");
        WorkerRow held = claim(instance(), 0, "a");
        FreezingDataSource connections = new FreezingDataSource(database.dataSource());
        LeafInstance stopped = LeafInstance.start(connections, settings("leaf.schema.enabled=false"));
        instances.add(stopped);
        WorkerTable owner = new JpaWorkerTable(stopped.persistence, stopped.pool.database(), "leaf_worker");
        WorkerRow extended = new WorkerRow(0, "a", held.fence(), held.leaseUntil(), held.issuedUntil() + 1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            connections.freezes = true;
            Future<Boolean> extension = thread.submit(() -> owner.replace(held, extended));
            connections.frozen.await();

            WorkerTable other = instance();
            assertThat(other.find(0)).contains(extended);
            WorkerRow claimed = claim(other, 0, "b");
            assertThat(other.find(0)).contains(claimed);

            connections.goOn();
            assertThat(extension.get(60, TimeUnit.SECONDS)).isTrue(); // it was, at that time
        } finally {
            connections.goOn();
            thread.shutdownNow();
        }
    }

    /** On SQLite it cannot come in between, so it is not waited for until it has. */
    private static void waitFor(Future<?> extension) {
        try {
            extension.get(500, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            assertThat(extension.isDone()).isFalse();
        }
    }

    @Test
    void manyThatClaimAtOnceEachGetOneOfTheirOwn() throws Exception {
        int count = 6;
        List<WorkerTable> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tables.add(instance());
        }
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Integer>> claims = new ArrayList<>();
            for (WorkerTable table : tables) {
                claims.add(threads.submit(() -> {
                    for (int attempt = 1; ; attempt++) {
                        try {
                            return table.claim(
                                            rows -> choose(rows, rows.workers().size(), "owner"))
                                    .workerId();
                        } catch (RuntimeException e) { // a lock that was waited for too long
                            if (attempt == 20) {
                                throw e;
                            }
                        }
                    }
                }));
            }
            Set<Integer> workers = new TreeSet<>();
            for (Future<Integer> claim : claims) {
                workers.add(claim.get(100, TimeUnit.SECONDS));
            }
            assertThat(workers).containsExactly(0, 1, 2, 3, 4, 5);
        } finally {
            threads.shutdownNow();
        }
    }
}
