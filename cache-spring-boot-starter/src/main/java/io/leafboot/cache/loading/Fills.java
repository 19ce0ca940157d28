package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.CacheStore.FillRequest;
import io.leafboot.cache.CacheStoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What loads have to do with the store: they announce themselves before they read the source, wait for those of other nodes,
 * and keep their value unless the key was written meanwhile. Nothing that goes wrong here is the caller's: whoever has a
 * value gets it.
 */
final class Fills {

    /** Stands for a load that the store was not told of, since it is away: what other nodes write meanwhile is not known here. */
    static final Fill AWAY = entry -> false;

    /** Stands for a load that did not wait any longer for that of another node. */
    private static final Fill HELD = entry -> false;

    private static final long FIRST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 40_000_000;

    private final CacheStore store;
    private final EntryFactory entries;
    private final LoadCounters counters;
    private final StoreErrors errors;
    private final long leaseNanos;
    private final boolean transactionAware;
    private final Function<Object, @Nullable CacheEntry> pending;
    private final AtomicLong tagEvicts = new AtomicLong();

    Fills(
            CacheStore store,
            EntryFactory entries,
            LoadCounters counters,
            StoreErrors errors,
            long leaseNanos,
            boolean transactionAware,
            Function<Object, @Nullable CacheEntry> pending) {
        this.store = store;
        this.entries = entries;
        this.counters = counters;
        this.errors = errors;
        this.leaseNanos = leaseNanos;
        this.transactionAware = transactionAware;
        this.pending = pending;
    }

    /**
     * What is known on the thread that asks for a value, and on no other that has a part in loading it.
     *
     * @param asked when it asked
     * @param tagEvicts how many tags had been evicted
     */
    record Caller(long asked, boolean inTransaction, long tagEvicts) {}

    /** What a store is to do in time: nobody waits for it longer than for a load. */
    <T extends @Nullable Object> CompletableFuture<T> inTime(CompletableFuture<T> answer, T late) {
        return answer.copy().completeOnTimeout(late, leaseNanos, TimeUnit.NANOSECONDS);
    }

    /** The calling thread. */
    Caller caller() {
        return new Caller(System.nanoTime(), inTransaction(), tagEvicts.get());
    }

    /** A tag was evicted: what the store does not keep, and so does not look at for its tags, does not hold any more. */
    void tagEvicted() {
        tagEvicts.incrementAndGet();
    }

    /** Whether what the caller asked for and the store did not look at still holds, as far as tags go. */
    private boolean holds(Caller caller) {
        return tagEvicts.get() == caller.tagEvicts;
    }

    /** Whether what the caller loads may be what its transaction wrote and has not committed. */
    boolean inTransaction() {
        return transactionAware && AfterCommit.pending();
    }

    /**
     * Has the node that owns the key load its value, by the cache's own loader.
     *
     * @return the value there; {@code null} if it is to be loaded here
     * @throws io.leafboot.cache.CacheLoadException if that failed
     */
    @Nullable
    CacheEntry loadAtOwner(Object key) {
        try {
            return store.loadAtOwner(key);
        } catch (CacheStoreException ex) {
            errors.onRead(ex);
            return null;
        }
    }

    /**
     * Begins a load; with {@link FillMode#EXCLUSIVE} waits for other nodes', and goes on without the store after a while.
     *
     * @param nested whether it is part of another load: since that one may be what a load of another node waits for in turn,
     *     it does not wait long
     */
    Fill begin(Object key, FillMode mode, boolean hasOld, boolean nested) throws InterruptedException {
        Attempt attempt = new Attempt(mode, hasOld, nested ? leaseNanos / 10 : 2 * leaseNanos);
        while (true) {
            Fill fill;
            try {
                fill = store.beginFill(key, attempt.request());
            } catch (CacheStoreException ex) {
                errors.onRead(ex);
                return AWAY; // what is loaded now could not be told from something older
            }
            if (attempt.isOver(fill)) {
                return orPending(key, attempt.result(fill));
            }
            TimeUnit.NANOSECONDS.sleep(attempt.pause(fill));
        }
    }

    /** Like {@link #begin}, without waiting. */
    CompletableFuture<Fill> beginAsync(Object key, FillMode mode, boolean hasOld) {
        return beginAsync(key, new Attempt(mode, hasOld, 2 * leaseNanos));
    }

    private CompletableFuture<Fill> beginAsync(Object key, Attempt attempt) {
        return store.beginFillAsync(key, attempt.request())
                .exceptionally(failure -> {
                    errors.onRead(failure);
                    return AWAY;
                })
                .thenCompose(fill -> attempt.isOver(fill)
                        ? CompletableFuture.completedFuture(orPending(key, attempt.result(fill)))
                        : CompletableFuture.supplyAsync(
                                        () -> attempt,
                                        CompletableFuture.delayedExecutor(attempt.pause(fill), TimeUnit.NANOSECONDS))
                                .thenCompose(again -> beginAsync(key, again)));
    }

