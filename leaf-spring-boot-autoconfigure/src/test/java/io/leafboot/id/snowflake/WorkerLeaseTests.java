package io.leafboot.id.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.NoWorkerIdException;
import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WorkerLeaseTests extends SnowflakeTest {

    private static final SnowflakeSettings SHORT = new SnowflakeSettings(
            LAYOUT, Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMillis(300), 100);

    @Test
    void eachHasAWorkerIdOfItsOwnUntilAllAreTakenAndTheErrorNamesTheHolders() {
        Set<Integer> workers = Set.of(worker(start()), worker(start()), worker(start()), worker(start()));
        assertThat(workers).containsExactlyInAnyOrder(0, 1, 2, 3);

        String holder = table.row(3).owner();
        assertThatThrownBy(this::start)
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining("All 4 worker ids are held")
                .hasMessageContaining("3 by " + holder);
    }

    private static int worker(SnowflakeIds ids) {
        return ids.worker().workerId();
    }

    @Test
    void theHeartbeatRaisesWhatMayBeIssuedAndTheLease() {
        SnowflakeIds ids = start(SHORT);
        WorkerRow before = table.row(0);
        await().until(() -> table.row(0).issuedUntil() > before.issuedUntil()
                && table.row(0).leaseUntil() > before.leaseUntil());
        assertThat(table.row(0).fence()).isEqualTo(before.fence());
        assertThat(ids.worker().canIssue()).isTrue();
    }

    @Test
    void aStopGivesTheWorkerIdBackWithTheTimeOfItsLastId() {
        SnowflakeIds ids = start();
        long id = tag(ids).nextId();
        ids.stop();

        assertThat(table.row(0).owner()).isNull();
        assertThat(Instant.ofEpochMilli(table.row(0).issuedUntil()))
                .isBetween(LAYOUT.time(id), LAYOUT.time(id).plusMillis(1));
        assertThatThrownBy(() -> tag(ids).nextId()).isInstanceOf(IdGeneratorStoppedException.class);

        ids.start(START);
        assertThat(tag(ids).nextId()).isGreaterThan(id);
        ids.close();
        assertThatThrownBy(() -> ids.start(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }

    /** What a checkpoint holds: two processes that are started from one image are two owners. */
    @Test
    void eachStartIsAnotherOwner() {
        SnowflakeIds ids = start();
        String first = ids.worker().owner();
        ids.stop();
        ids.start(START);
        assertThat(ids.worker().owner()).isNotEqualTo(first);
    }

    @Test
    void theFirstIdLeasesAWorkerIdIfNobodyStartedIt() {
        SnowflakeIds ids = create(settings(Duration.ofMinutes(1)), clock);
        assertThat(tag(ids).nextId()).isPositive();
    }

    @Test
    void aTableThatIsDownIsNotNoticedForALeaseAndThenIssuingStopsAndResumesByItself() {
        SnowflakeIds ids = start(SHORT);
        TagIdGenerator tag = tag(ids);
        table.failure = new IllegalStateException("the table is down");
        awaitError(ids, "the table is down");
        long during = tag.nextId();

        await().until(() -> !ids.worker().canIssue());
        assertThatThrownBy(tag::nextId)
                .isInstanceOf(NoWorkerIdException.class)
                .hasRootCauseMessage("the table is down");
        assertThat(LAYOUT.time(during).toEpochMilli())
                .isLessThanOrEqualTo(table.row(0).issuedUntil());

        table.failure = null;
        await().ignoreExceptions().untilAsserted(() -> assertThat(tag.nextId()).isGreaterThan(during));
        assertThat(worker(ids)).isZero();
    }

    @Test
    void oneWhoseWorkerIdWasTakenOverTakesAnother() {
        SnowflakeIds ids = start(SHORT);
        long before = tag(ids).nextId();
        WorkerRow row = table.row(0);
        table.set(new WorkerRow(0, "somebody else", row.fence() + 1, Long.MAX_VALUE, row.issuedUntil() + 5_000));

        await().until(() -> Integer.valueOf(1).equals(ids.worker().workerId()));
        assertThat(tag(ids).nextId()).isGreaterThan(before);
        assertThat(ids.worker().takeOvers()).isOne();
        assertThat(table.row(0).owner()).isEqualTo("somebody else");
    }

    @Test
    void whenTheTableWentBackNothingIsIssuedForALease() {
        SnowflakeIds ids = start(SHORT);
        tag(ids).nextId();
        WorkerRow row = table.row(0);
        table.set(new WorkerRow(0, null, row.fence() - 1, 0, row.issuedUntil() - 60_000));
        table.set(new WorkerRow(WorkerTable.TABLE_ROW, null, 0, 0, 0));

        awaitError(ids, "went back");
        assertThatThrownBy(() -> tag(ids).nextId())
                .isInstanceOf(NoWorkerIdException.class)
                .hasMessageContaining("went back");
        await().until(() -> ids.worker().canIssue());
    }

    @Test
    void aTableThatLostARowGivesNoWorkerId() {
        SnowflakeIds first = start();
        start();
        table.delete(0);
        assertThatThrownBy(this::start)
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining("it had 2, there are 1, 0 is missing")
                .hasMessageContaining("VALUES (0, 0, 0, ");
        assertThat(first).isNotNull();
    }

    @Test
    void aTableThatWasWipedGivesNoWorkerId() {
        start();
        table.delete(0);
        table.delete(WorkerTable.TABLE_ROW);
        assertThatThrownBy(this::start)
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining("has lost its row -1")
                .hasMessageContaining("Stop all instances");
    }

    @Test
    void anotherLayoutOverTheSameTableIsRefused() {
        start();
        SnowflakeLayout other = new SnowflakeLayout(Instant.parse("2025-01-01T00:00:00Z"), 2, 12);
        SnowflakeSettings settings = new SnowflakeSettings(
                other, Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(5), Duration.ofMillis(200), 100);
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(WorkerRefusedException.class)
                .hasMessageContaining("epoch 2024-01-01T00:00:00Z, worker-bits 2, sequence-bits 12")
                .hasMessageContaining("epoch 2025-01-01T00:00:00Z");
    }

    @Test
    void anOperatorsFloorIsKept() {
        long floor = clock.getAsLong() + 400;
        table.set(new WorkerRow(WorkerTable.TABLE_ROW, null, 0, 0, floor));
        assertThat(LAYOUT.time(tag(start()).nextId())).isAfter(Instant.ofEpochMilli(floor));
    }

    /** What a request left there, such as who is logged in, would stay for as long as the application. */
    @Test
    void theThreadInheritsNothingFromTheCallerWhoDrewFirst() {
        InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
        AtomicReference<String> seen = new AtomicReference<>("not called");
        table.beforeCall = () -> {
            if (Thread.currentThread().getName().equals("leaf-worker")) {
                seen.set(String.valueOf(user.get()));
            }
        };
        user.set("somebody");
        try {
            tag(create(settings(Duration.ofMinutes(1)), clock)).nextId();
        } finally {
            user.remove();
        }
        assertThat(seen).hasValue("null");
    }
}
