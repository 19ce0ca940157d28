package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.TagStatus;
import io.leafboot.id.test.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/** Processes that draw from one tag, stop, restart and crash, over a database that fails: no id twice, none unaccounted. */
final class AllocatorFuzz {

    private static final String TAG = "fuzz";

    private static final int PROCESSES = 3;

    private static final int GREATEST_STEP = 60;

    private final TestDatabase database;

    private final long seed;

    private final List<LeafInstance> instances = new ArrayList<>();

    private final List<FaultyDataSource> dataSources = new ArrayList<>();

    private final AtomicReferenceArray<FuzzedProcess> running = new AtomicReferenceArray<>(PROCESSES);

    private final List<FuzzedProcess> all = new CopyOnWriteArrayList<>();

    private final BitSet seen = new BitSet();

    private long repeated;

    private AllocatorFuzz(TestDatabase database, long seed) {
        this.database = database;
        this.seed = seed;
    }

    static void run(TestDatabase database, long seed, Duration time, String... settings) throws Exception {
        new AllocatorFuzz(database, seed).run(time, settings);
    }

    private void run(Duration time, String... settings) throws Exception {
        try (LeafInstance operator = LeafInstance.start(database)) {
            operator.tags.create(TAG, 10, null, 1);
            for (int i = 0; i < PROCESSES; i++) {
                dataSources.add(new FaultyDataSource(database.dataSource(), seed + i));
                instances.add(LeafInstance.start(dataSources.get(i), settings));
                startProcess(i, new Random(seed));
            }
            faulty(true);
            runThreads(operator, System.nanoTime() + time.toNanos());
            faulty(false);
            balance();
        } finally {
            instances.forEach(LeafInstance::close);
        }
    }

    private void faulty(boolean faulty) {
        dataSources.forEach(dataSource -> dataSource.faulty = faulty);
    }

    private void startProcess(int i, Random random) {
        Ordering ordering = random.nextInt(3) == 0 ? Ordering.STRIPED : Ordering.STRICT;
        FuzzedProcess process = new FuzzedProcess(instances.get(i).allocator, TAG, ordering, GREATEST_STEP);
        all.add(process);
        running.set(i, process);
    }

    private void runThreads(LeafInstance operator, long end) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 2 * PROCESSES; i++) {
            int process = i % PROCESSES;
            Random random = new Random(seed * 31 + i);
            tasks.add(threads.submit(() -> {
                while (System.nanoTime() < end) {
                    running.get(process).draw(random, this::issued);
                    LockSupport.parkNanos(random.nextInt(500_000));
                }
            }));
        }
        tasks.add(threads.submit(() -> disturb(operator, end)));
        for (Future<?> task : tasks) {
            task.get();
        }
        threads.shutdown();
    }

    private synchronized void issued(long id) {
        if (seen.get(Math.toIntExact(id))) {
            repeated++;
        }
        seen.set((int) id);
    }

    private void disturb(LeafInstance operator, long end) {
        Random random = new Random(seed);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(random.nextInt(40_000_000));
            int i = random.nextInt(PROCESSES);
            switch (random.nextInt(5)) {
                case 0 -> running.get(i).restart();
                case 1 -> {
                    running.get(i).stop();
                    startProcess(i, random);
                }
                case 2 -> startProcess(i, random); // a crash: what the old one holds is lost until the end
                case 3 -> operator.tags.changeStep(TAG, 1 + random.nextInt(GREATEST_STEP));
                default -> {}
            }
        }
    }

    private void balance() {
        long kept = 0;
        long claimedPerhaps = 0;
        long returnedPerhaps = 0;
        long issued = 0;
        for (FuzzedProcess process : all) {
            TagStatus status = process.close();
            kept += process.claimed() - status.returned();
            issued += status.issued();
            claimedPerhaps += process.claimedPerhaps.get();
            returnedPerhaps += process.returnedPerhaps.get();
        }
        String run = "seed " + seed + ": " + issued + " ids of " + all.size() + " processes";
        long maxId = new TagTable(database).maxId(TAG);
        assertThat(repeated).as(run).isZero();
        assertThat(issued).as(run).isPositive().isEqualTo(seen.cardinality());
        assertThat(seen.length() - 1L).as(run).isLessThanOrEqualTo(maxId);
        assertThat(maxId).as(run).isBetween(kept - returnedPerhaps, kept + claimedPerhaps);
    }
}
