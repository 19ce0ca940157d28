package io.leafboot.cache.loading;

import io.leafboot.cache.CacheLoadException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
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
 * <p>Memory ordering: a flight is published by {@code putIfAbsent}, which happens before what a waiter reads; see
 * {@link Flight} for its outcome and for circles.
 */
final class SingleFlight {

    private final ConcurrentMap<Object, Flight> flights = new ConcurrentHashMap<>();
    private final long leaseNanos;

    /** With the time for which a load keeps others waiting. */
    SingleFlight(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    /**
     * Runs the load on this thread, or waits for the one that is under way.
     *
     * @throws Exception what the load threw, the same instance for all who shared it
     * @throws InterruptedException if interrupted while waiting
     */
    <T extends @Nullable Object> T load(Object key, Callable<? extends T> load) throws Exception {
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
    <T extends @Nullable Object> T load(
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
            // Before it begins: if it comes to wait for what this thread runs, it is the one to find the circle.
            flight.awaitedBy(caller);
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
                Flight.awaitedNoMoreBy(caller);
            }
            return within.call(); // and nobody takes this thread for one that waits
        }
    }

    /** Takes on the load of a key, which this thread runs and ends; {@code null} if one is under way. */
    @Nullable
    Lead lead(Object key) {
        Flight mine = new Flight(Thread.currentThread());
        return flights.putIfAbsent(key, mine) == null ? new Lead(key, mine) : null;
    }

    /** A load that a thread has taken on. */
    final class Lead {

        private final Object key;
        private final Flight mine;

        private Lead(Object key, Flight mine) {
            this.key = key;
            this.mine = mine;
        }

        /** Ends it, once: what comes later changes nothing. */
        void end(@Nullable Object value, @Nullable Throwable failure) {
            SingleFlight.this.end(key, mine, value, failure);
        }
    }

    /** Begins a load in the background, unless one is under way. */
    void loadBehind(Object key, Callable<?> load, Executor executor) {
        Flight mine = new Flight(null);
        if (flights.putIfAbsent(key, mine) == null) {
            depart(key, mine, load, executor);
        }
    }

    private void depart(Object key, Flight mine, Callable<?> load, Executor executor) {
        try {
            executor.execute(() -> {
                mine.board();
                try {
                    fly(key, mine, load);
                } catch (Throwable ex) {
                    // the outcome, of those who wait for it
                }
            });
        } catch (Throwable ex) { // or nobody would end the flight
            CacheLoadException refused = LoadingThreads.notBegun(ex);
            end(key, mine, null, refused);
            throw refused;
        }
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
            end(key, mine, value, failure);
        }
    }

    private void end(Object key, Flight mine, @Nullable Object value, @Nullable Throwable failure) {
        flights.remove(key, mine);
        mine.end(value, failure);
    }

    /** How long the key has been loading, in nanoseconds; 0 if it is not. */
    long age(Object key) {
        Flight flight = flights.get(key);
        return flight == null ? 0 : flight.age();
    }

    /** Like {@link #load}, without waiting. The future given back is the caller's own: cancelling it cancels no load. */
    <T extends @Nullable Object> CompletableFuture<T> loadAsync(Object key, Supplier<CompletableFuture<T>> load) {
        return loadAsync(key, steps -> steps.run(load), load);
    }

    /**
     * Like {@link #loadAsync(Object, Supplier)}, for a load whose code runs on several threads, one after the other.
     *
     * @param within what to run instead if the caller is part of what loads the key
     */
    @SuppressWarnings("unchecked") // as above
    <T extends @Nullable Object> CompletableFuture<T> loadAsync(
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
        var unused = loaded.whenComplete((value, failure) -> end(key, mine, value, failure));
        return result;
    }

    /** Somebody did not want to wait longer. */
    static final class WaitTimeout extends Exception {

        private static final long serialVersionUID = 1L;

        WaitTimeout() {
            super("Waited long enough", null, false, false);
        }
    }

    /** Runs code of a load, so that a call for the same key from within is known for what it is. */
    @FunctionalInterface
    interface Steps {

        /** Runs it on the calling thread. */
        <R> R run(Supplier<R> step);
    }

    /** Whether the caller is part of what loads the key, so that it would wait for itself if it waited. */
    boolean isLoadedByCaller(Object key) {
        Flight flight = flights.get(key);
        return flight != null && flight.leadsBackTo(Thread.currentThread());
    }

    /** Whoever asks for the key from now on does not share a load that is under way: its value may be out of date. */
    void forget(Object key) {
        flights.remove(key);
    }

    /** {@link #forget} for every key. */
    void forgetAll() {
        flights.clear();
    }
}
