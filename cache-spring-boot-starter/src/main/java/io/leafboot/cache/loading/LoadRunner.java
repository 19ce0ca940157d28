package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.CacheStore.LoadFailure;
import io.leafboot.cache.LoadSpec;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperationInvoker;

/**
 * One load of a key, from the announcement to the store, over the call of the source, to the value that is kept unless the
 * key was written meanwhile. Who shares it is not known here.
 */
final class LoadRunner {

    /** Whether the thread runs a load, of whichever cache. */
    private static final ThreadLocal<Boolean> LOADING = new ThreadLocal<>();

    private static final CompletableFuture<@Nullable Void> NOTHING_TO_END = CompletableFuture.completedFuture(null);

    private final String cache;
    private final Fills fills;
    private final LoadCounters counters;
    private final Resting resting;
    private final long staleRetryNanos;
    private final long failureNanos;

    LoadRunner(String cache, LoadSpec spec, Fills fills, LoadCounters counters, Resting resting) {
        this.cache = cache;
        this.fills = fills;
        this.counters = counters;
        this.resting = resting;
        this.staleRetryNanos = EntryFactory.nanos(spec.staleRetry(), 0);
        this.failureNanos = EntryFactory.nanos(spec.failureTtl(), 0);
    }

    /**
     * Runs a load on this thread.
     *
     * @throws Exception what the load threw
     */
    Loaded run(Object key, Load load, FillMode mode, boolean hasOld) throws Exception {
        Fills.Caller caller = fills.caller();
        boolean nested = isNested();
        if (load.isOfSource() && mode == FillMode.EXCLUSIVE && !hasOld && !nested && !caller.inTransaction()) {
            CacheEntry elsewhere = fills.loadAtOwner(key);
            if (elsewhere != null) {
                return Loaded.present(elsewhere.get(), caller.asked());
            }
        }
        Fill fill = fills.begin(key, caller.inTransaction() ? FillMode.SHARED : mode, hasOld, nested);
        Loaded known = withoutLoading(key, fill, caller.asked());
        if (known != null) {
            return known;
        }
        long began = System.nanoTime();
        Object value;
        try {
            value = inLoad(load::call);
        } catch (Throwable ex) {
            counters.loaded(began, false);
            failed(key, fill, ex, hasOld)
                    .join(); // then whoever hears of it and asks anew is not told of it by the store
            throw ex;
        }
        counters.loaded(began, true);
        long loadedAt = System.nanoTime();
        resting.forget(key);
        boolean inTransaction = caller.inTransaction() || fills.inTransaction();
        boolean unwritten = load.keeps(value)
                ? fills.keep(fill, key, value, loadedAt - began, inTransaction, caller)
                : fills.release(fill, inTransaction, caller).join();
        return Loaded.of(value, inTransaction, unwritten, began, loadedAt);
    }

    private static boolean isNested() {
        return LOADING.get() != null;
    }

    /** Calls a source, whose loads in turn are part of this one. */
    static <T extends @Nullable Object> T inLoad(Callable<T> source) throws Exception {
        boolean nested = isNested();
        LOADING.set(true);
        try {
            return source.call();
        } finally {
            if (!nested) {
                LOADING.remove();
            }
        }
    }

    /**
     * Runs a load without waiting, not even for the store: it may be on a thread that brings answers.
     *
     * @param steps runs the code of the load
     * @param caller who asked for the value
     */
    CompletableFuture<Loaded> runAsync(
            Object key, AsyncLoad load, SingleFlight.Steps steps, FillMode mode, boolean hasOld, Fills.Caller caller) {
        long begun = System.nanoTime();
        return fills.beginAsync(key, caller.inTransaction() ? FillMode.SHARED : mode, hasOld)
                .thenCompose(fill -> {
                    Loaded known = withoutLoading(key, fill, begun);
                    return known != null
                            ? CompletableFuture.completedFuture(known)
                            : callAsync(key, load, steps, fill, hasOld, caller);
                });
    }

    private CompletableFuture<Loaded> callAsync(
            Object key, AsyncLoad load, SingleFlight.Steps steps, Fill fill, boolean hasOld, Fills.Caller caller) {
        long began = System.nanoTime();
        return called(load, steps)
                .whenComplete((value, failure) -> counters.loaded(began, failure == null))
                .exceptionallyCompose(failure -> failed(key, fill, unwrap(failure), hasOld)
                        .thenCompose(ended -> CompletableFuture.failedFuture(failure)))
                .thenCompose(value -> {
                    long loadedAt = System.nanoTime();
                    resting.forget(key);
                    CompletableFuture<Boolean> kept = load.keeps(value)
                            ? fills.keepAsync(fill, key, value, loadedAt - began, caller.inTransaction(), caller)
                            : fills.release(fill, caller.inTransaction(), caller);
                    return kept.thenApply(
                            unwritten -> Loaded.of(value, caller.inTransaction(), unwritten, began, loadedAt));
                });
    }

    private static CompletableFuture<@Nullable Object> called(AsyncLoad load, SingleFlight.Steps steps) {
        try {
            return steps.run(load::call).thenApply(value -> value);
        } catch (Throwable ex) {
            return CompletableFuture.failedFuture(ex);
        }
    }

    /** What is known of the key before anything is loaded; {@code null} if it is to be loaded. */
    private @Nullable Loaded withoutLoading(Object key, Fill fill, long asked) {
        CacheEntry present = fill.present();
        if (present != null) {
            return Loaded.present(present.get(), asked);
        }
        String elsewhere = fill.failure();
        if (elsewhere != null) {
            CacheLoadException failure = new CacheLoadException(
                    "Another node has failed to load a value of cache '" + cache + "': " + elsewhere, null);
            resting.failed(key, failure, fill.restNanos(), Math.min(failureNanos, fill.restNanos()));
            throw failure;
        }
        return fill.heldBy() != null ? Loaded.NOTHING : null;
    }

    /**
     * The load threw: the source is left alone for a while, and other nodes are told.
     *
     * @return done when they are, or will not be, within the time of a lease; never fails
     */
    CompletableFuture<@Nullable Void> failed(Object key, Fill fill, Throwable failure, boolean hasOld) {
        long oldNanos = hasOld ? staleRetryNanos : 0;
        if (failure instanceof InterruptedException) {
            var unused = fill.release(null); // that is the caller's affair
            return NOTHING_TO_END;
        }
        if (failure instanceof Exception exception) {
            resting.failed(key, exception, oldNanos, failureNanos);
        }
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof CacheOperationInvoker.ThrowableWrapper)) {
            cause = cause.getCause();
        }
        // The message stays here: it may hold what others must not read.
        LoadFailure told = new LoadFailure(cause.getClass().getName(), hasOld ? oldNanos : failureNanos, hasOld);
        return fills.inTime(fill.release(told).handle((unwritten, away) -> null), null);
    }

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
