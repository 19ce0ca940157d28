package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.snowflake.SnowflakeLayout;
import io.leafboot.id.snowflake.SnowflakeSettings;
import io.leafboot.id.snowflake.WorkerTable;
import io.leafboot.id.test.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes that share two worker ids, more of them than there are, so that each id that is let go is taken at once: paused for
 * longer than a lease, killed, restarted, their clocks moved. No id twice.
 */
final class SnowflakeFuzz {

    private static final int PROCESSES = 4;

    private static final SnowflakeSettings SETTINGS = new SnowflakeSettings(
            // One id in a millisecond and worker id is the same as any other: an overlap shows at once.
            new SnowflakeLayout(Instant.parse("2024-01-01T00:00:00Z"), 1, 3),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofMillis(50),
            100);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final long seed;

    private final WorkerTable table;

    private final AtomicReferenceArray<SnowflakeProcess> running = new AtomicReferenceArray<>(PROCESSES);

    private final List<SnowflakeProcess> all = new ArrayList<>();

    private volatile boolean ended;

    private final Set<Long> seen = ConcurrentHashMap.newKeySet();

    private final Set<Long> repeated = ConcurrentHashMap.newKeySet();

    private SnowflakeFuzz(WorkerTable table, long seed) {
        this.table = table;
        this.seed = seed;
    }

    /** Returns how many ids were drawn. */
    static int run(TestDatabase database, long seed, Duration time) throws Exception {
        try (LeafInstance instance = LeafInstance.start(
                database, List.of(LeafWorkerTableAutoConfiguration.PART), "leaf.datasource.maximum-pool-size=8")) {
            WorkerTable table = new JpaWorkerTable(instance.persistence, instance.pool.database(), "leaf_worker");
            return new SnowflakeFuzz(table, seed).run(time);
        }
    }

    private int run(Duration time) throws Exception {
        for (int i = 0; i < PROCESSES; i++) {
            start(i);
        }
        long start = System.nanoTime();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 2 * PROCESSES; i++) {
                int process = i % PROCESSES;
                Random random = new Random(seed * 31 + i);
                tasks.add(threads.submit(() -> {
                    while (!ended) {
                        running.get(process).draw(random, this::issued);
                        LockSupport.parkNanos(random.nextInt(300_000));
                    }
                }));
            }
            Random random = new Random(seed);
            // Until there was what it is about, on a slow machine too.
            while (System.nanoTime() - start < time.toNanos()
                    || (handovers() == 0 && System.nanoTime() - start < PATIENCE.toNanos())) {
                disturb(random);
            }
            ended = true;
            for (Future<?> task : tasks) {
                task.get();
            }
        } finally {
            ended = true;
            threads.shutdownNow();
            all.forEach(process -> {
                process.kill();
                process.ids.close();
            });
        }
        String run = "seed " + seed + ": " + seen.size() + " ids of " + all.size() + " processes, " + handovers()
                + " taken over while paused";
        assertThat(repeated).as(run).isEmpty();
        assertThat(seen).as(run).isNotEmpty();
        assertThat(handovers()).as(run).isPositive();
        return seen.size();
    }

    private long handovers() {
        return all.stream()
                .mapToLong(process -> process.ids.worker().takeOvers())
                .sum();
    }

    private void start(int i) {
        SnowflakeProcess process = new SnowflakeProcess(table, SETTINGS);
        all.add(process);
        running.set(i, process);
    }

    private void issued(long id) {
        if (!seen.add(id)) {
            repeated.add(id);
        }
    }

    private static void restart(SnowflakeProcess process) {
        try {
            process.ids.start(Duration.ZERO);
        } catch (RuntimeException e) { // it goes on asking for a worker id, which is all that is wanted
            Thread.yield();
        }
    }

    private void disturb(Random random) {
        LockSupport.parkNanos(random.nextInt(60_000_000));
        int i = random.nextInt(PROCESSES);
        SnowflakeProcess process = running.get(i);
        switch (random.nextInt(6)) {
            case 0, 1 -> process.pause(() -> LockSupport.parkNanos(150_000_000L + random.nextInt(300_000_000)));
            case 2 -> {
                process.kill();
                start(i);
            }
            case 3 -> {
                process.ids.stop();
                restart(process);
            }
            case 4 -> process.moveClock(random.nextInt(3_000) - 1_500);
            default -> process.moveClock(0);
        }
    }
}
