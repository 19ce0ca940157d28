package io.leafboot.id.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.IdRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process stands still between its look at the clock and its compare-and-set, while its worker id goes to another. */
@Timeout(60)
class PausedOwnerTests {

    private static final SnowflakeLayout LAYOUT = new SnowflakeLayout(Instant.parse("2024-01-01T00:00:00Z"), 1, 4);

    private static final long NOW = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();

    private static final SnowflakeSettings SETTINGS = new SnowflakeSettings(
            LAYOUT, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofSeconds(20), 100);

    private final AtomicLong tableTime = new AtomicLong(NOW);

    private final MemoryWorkerTable table = new MemoryWorkerTable(tableTime::get);

    /** All of a process passes through here; closed, all of it stands still. */
    private static final class Gate {

        private final CountDownLatch callerStands = new CountDownLatch(1);

        private volatile CountDownLatch closed = new CountDownLatch(0);

        private volatile CountDownLatch closedToCaller = new CountDownLatch(0);

        void close() {
            closedToCaller = new CountDownLatch(1);
            closed = new CountDownLatch(1);
        }

        void open() {
            openToCaller();
            closed.countDown();
        }

        /** The keeper, too, may wake up late. */
        void openToCaller() {
            closedToCaller.countDown();
        }

        void pass() {
            boolean isCaller = Thread.currentThread().getName().equals("caller");
            CountDownLatch latch = isCaller ? closedToCaller : closed;
            if (isCaller && latch.getCount() > 0) {
                callerStands.countDown();
            }
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The table, as one process reaches it. */
    private record Reached(WorkerTable table, Gate gate) implements WorkerTable {

        @Override
        public long now() {
            gate.pass();
            return table.now();
        }

        @Override
        public WorkerRow claim(Function<WorkerRows, Choice> choice) {
            gate.pass();
            return table.claim(choice);
        }

        @Override
        public boolean replace(WorkerRow held, WorkerRow next) {
            gate.pass();
            return table.replace(held, next);
        }

        @Override
        public Optional<WorkerRow> find(int workerId) {
            gate.pass();
            return table.find(workerId);
        }
    }

    @Test
    void wakingUpItIssuesWhatItHadReservedAndTheSuccessorStaysAboveThat() throws Exception {
        Gate gate = new Gate();
        AtomicLong successorTime = new AtomicLong(NOW);
        try (SnowflakeIds paused = SnowflakeIds.create(new Reached(table, gate), SETTINGS, () -> {
                    long now = NOW; // read, and then the process stands still
                    gate.pass();
                    return now;
                });
                SnowflakeIds successor = SnowflakeIds.create(table, SETTINGS, successorTime::get)) {
            paused.start(Duration.ofSeconds(20));
            table.set(new WorkerRow(1, "for good", 1, Long.MAX_VALUE, 0));
            table.set(new WorkerRow(WorkerTable.TABLE_ROW, LAYOUT.text(), 2, 0, 0));
            gate.close();
            FutureTask<Long> call = new FutureTask<>(paused.forTag("order")::nextId);
            Thread caller = new Thread(call, "caller");
            caller.start();
            gate.callerStands.await();
            long reserved = table.row(0).issuedUntil();
            assertThat(reserved).isEqualTo(NOW + 2_000);

            // The successor's clock shows the very time that the paused one is about to issue.
            tableTime.addAndGet(60_000);
            successor.start(Duration.ofSeconds(20));
            assertThat(successor.worker().workerId()).isZero();
            FutureTask<IdRange> its =
                    new FutureTask<>(() -> successor.forTag("order").nextRange(16));
            Thread itsCaller = new Thread(its, "successor-caller");
            itsCaller.start();
            // Before the keeper, which would find its row gone and end issuing first.
            gate.openToCaller();
            long late = call.get(20, TimeUnit.SECONDS);
            gate.open();
            assertThat(its.isDone()).as("an id of a time that is not its own").isFalse();
            successorTime.addAndGet(2_001);
            IdRange range = its.get(20, TimeUnit.SECONDS);

            assertThat(LAYOUT.worker(late)).isZero();
            assertThat(LAYOUT.time(late)).isEqualTo(Instant.ofEpochMilli(NOW));
            assertThat(LAYOUT.time(range.first())).isEqualTo(Instant.ofEpochMilli(reserved + 1));
            assertThat(range.size()).isEqualTo(16);
        }
    }

    @Test
    void aCallThatStoodStillWhileTheWorkerIdWasGivenBackIssuesNothing() throws Exception {
        Gate gate = new Gate();
        try (SnowflakeIds stopped = SnowflakeIds.create(table, SETTINGS, () -> {
                    long now = NOW;
                    if (Thread.currentThread().getName().equals("caller")) {
                        gate.pass();
                    }
                    return now;
                });
                SnowflakeIds successor = SnowflakeIds.create(table, SETTINGS, () -> NOW)) {
            stopped.start(Duration.ofSeconds(20));
            gate.close();
            FutureTask<Throwable> call = new FutureTask<>(() -> catchThrowable(stopped.forTag("order")::nextId));
            Thread caller = new Thread(call, "caller");
            caller.start();
            gate.callerStands.await();

            stopped.stop();
            assertThat(table.row(0).issuedUntil()).isLessThan(NOW);
            successor.start(Duration.ofSeconds(20));
            assertThat(successor.worker().workerId()).isZero();
            long id = successor.forTag("order").nextId();
            gate.open();

            assertThat(LAYOUT.time(id)).isEqualTo(Instant.ofEpochMilli(NOW));
            assertThat(call.get(20, TimeUnit.SECONDS)).isInstanceOf(IdGeneratorStoppedException.class);
        }
    }
}
