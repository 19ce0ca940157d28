package io.leafboot.cache.autoconfigure;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The threads that clean up and deliver: two, since one may wait for Redis. Not a scheduler bean: that would switch Spring Boot's own off. */
final class CacheThreads implements AutoCloseable {

    private final ScheduledThreadPoolExecutor scheduler;

    CacheThreads() {
        scheduler = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "cache-maintenance");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
