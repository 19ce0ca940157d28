package io.leafboot.id.segment;

import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Virtual threads, started by reflection: tests are compiled for a JDK that has none. */
final class VirtualThreads {

    private static final int LIMIT_SECONDS = 30;

    private VirtualThreads() {}

    /** Runs {@code task} in so many virtual threads at once, and fails if one of them did. */
    static void run(int threads, Runnable task) throws Exception {
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        CountDownLatch ended = new CountDownLatch(threads);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < threads; i++) {
            start.invoke(null, (Runnable) () -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    failure.set(e);
                } finally {
                    ended.countDown();
                }
            });
        }
        if (!ended.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(ended.getCount() + " virtual threads did not end");
        }
        if (failure.get() != null) {
            throw new AssertionError("A virtual thread failed", failure.get());
        }
    }
}
