package io.leafboot.cache.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that clean up and deliver: two, since one may wait for Redis. Not a scheduler bean: that would switch Spring Boot's own off. */
final class CacheThreads implements AutoCloseable {

    private static final int MOST_ANSWERS = 200;

    private final ScheduledThreadPoolExecutor scheduler;
    private final ThreadPoolExecutor answers;

    CacheThreads() {
        scheduler = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "cache-maintenance");
            thread.setDaemon(true);
            return thread;
        });
        answers = new ThreadPoolExecutor(
                0,
                MOST_ANSWERS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "cache-answers");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Goes on with what waited for an answer; where all threads wait for another, who brings the answer does it. */
    Executor answers() {
        return answers;
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        answers.shutdownNow();
    }
}
