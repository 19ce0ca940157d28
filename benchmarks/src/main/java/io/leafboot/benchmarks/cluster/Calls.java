package io.leafboot.benchmarks.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Calls of one operation, on one thread as fast as they go; some of them are timed. */
final class Calls {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int VALUES = 64;

    /**
     * What came of them.
     *
     * @param times nanoseconds of each call that was timed
     * @param count how many there were
     * @param failures gets that found nothing, and calls that threw an exception
     * @param nanos how long it took
     */
    record Outcome(Histogram times, long count, long failures, long nanos) {}

    private final Operation operation;
    private final Store store;
    private final List<String> keys;
    private final Object[] values = new Object[VALUES];
    private final Histogram times = new Histogram(LONGEST_NANOS, 3);
    private int next;
    private long count;
    private long failures;

    private Calls(Operation operation, Store store, List<String> keys, int thread) {
        this.operation = operation;
        this.store = store;
        this.keys = new ArrayList<>(keys);
        Collections.shuffle(this.keys, new Random(thread));
        for (int i = 0; i < VALUES; i++) {
            values[i] = store.value(Texts.of(i));
        }
    }

    /** Calls on several threads at once. */
    static Outcome run(Operation operation, Store store, List<String> keys, int threads, long millis)
            throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Calls calls = new Calls(operation, store, keys, i);
                outcomes.add(executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return calls.run(TimeUnit.MILLISECONDS.toNanos(millis));
                }));
            }
            Histogram times = new Histogram(LONGEST_NANOS, 3);
            long count = 0;
            long failures = 0;
            long nanos = 0;
            for (Future<Outcome> future : outcomes) {
                Outcome outcome = future.get();
                times.add(outcome.times());
                count += outcome.count();
                failures += outcome.failures();
                nanos = Math.max(nanos, outcome.nanos());
            }
            return new Outcome(times, count, failures, nanos);
        } finally {
            executor.shutdown();
        }
    }

    private Outcome run(long nanos) {
        long start = System.nanoTime();
        for (long now = start; now - start < nanos; ) {
            call();
            long end = System.nanoTime();
            times.recordValue(Math.min(end - now, LONGEST_NANOS));
            for (int i = 1; i < operation.timedOneIn(); i++) {
                call();
            }
            now = operation.timedOneIn() == 1 ? end : System.nanoTime();
        }
        return new Outcome(times, count, failures, System.nanoTime() - start);
    }

    private void call() {
        int current = next;
        next = current + 1 < keys.size() ? current + 1 : 0;
        count++;
        try {
            if (operation.isPut()) {
                store.put(keys.get(current), values[current % VALUES]);
            } else if (store.get(keys.get(current)) == null) {
                failures++;
            }
        } catch (RuntimeException ex) {
            if (failures++ == 0) {
                ex.printStackTrace();
            }
        }
    }
}
