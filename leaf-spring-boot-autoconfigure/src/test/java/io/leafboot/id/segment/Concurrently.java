package io.leafboot.id.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Runs a task in many threads that start together. */
final class Concurrently {

    private static final int LIMIT_SECONDS = 30;

    private Concurrently() {}

    /** Runs {@code task} in {@code threads} threads and returns what each of them returned; fails if one did. */
    static <T> List<T> run(int threads, Callable<T> task) throws Exception {
        CountDownLatch go = new CountDownLatch(threads);
        List<FutureTask<T>> futures = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            futures.add(start(() -> {
                go.countDown();
                go.await();
                return task.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (FutureTask<T> future : futures) {
            results.add(future.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        }
        return results;
    }

    /** Starts one task in a thread of its own. */
    static <T> FutureTask<T> start(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "test-caller");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    static <T> T get(FutureTask<T> future) throws Exception {
        return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns all ids of all arrays, sorted. */
    static long[] sorted(List<long[]> ids) {
        long[] all = ids.stream().flatMapToLong(Arrays::stream).toArray();
        Arrays.sort(all);
        return all;
    }

    /** Returns an id that occurs twice, or 0. */
    static long repeated(long[] sorted) {
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i - 1] == sorted[i]) {
                return sorted[i];
            }
        }
        return 0;
    }
}
