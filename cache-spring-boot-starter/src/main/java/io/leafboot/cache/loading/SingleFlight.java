package io.leafboot.cache.loading;

import io.leafboot.cache.CacheLoadException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * At most one load of a key at a time: the first caller runs it on its own thread, or has it run, the others wait and share
 * its value or its failure.
 *
 * <p>A load that asks for its own key, directly or through other keys and threads that wait, is not made to wait for itself:
 * the call that would close the circle runs a load of its own. Of asynchronous loads only one that asks for its own key is
 * known: two that wait for each other's futures wait on.
 *
 * <p>A load that takes longer than the lease keeps nobody waiting any more: the next caller begins another.
 *
 * <p>Memory ordering: a flight is published by {@code putIfAbsent} and its outcome by its future, each of which happens
 * before what a waiter reads. Two threads that wait for each other each announce what they wait for in {@link #WAITING}
 * before they look for a circle, so at least one of them finds it.
 */
public final class SingleFlight {

    /** What each thread waits for, in all caches: a circle may lead through several. */
    private static final ConcurrentMap<Thread, Flight> WAITING = new ConcurrentHashMap<>();

    private final ConcurrentMap<Object, Flight> flights = new ConcurrentHashMap<>();
    private final long leaseNanos;

    /** With the time for which a load keeps others waiting. */
    public SingleFlight(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    /**
     * Runs the load on this thread, or waits for the one that is under way.
     *
     * @throws Exception what the load threw, the same instance for all who shared it
     * @throws InterruptedException if interrupted while waiting
     */
    public <T extends @Nullable Object> T load(Object key, Callable<? extends T> load) throws Exception {
        return load(key, load, load, null, Long.MAX_VALUE);
    }

    /**
     * Like {@link #load(Object, Callable)}.
     *
     * @param within what to run instead if the caller is part of what loads the key
     * @param executor where the load runs; {@code null} for this thread
     * @param waitNanos how long to wait for a load that runs elsewhere
     * @throws WaitTimeout if that took longer; the load goes on
     * @throws CacheLoadException if the executor takes no more
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // loads of one key give values of one type, as far as callers agree
    public <T extends @Nullable Object> T load(
            Object key,
            Callable<? extends T> load,
            Callable<? extends T> within,
            @Nullable Executor executor,
            long waitNanos)
            throws Exception {
        Thread caller = Thread.currentThread();
        long asked = System.nanoTime();
        while (true) {
            Flight mine = new Flight(executor == null ? caller : null);
            Flight flight = flights.putIfAbsent(key, mine);
            if (flight == null) {
                if (executor == null) {
                    return fly(key, mine, load);
                }
                flight = mine;
            }
            // Announced before it begins: if it comes to wait for what this thread runs, it is the one to find the
            // circle.
            WAITING.put(caller, flight);
            try {
                if (flight == mine && executor != null) {
                    depart(key, mine, load, executor);
                }
                if (flight == mine || !flight.leadsBackTo(caller)) {
                    long left = waitNanos - (System.nanoTime() - asked);
                    // Its own load the caller does not begin a second time, however long it takes.
                    long leaseLeft = flight == mine ? Long.MAX_VALUE : leaseNanos - flight.age();
                    if (flight.isDoneWithin(Math.min(left, leaseLeft))) {
                        if (flight != mine && flight.wasInterrupted()) {
                            continue; // it was another thread that somebody wanted to stop
                        }
                        return (T) flight.outcome();
                    }
                    if (left <= leaseLeft) {
                        throw new WaitTimeout();
                    }
                    flights.remove(key, flight);
                    continue;
                }
            } finally {
                WAITING.remove(caller);
            }
            return within.call(); // and nobody takes this thread for one that waits
        }
    }

    /** Takes on the load of a key, which this thread runs and ends; {@code null} if one is under way. */
    public @Nullable Lead lead(Object key) {
        Flight mine = new Flight(Thread.currentThread());
        return flights.putIfAbsent(key, mine) == null ? new Lead(key, mine) : null;
    }

    /** A load that a thread has taken on. */
    public final class Lead {

        private final Object key;
        private final Flight mine;

        private Lead(Object key, Flight mine) {
            this.key = key;
            this.mine = mine;
        }

        /** Ends it, once: what comes later changes nothing. */
        public void end(@Nullable Object value, @Nullable Throwable failure) {
            flights.remove(key, mine);
            mine.end(value, failure);
        }
    }

    /** Begins a load in the background, unless one is under way. */
    public void loadBehind(Object key, Callable<?> load, Executor executor) {
        Flight mine = new Flight(null);
        if (flights.putIfAbsent(key, mine) == null) {
            depart(key, mine, load, executor);
        }
    }

    private void depart(Object key, Flight mine, Callable<?> load, Executor executor) {
        try {
            executor.execute(() -> {
                mine.owner = Thread.currentThread();
                Object value = null;
                Throwable failure = null;
                try {
                    value = load.call();
                } catch (Throwable ex) {
                    failure = ex;
                }
                flights.remove(key, mine);
                mine.end(value, failure);
            });
        } catch (Throwable ex) { // or nobody would end the flight
            CacheLoadException refused = new CacheLoadException(
                    ex instanceof RejectedExecutionException
                            ? "No thread is free to load in the background, and as many loads wait as may."
                                    + " Raise cache.loading.threads or cache.loading.queue-size."
                            : "A load could not be begun in the background",
                    ex);
            flights.remove(key, mine);
            mine.end(null, refused);
            throw refused;
        }
    }

    /** How long the key has been loading, in nanoseconds; 0 if it is not. */
    public long age(Object key) {
        Flight flight = flights.get(key);
        return flight == null ? 0 : flight.age();
    }

    /** Like {@link #load}, without waiting. The future given back is the caller's own: cancelling it cancels no load. */
    public <T extends @Nullable Object> CompletableFuture<T> loadAsync(
            Object key, Supplier<CompletableFuture<T>> load) {
        return loadAsync(key, steps -> steps.run(load), load);
    }

    /**
     * Like {@link #loadAsync(Object, Supplier)}, for a load whose code runs on several threads, one after the other.
     *
     * @param within what to run instead if the caller is part of what loads the key
     */
    @SuppressWarnings("unchecked") // as above
    public <T extends @Nullable Object> CompletableFuture<T> loadAsync(
            Object key, Function<Steps, CompletableFuture<T>> load, Supplier<CompletableFuture<T>> within) {
        Flight mine = new Flight(null);
        Flight first = flights.putIfAbsent(key, mine);
        if (first != null) {
            if (first.leadsBackTo(Thread.currentThread())) {
                return within.get();
            }
            long leaseLeft = leaseNanos - first.age();
            return ((CompletableFuture<T>) first.copy())
                    .orTimeout(Math.max(0, leaseLeft), TimeUnit.NANOSECONDS)
                    // Not on the thread of timers: what follows may be the application's code, and that may wait.
                    .exceptionallyComposeAsync(failure -> {
                        if (failure instanceof TimeoutException && !first.isDone()) {
                            flights.remove(key, first);
                            return loadAsync(key, load, within);
                        }
                        return CompletableFuture.failedFuture(failure);
                    });
        }
        CompletableFuture<T> loaded;
        try {
            loaded = load.apply(mine);
        } catch (Throwable ex) {
            loaded = CompletableFuture.failedFuture(ex);
        }
        CompletableFuture<T> result = (CompletableFuture<T>) mine.copy();
        var unused = loaded.whenComplete((value, failure) -> {
            flights.remove(key, mine);
            mine.end(value, failure);
        });
        return result;
    }

    /** Somebody did not want to wait longer. */
    public static final class WaitTimeout extends Exception {

        private static final long serialVersionUID = 1L;

        WaitTimeout() {
            super("Waited long enough", null, false, false);
        }
    }

    /** Runs code of a load, so that a call for the same key from within is known for what it is. */
    @FunctionalInterface
    public interface Steps {

        /** Runs it on the calling thread. */
        <R> R run(Supplier<R> step);
    }

    /** Whether the caller is part of what loads the key, so that it would wait for itself if it waited. */
    public boolean isLoadedByCaller(Object key) {
        Flight flight = flights.get(key);
        return flight != null && flight.leadsBackTo(Thread.currentThread());
    }

    /** Whoever asks for the key from now on does not share a load that is under way: its value may be out of date. */
    public void forget(Object key) {
        flights.remove(key);
    }

    /** {@link #forget} for every key. */
    public void forgetAll() {
        flights.clear();
    }

    private <T extends @Nullable Object> T fly(Object key, Flight mine, Callable<? extends T> load) throws Exception {
        T value = null;
        Throwable failure = null;
        try {
            value = load.call();
            return value;
        } catch (Throwable ex) {
            failure = ex;
            throw ex;
        } finally {
            flights.remove(key, mine);
            mine.end(value, failure);
        }
    }

    private static final class Flight implements Steps {

        private final CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();
        private final long begunNanos = System.nanoTime();
        /** Who runs the load; nobody in particular while an asynchronous one waits. */
        private volatile @Nullable Thread owner;

        Flight(@Nullable Thread owner) {
            this.owner = owner;
        }

        @Override
        public <R> R run(Supplier<R> step) {
            Thread before = owner;
            owner = Thread.currentThread();
            try {
                return step.get();
            } finally {
                owner = before;
            }
        }

        void end(@Nullable Object value, @Nullable Throwable failure) {
            if (failure != null) {
                outcome.completeExceptionally(failure);
            } else {
                outcome.complete(value);
            }
        }

        boolean isDone() {
            return outcome.isDone();
        }

        long age() {
            return System.nanoTime() - begunNanos;
        }

        boolean leadsBackTo(Thread thread) {
            Flight flight = this;
            while (flight != null && !flight.outcome.isDone()) { // whoever waited for one that has ended goes on
                Thread loader = flight.owner;
                if (loader == null || loader == thread) {
                    return loader != null;
                }
                flight = WAITING.get(loader);
            }
            return false;
        }

        boolean isDoneWithin(long nanos) throws InterruptedException {
            try {
                outcome.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            } catch (TimeoutException ex) {
                return outcome.isDone();
            } catch (ExecutionException | CancellationException ex) {
                return true;
            }
            return true;
        }

        boolean wasInterrupted() {
            try {
                outcome.getNow(null);
                return false;
            } catch (CompletionException | CancellationException ex) {
                return ex.getCause() instanceof InterruptedException;
            }
        }

        /** What a load that has ended gave. */
        @Nullable
        Object outcome() throws Exception {
            try {
                return outcome.get();
            } catch (ExecutionException ex) {
                Throwable cause = ex.getCause();
                if (cause instanceof InterruptedException) { // it was another thread that somebody wanted to stop
                    throw new IllegalStateException("The load that was waited for was interrupted", cause);
                }
                if (cause instanceof Exception exception) {
                    throw exception;
                }
                if (cause instanceof Error error) {
                    throw error;
                }
                throw ex;
            } catch (CancellationException ex) {
                throw new IllegalStateException("The load that was waited for was cancelled", ex);
            }
        }

        CompletableFuture<@Nullable Object> copy() {
            return outcome.copy();
        }
    }
}
