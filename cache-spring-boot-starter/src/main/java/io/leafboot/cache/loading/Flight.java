package io.leafboot.cache.loading;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A load that is under way: who runs it, who waits for it, and what it gave.
 *
 * <p>Memory ordering: its outcome is published by a future, which happens before what a waiter reads. Two threads that wait
 * for each other each announce what they wait for in {@link #WAITING} before they look for a circle, so at least one of them
 * finds it.
 */
final class Flight implements SingleFlight.Steps {

    /** What each thread waits for, in all caches: a circle may lead through several. */
    private static final ConcurrentMap<Thread, Flight> WAITING = new ConcurrentHashMap<>();

    private final CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();
    private final long begunNanos = System.nanoTime();
    /** Who runs the load; nobody in particular while an asynchronous one waits. */
    private volatile @Nullable Thread owner;

    Flight(@Nullable Thread owner) {
        this.owner = owner;
    }

    /** The calling thread runs the load from now on. */
    void board() {
        owner = Thread.currentThread();
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

    /** The thread is going to wait for this load, or to look whether it may. */
    void awaitedBy(Thread thread) {
        WAITING.put(thread, this);
    }

    /** The thread waits for no load any more. */
    static void awaitedNoMoreBy(Thread thread) {
        WAITING.remove(thread);
    }

    /** Whether the thread would wait for itself if it waited for this load. */
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

    /** The outcome, for a caller who may cancel it: that cancels no load. */
    CompletableFuture<@Nullable Object> copy() {
        return outcome.copy();
    }
}
