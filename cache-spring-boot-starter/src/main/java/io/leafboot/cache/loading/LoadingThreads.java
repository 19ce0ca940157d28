package io.leafboot.cache.loading;

import io.leafboot.cache.CacheLoadException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.util.ClassUtils;

/**
 * The threads on which values are loaded in the background: bounded, virtual where the JDK has virtual threads. Contexts that
 * Micrometer's context propagation knows of go along, where it is on the class path. Not an {@code Executor}: a bean of that
 * type would switch Spring Boot's own off.
 */
public final class LoadingThreads implements AutoCloseable {

    private static final ThreadLocal<Boolean> LOADING = new ThreadLocal<>();
    private static final boolean PROPAGATES =
            ClassUtils.isPresent("io.micrometer.context.ContextSnapshot", LoadingThreads.class.getClassLoader());

    private final ThreadPoolExecutor pool;
    private final TaskDecorator decorator;

    /**
     * No threads yet.
     *
     * @param threads how many loads run at once at most, from 1
     * @param queueSize how many more may wait, from 1
     */
    public LoadingThreads(int threads, int queueSize) {
        pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queueSize), factory());
        pool.allowCoreThreadTimeOut(true);
        decorator = PROPAGATES ? new ContextPropagatingTaskDecorator() : task -> task;
    }

    private static ThreadFactory factory() {
        if (Runtime.version().feature() >= 21) {
            return new VirtualThreadTaskExecutor("cache-load-").getVirtualThreadFactory();
        }
        return task -> {
            Thread thread = new Thread(task, "cache-load");
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Whether the caller is one of them: what it loads in turn it loads itself, or loads would wait for each other's threads. */
    static boolean isCurrent() {
        return LOADING.get() != null;
    }

    /** Runs a load. Throws {@link RejectedExecutionException} if as many as may wait do. */
    public void execute(Runnable load) {
        Runnable decorated = decorator.decorate(load);
        pool.execute(() -> {
            LOADING.set(true);
            try {
                decorated.run();
            } finally {
                LOADING.remove();
            }
        });
    }

    /** Like {@link #execute}; a pool that takes no more is a load that failed. */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> load) {
        CompletableFuture<T> loaded = new CompletableFuture<>();
        try {
            execute(() -> {
                try {
                    loaded.complete(load.call());
                } catch (Throwable ex) {
                    loaded.completeExceptionally(ex);
                }
            });
        } catch (RejectedExecutionException ex) {
            loaded.completeExceptionally(notBegun(ex));
        }
        return loaded;
    }

    /** What a load has failed with that these threads did not take. */
    static CacheLoadException notBegun(Throwable cause) {
        return new CacheLoadException(
                cause instanceof RejectedExecutionException
                        ? "No thread is free to load in the background, and as many loads wait as may."
                                + " Raise cache.loading.threads or cache.loading.queue-size."
                        : "A load could not be begun in the background",
                cause);
    }

    /** Interrupts the loads that run, and forgets those that wait. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
