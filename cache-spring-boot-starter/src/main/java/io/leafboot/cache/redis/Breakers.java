package io.leafboot.cache.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.leafboot.cache.CacheStoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Which partitions of one Redis are left alone, because too many of the last commands to them timed out or could not be sent.
 * Each has a circuit breaker. While one is open, commands fail at once; none of them is let through to find out whether Redis
 * answers again: that is asked in the background, for as long as any breaker is open, and the answer closes it.
 *
 * <p>An error is an answer. A command that its caller gave up says nothing.
 *
 * <p>Memory ordering: a breaker's own state is atomic, and read after each outcome is recorded, so that whichever thread opened
 * it sees that it is open. What follows from that (the log line, the probe) is done under a lock, once; closing takes the same
 * lock, so that a breaker that opens again right away is announced and probed again.
 */
final class Breakers implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    /** How long until the library would let a caller through. */
    private static final Duration EVER = Duration.ofDays(36_500);

    private final String redis;
    private final Duration probeInterval;
    private final ScheduledExecutorService scheduler;
    private final IntFunction<CompletableFuture<?>> probe;
    private final List<CircuitBreaker> breakers;
    /** When each was closed last: what began before has nothing to say of the time after. */
    private final AtomicLongArray closedNanos;

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Those that have been announced; guarded by this. */
    private final BitSet open = new BitSet();

    private boolean probing;
    private boolean resting;

    /**
     * Closed ones.
     *
     * @param redis what the log calls it
     * @param probe asks a partition something cheap, with a time limit; may throw what a command may throw
     */
    Breakers(
            String redis,
            int partitions,
            RedisSettings.Breaker settings,
            ScheduledExecutorService scheduler,
            IntFunction<CompletableFuture<?>> probe) {
        this.redis = redis;
        this.probeInterval = settings.probeInterval();
        this.scheduler = scheduler;
        this.probe = probe;
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.windowSize())
                .minimumNumberOfCalls(settings.minCalls())
                .failureRateThreshold((float) (100 * settings.failureRate()))
                .waitDurationInOpenState(EVER)
                .build();
        this.breakers = IntStream.range(0, partitions)
                .mapToObj(partition -> CircuitBreaker.of(redis + "#" + partition, config))
                .toList();
        this.closedNanos = new AtomicLongArray(partitions);
        long now = System.nanoTime();
        IntStream.range(0, partitions).forEach(partition -> closedNanos.set(partition, now));
    }

    /** What a command to a partition may fail with at once; {@code null} if it may be sent. */
    @Nullable
    CacheStoreException refusal(int partition) {
        return breakers.get(partition).tryAcquirePermission()
                ? null
                : new LeftAlone("Redis at " + redis
                        + " did not answer lately and is left alone until it does; it is asked every "
                        + probeInterval.toMillis() + " ms");
    }

    /** Whether a command failed because it was not even sent. */
    static boolean isRefusal(@Nullable Throwable failure) {
        return failure instanceof LeftAlone || (failure != null && isRefusal(failure.getCause()));
    }

    private static final class LeftAlone extends CacheStoreException {

        private static final long serialVersionUID = 1L;

        LeftAlone(String message) {
            super(message, null);
        }
    }

    boolean isOpen(int partition) {
        return breakers.get(partition).getState() == CircuitBreaker.State.OPEN;
    }

    /** How many are open. */
    int open() {
        int count = 0;
        for (int partition = 0; partition < breakers.size(); partition++) {
            if (isOpen(partition)) {
                count++;
            }
        }
        return count;
    }

    String redis() {
        return redis;
    }

    int size() {
        return breakers.size();
    }

    /** Takes note of how a command ended that was begun at this time. */
    void record(int partition, long beganNanos, @Nullable Throwable failure) {
        CircuitBreaker breaker = breakers.get(partition);
        switch (outcome(failure)) {
            case ANSWERED -> breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            case FAILED -> {
                if (failure != null && beganNanos - closedNanos.get(partition) >= 0) {
                    breaker.onError(0, TimeUnit.NANOSECONDS, failure);
                }
            }
            case UNKNOWN -> {}
        }
        if (isOpen(partition)) {
            opened(partition, failure);
        }
    }

    /** Takes note that no partition can be asked anything. */
    void recordAll(long beganNanos, Throwable failure) {
        for (int partition = 0; partition < breakers.size(); partition++) {
            record(partition, beganNanos, failure);
        }
    }

    private enum Outcome {
        ANSWERED,
        FAILED,
        UNKNOWN
    }

    private static Outcome outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return Outcome.ANSWERED;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException) {
                return Outcome.ANSWERED;
            }
            if (cause instanceof InterruptedException
                    || cause instanceof CancellationException
                    || cause instanceof RedisCommandInterruptedException) {
                return Outcome.UNKNOWN;
            }
            if (cause instanceof TimeoutException
                    || cause instanceof IOException
                    || cause instanceof RedisException
                    || cause instanceof DataAccessException) {
                return Outcome.FAILED;
            }
        }
        return Outcome.UNKNOWN;
    }

    private synchronized void opened(int partition, @Nullable Throwable failure) {
        if (!isOpen(partition) || open.get(partition)) {
            return;
        }
        open.set(partition);
        logger.warn(
                "Redis at {}{} does not answer and is left alone until it does: {}",
                redis,
                breakers.size() == 1 ? "" : ", partition " + partition + ",",
                failure == null ? "too many commands failed" : failure.toString());
        probeLater();
    }

    private void closed(int partition) {
        synchronized (this) {
            if (!open.get(partition)) {
                return;
            }
            open.clear(partition);
            closedNanos.set(partition, System.nanoTime());
            breakers.get(partition).transitionToClosedState();
            logger.info(
                    "Redis at {}{} answers again", redis, breakers.size() == 1 ? "" : ", partition " + partition + ",");
        }
        listeners.forEach(Runnable::run);
    }

    /** Called whenever a breaker has closed; must not wait. */
    void onClose(Runnable listener) {
        listeners.add(listener);
    }

    void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    private synchronized void probeLater() {
        if (probing || resting || open.isEmpty()) {
            return;
        }
        try {
            var unused = scheduler.schedule(this::probe, probeInterval.toNanos(), TimeUnit.NANOSECONDS);
            probing = true;
        } catch (RejectedExecutionException ex) {
            logger.debug("The application ends: Redis at {} is not asked any more", redis);
        }
    }

    /** Asks all that are open, and does not wait for the answers. */
    private void probe() {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        try {
            for (int partition : toAsk()) {
                answers.add(probe.apply(partition).handle((answer, failure) -> {
                    if (outcome(failure) == Outcome.ANSWERED) {
                        closed(partition);
                    }
                    return answer;
                }));
            }
        } catch (CacheStoreException ex) { // there is no connection, for none of them
            logger.debug("Redis at {} is still out of reach", redis, ex);
        } catch (RuntimeException ex) {
            logger.error("Asking Redis at {} whether it answers failed", redis, ex);
        } finally {
            var unused = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .whenComplete((done, failure) -> {
                        synchronized (this) {
                            probing = false;
                            probeLater();
                        }
                    });
        }
    }

    private synchronized int[] toAsk() {
        return resting ? new int[0] : open.stream().toArray();
    }

    /** Asks nothing any more, until {@link #wake}. */
    synchronized void rest() {
        resting = true;
    }

    synchronized void wake() {
        resting = false;
        probeLater();
    }

    @Override
    public void close() {
        rest();
        listeners.clear();
    }
}