    /**
     * A put that has not reached the source yet: asked for now, so that none is missed, for one that comes later makes the
     * store refuse what is loaded.
     */
    private Fill orPending(Object key, Fill fill) {
        CacheEntry newer = pending.apply(key);
        if (newer == null) {
            return fill;
        }
        var unused = fill.release(null);
        return new Fill() {
            @Override
            public CacheEntry present() {
                return newer;
            }

            @Override
            public boolean complete(CacheEntry entry) {
                return false;
            }
        };
    }

    /** Asking, until nobody stands in the way. Used by one thread after the other. */
    private final class Attempt {

        private final FillMode mode;
        private final boolean hasOld;
        /** A holder is gone by the end of its lease; two in a row are bad luck, and more are not waited for. */
        private final long deadline;

        private @Nullable String waitedFor;
        private long pause = FIRST_PAUSE_NANOS;

        Attempt(FillMode mode, boolean hasOld, long waitNanos) {
            this.mode = mode;
            this.hasOld = hasOld;
            this.deadline = System.nanoTime() + waitNanos;
        }

        FillRequest request() {
            return new FillRequest(mode, leaseNanos, hasOld, waitedFor);
        }

        boolean isOver(Fill fill) {
            return fill.heldBy() == null || mode == FillMode.REFRESH || System.nanoTime() - deadline > 0;
        }

        Fill result(Fill fill) {
            if (fill.isLease() && mode != FillMode.SHARED) {
                counters.leases.increment();
            }
            return fill.heldBy() == null || mode == FillMode.REFRESH ? fill : HELD;
        }

        /** Somebody stands in the way: how long to leave it alone. */
        long pause(Fill fill) {
            if (waitedFor == null) {
                counters.waits.increment();
            }
            waitedFor = fill.heldBy();
            long now = pause;
            pause = Math.min(LONGEST_PAUSE_NANOS, pause * 3 / 2);
            return now;
        }
    }

    /**
     * Keeps a loaded value, unless the key was written meanwhile.
     *
     * @return whether it is known that nobody had written the key until then
     */
    boolean keep(Fill fill, Object key, @Nullable Object value, long costNanos, boolean inTransaction, Caller caller) {
        CacheEntry entry = entries.entry(key, value, costNanos);
        if (entry == null) {
            return release(fill, inTransaction, caller).join();
        }
        if (inTransaction) {
            return afterCommit(fill, entry);
        }
        return complete(fill, entry);
    }

    /** Like {@link #keep}, without waiting, and on whichever thread. */
    CompletableFuture<Boolean> keepAsync(
            Fill fill, Object key, @Nullable Object value, long costNanos, boolean inTransaction, Caller caller) {
        CacheEntry entry = entries.entry(key, value, costNanos);
        if (entry == null) {
            return release(fill, inTransaction, caller);
        }
        if (inTransaction) {
            return CompletableFuture.completedFuture(afterCommit(fill, entry));
        }
        return completeAsync(fill, entry);
    }

    /** It may be what this transaction wrote and has not committed: nobody else is to see it until then. */
    private boolean afterCommit(Fill fill, CacheEntry entry) {
        if (AfterCommit.pending()) {
            AfterCommit.run(() -> complete(fill, entry));
        } // else: whether the caller's transaction commits cannot be waited for on this thread
        return false;
    }

    /**
     * Ends a load whose value is not to be kept. Does not wait.
     *
     * @return the same as {@link #keep}
     */
    CompletableFuture<Boolean> release(Fill fill, boolean inTransaction, Caller caller) {
        CompletableFuture<Boolean> released = inTime(fill.release(null), false);
        return inTransaction
                ? CompletableFuture.completedFuture(false)
                : released.thenApply(unwritten -> unwritten && holds(caller));
    }

    /** The caller has the value already, so nothing that goes wrong here is the caller's. */
    private boolean complete(Fill fill, CacheEntry entry) {
        if (fill == AWAY) {
            return false;
        }
        try {
            return counted(fill.complete(entry));
        } catch (CacheStoreException ex) {
            errors.onFill(ex);
            return false;
        }
    }

    private CompletableFuture<Boolean> completeAsync(Fill fill, CacheEntry entry) {
        if (fill == AWAY) {
            return CompletableFuture.completedFuture(false);
        }
        return fill.completeAsync(entry).handle((kept, failure) -> {
            if (failure != null) {
                errors.onFill(failure);
                return false;
            }
            return counted(kept);
        });
    }

    private boolean counted(boolean kept) {
        (kept ? counters.kept : counters.rejected).increment();
        return kept;
    }
}
