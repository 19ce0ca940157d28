package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadTimeoutException;
import io.leafboot.cache.CacheStore.FillMode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody asks for a value and does not wait: {@link CacheLoading#load} as futures. Made on the caller's thread, of which it
 * remembers what no other thread knows.
 */
public final class AsyncCall {

    private final CacheLoading loading;
    private final Object key;
    private final AsyncLoad load;
    private final Fills.Caller caller;
    private final boolean withinItsLoad;

    AsyncCall(CacheLoading loading, Object key, AsyncLoad load) {
        this.loading = loading;
        this.key = key;
        this.load = load;
        this.caller = loading.fills.caller();
        this.withinItsLoad = loading.flights.isLoadedByCaller(key);
    }

    /** See {@link CacheLoading#load}. */
    public CompletableFuture<@Nullable Object> load(@Nullable CacheEntry old) {
        Resting.Failure failure = loading.resting.of(key);
        if (failure != null && old != null) {
            return CompletableFuture.completedFuture(loading.stale(old));
        }
        if (failure != null && failure.isAnswered()) {
            loading.counters.shared.increment();
            return CompletableFuture.failedFuture(failure.exception());
        }
        CompletableFuture<Loaded> loaded = withinItsLoad ? within(old != null) : shared(old != null, 0);
        long limit = caller.inTransaction() ? CacheLoading.NO_LIMIT : loading.limit(key, old);
        CompletableFuture<Loaded> limited =
                limit == CacheLoading.NO_LIMIT ? loaded : loaded.copy().orTimeout(limit, TimeUnit.NANOSECONDS);
        // It may be done just now, though its time was over. And not on the thread of timers: what follows may wait.
        CompletableFuture<Boolean> inTime = limited == loaded
                ? loaded.handle((value, thrown) -> true)
                : limited.handleAsync((value, thrown) -> loaded.isDone());
        return inTime.<@Nullable Object>thenCompose(ended -> ended
                ? loaded.<@Nullable Object>thenApply(Loaded::value)
                        .exceptionallyCompose(thrown -> otherwise(old, LoadRunner.unwrap(thrown)))
                : late(old));
    }

    private CompletableFuture<@Nullable Object> late(@Nullable CacheEntry old) {
        try {
            return CompletableFuture.completedFuture(loading.tooLong(old));
        } catch (CacheLoadTimeoutException ex) {
            return CompletableFuture.failedFuture(ex);
        }
    }

    private CompletableFuture<@Nullable Object> otherwise(@Nullable CacheEntry old, Throwable thrown) {
        if (old == null || !(thrown instanceof Exception)) {
            return CompletableFuture.failedFuture(thrown);
        }
        loading.errors.onLoad(thrown);
        return CompletableFuture.completedFuture(loading.stale(old));
    }

    private CompletableFuture<Loaded> shared(boolean hasOld, int round) {
        AtomicBoolean own = new AtomicBoolean();
        return loading.flights
                .<Loaded>loadAsync(
                        key,
                        steps -> {
                            own.set(true);
                            return run(steps, FillMode.EXCLUSIVE, hasOld);
                        },
                        () -> {
                            own.set(true);
                            return within(hasOld);
                        })
                .whenComplete((loaded, failure) -> {
                    if (!own.get()) {
                        loading.counters.shared.increment();
                    }
                })
                .thenCompose(loaded -> {
                    if (own.get() || loaded.holdsFor(caller.asked())) {
                        return CompletableFuture.completedFuture(loaded);
                    }
                    return round < CacheLoading.ROUNDS ? shared(hasOld, round + 1) : within(hasOld);
                });
    }

    /** A load that waits for this one: nobody is kept out, or they would all wait. */
    private CompletableFuture<Loaded> within(boolean hasOld) {
        return run(Supplier::get, FillMode.SHARED, hasOld);
    }

    private CompletableFuture<Loaded> run(SingleFlight.Steps steps, FillMode mode, boolean hasOld) {
        return loading.runner.runAsync(key, load, steps, mode, hasOld, caller);
    }
}
