package io.leafboot.cache.loading;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * At most one load of a key at a time: the first caller runs it on its own thread, the others wait and share its value or
 * its failure.
 *
 * <p>A load that asks for its own key, directly or through other keys and threads that wait, is not made to wait for itself:
 * the call that would close the circle runs a load of its own. Of asynchronous loads only one that asks for its own key is
 * known: two that wait for each other's futures wait on.
 *
 * <p>Memory ordering: a flight is published by {@code putIfAbsent} and its outcome by its future, each of which happens
 * before what a waiter reads. Two threads that wait for each other each announce what they wait for in {@link #WAITING}
 * before they look for a circle, so at least one of them finds it.
 */
public final class SingleFlight {

    /** What each thread waits for, in all caches: a circle may lead through several. */
    private static final ConcurrentMap<Thread, Flight> WAITING = new ConcurrentHashMap<>();

    private final ConcurrentMap<Object, Flight> flights = new ConcurrentHashMap<>();

    /**
     * Runs the load, or waits for the one that is under way.
     *
     * @throws Exception what the load threw, the same instance for all who shared it
     * @throws InterruptedException if interrupted while waiting
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // loads of one key give values of one type, as far as callers agree
    public <T extends @Nullable Object> T load(Object key, Callable<? extends T> load) throws Exception {
        Flight mine = new Flight(Thread.currentThread());
        Flight first = flights.putIfAbsent(key, mine);
        if (first == null) {
            return fly(key, mine, load);
        }
        WAITING.put(Thread.currentThread(), first);
        try {
            if (!first.leadsBackTo(Thread.currentThread())) {
                return (T) first.await();
            }
        } finally {
            WAITING.remove(Thread.currentThread());
        }
        return load.call(); // and nobody takes this thread for one that waits
    }

    /** Like {@link #load}, without waiting. The future given back is the caller's own: cancelling it cancels no load. */
    public <T extends @Nullable Object> CompletableFuture<T> loadAsync(
            Object key, Supplier<CompletableFuture<T>> load) {
        return loadAsync(key, steps -> steps.run(load));
    }

    /** Like {@link #loadAsync(Object, Supplier)}, for a load whose code runs on several threads, one after the other. */
    @SuppressWarnings("unchecked") // as above
    public <T extends @Nullable Object> CompletableFuture<T> loadAsync(
            Object key, Function<Steps, CompletableFuture<T>> load) {
        Flight mine = new Flight(null);
        Flight first = flights.putIfAbsent(key, mine);
        if (first != null) {
            return first.leadsBackTo(Thread.currentThread())
                    ? load.apply(Supplier::get)
                    : (CompletableFuture<T>) first.copy();
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

        @Nullable
        Object await() throws Exception {
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
