package io.leafboot.benchmarks.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** Draws ids from a source and times each. */
final class Load {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    /**
     * What came of it.
     *
     * @param times nanoseconds for each id, failed calls included
     * @param ids how many ids were handed out
     * @param nanos how long it took
     * @param failures how many calls threw an exception
     */
    record Outcome(Histogram times, long ids, long nanos, long failures) {
        double idsPerSecond() {
            return ids * 1e9 / nanos;
        }

        double micros(double percentile) {
            return times.getValueAtPercentile(percentile) / 1e3;
        }
    }

    private final Contestant.Source source;

    private final Histogram times = new Histogram(LONGEST_NANOS, 3);

    private long ids;

    private long failures;

    private Load(Contestant.Source source) {
        this.source = source;
    }

    /**
     * Draws at fixed times, on one thread that spins between them: sleeping is not exact enough. The time of an id counts
     * from when it was due, also where the thread was still busy with the one before.
     */
    static Outcome atRate(Contestant.Source source, int idsPerSecond, int seconds) {
        Load load = new Load(source);
        long calls = (long) idsPerSecond * seconds;
        long start = System.nanoTime();
        for (long call = 0; call < calls; call++) {
            long due = start + call * 1_000_000_000L / idsPerSecond;
            while (System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            load.draw(due);
        }
        return load.outcome(System.nanoTime() - start);
    }

    /** Draws as fast as it goes on several threads. The time of an id counts from its call. */
    static Outcome flatOut(Contestant.Source source, int threads, int seconds)
            throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                outcomes.add(executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return new Load(source).flatOut(seconds);
                }));
            }
            Load all = new Load(source);
            long nanos = 0;
            for (Future<Outcome> future : outcomes) {
                Outcome outcome = future.get();
                all.times.add(outcome.times());
                all.ids += outcome.ids();
                all.failures += outcome.failures();
                nanos = Math.max(nanos, outcome.nanos());
            }
            return all.outcome(nanos);
        } finally {
            executor.shutdown();
        }
    }

    private Outcome flatOut(int seconds) {
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        for (long now = start; now - end < 0; now = System.nanoTime()) {
            draw(now);
        }
        return outcome(System.nanoTime() - start);
    }

    private void draw(long due) {
        try {
            source.next();
            ids++;
        } catch (RuntimeException e) {
            failures++;
        }
        times.recordValue(Math.min(System.nanoTime() - due, LONGEST_NANOS));
    }

    private Outcome outcome(long nanos) {
        return new Outcome(times, ids, nanos, failures);
    }
}
