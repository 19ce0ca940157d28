package io.leafboot.id.segment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all buffers of a generator share: the allocator, the threads that call it, and whether the generator is stopped.
 * The queue of claims is bounded, since a tag has one claim under way at the most: by the number of tags, and of callers
 * that wait for a name that is none.
 */
final class Refills {

    private static final Logger log = LoggerFactory.getLogger(Refills.class);

    /** So many slow tags must come together before one delays another, as far as the allocator serves as many. */
    private static final int THREADS = 8;

    private static final long FIRST_BACK_OFF_MILLIS = 50;

    private static final long LONGEST_BACK_OFF_MILLIS = 1_000;

    final SegmentAllocator allocator;

    final SegmentSettings settings;

    final StepPolicy steps;

    /** Set before the buffers are drained and read under each buffer's lock, so no segment slips in behind a stop. */
    volatile boolean stopped;

    /** Guarded by itself, as are the listeners: each tag is told to each listener exactly once. */
    private final Set<String> tagsWithSegments = new LinkedHashSet<>();

    private final List<Consumer<String>> listeners = new ArrayList<>();

    private boolean stoppedForGood;

    private final ThreadPoolExecutor claimers;

    private final ScheduledThreadPoolExecutor timer;

    Refills(SegmentAllocator allocator, SegmentSettings settings) {
        this.allocator = allocator;
        this.settings = settings;
        this.steps = new StepPolicy(settings);
        this.claimers = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("leaf-refill-"));
        this.claimers.allowCoreThreadTimeOut(true);
        this.timer = new ScheduledThreadPoolExecutor(1, daemons("leaf-timer-"));
        // A retry that comes after the end has nothing left to do.
        this.timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    void firstSegmentArrived(String tag) {
        List<Consumer<String>> told;
        synchronized (tagsWithSegments) {
            told = tagsWithSegments.add(tag) ? List.copyOf(listeners) : List.of();
        }
        for (Consumer<String> listener : told) {
            try {
                listener.accept(tag);
            } catch (RuntimeException e) { // a listener's failure is not the claim's
                log.error("A listener failed on the first segment of tag '{}'", tag, e);
            }
        }
    }

    void onFirstSegment(Consumer<String> listener) {
        List<String> known;
        synchronized (tagsWithSegments) {
            listeners.add(listener);
            known = List.copyOf(tagsWithSegments);
        }
        known.forEach(listener);
    }

    void checkBatch(int n) {
        if (n < 1 || n > settings.maxBatch()) {
            throw new IllegalArgumentException("The number of ids is " + n
                    + "; allowed is from 1 to max-batch, which is " + settings.maxBatch() + ".");
        }
    }

    /** Runs a call to the allocator; {@link java.util.concurrent.RejectedExecutionException} after {@link #endThreads()}. */
    void run(Runnable claim) {
        claimers.execute(claim);
    }

    void every(Duration interval, Runnable task) {
        Runnable logged = () -> {
            try {
                task.run();
            } catch (Throwable e) { // one failure must not end the schedule
                log.error("A look at the id buffers failed", e);
            }
        };
        Future<?> unused =
                timer.scheduleWithFixedDelay(logged, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs {@code retry} after a back-off that doubles with each failure in a row, with jitter, up to a second. */
    void afterBackOff(int failuresInARow, Runnable retry) {
        long longest = Math.min(FIRST_BACK_OFF_MILLIS << Math.min(failuresInARow - 1, 10), LONGEST_BACK_OFF_MILLIS);
        long millis = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        Future<?> unused = timer.schedule(retry, millis, TimeUnit.MILLISECONDS);
    }

    synchronized void start() {
        stopped = stoppedForGood;
    }

    synchronized void stopForGood() {
        stoppedForGood = true;
        stopped = true;
    }

    void endThreads() {
        timer.shutdownNow();
        claimers.shutdown();
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            // Whichever caller happens to start it, its thread-locals and its class loader are not kept.
            Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), 0, false);
            thread.setContextClassLoader(Refills.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
        };
    }
}
