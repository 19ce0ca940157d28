package io.leafboot.cache.registry;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.loading.SingleFlight;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads of one cache: one a key at a time, whose value is kept unless the key was written meanwhile.
 *
 * <p>A load that began before a caller asked may have read the source before a write that ended before the caller asked. Its
 * value is shared only if it was kept after that, which proves that nobody had written the key until then, on whichever node;
 * otherwise a load that begins now is waited for.
 */
final class CacheLoading {

    /** Stands for a load that the store was not told of. */
    private static final CacheStore.Fill NO_FILL = entry -> false;

    private final CacheStore store;
    private final EntryFactory entries;
    private final CacheCounters counters;
    private final StoreErrors errors;
    private final boolean transactionAware;
    private final boolean cacheNulls;
    private final SingleFlight loads = new SingleFlight();

    CacheLoading(
            CacheStore store,
            EntryFactory entries,
            CacheCounters counters,
            StoreErrors errors,
            boolean transactionAware,
            boolean cacheNulls) {
        this.store = store;
        this.entries = entries;
        this.counters = counters;
        this.errors = errors;
        this.transactionAware = transactionAware;
        this.cacheNulls = cacheNulls;
    }

    /**
     * A load, and what became of its value.
     *
     * @param value what it gave
     * @param kept whether it was kept
     * @param keptAfter an instant before it was kept
     */
    private record Loaded(@Nullable Object value, boolean kept, long keptAfter) {

        boolean holdsFor(long asked) {
            return kept && asked - keptAfter < 0;
        }
    }

    /** Loads a value, or shares one that is being loaded. */
    @Nullable
    Object load(Object key, Callable<?> loader) throws Exception {
        boolean[] own = new boolean[1];
        Callable<Loaded> load = () -> {
            own[0] = true;
            return loadAndKeep(key, loader);
        };
        long asked = System.nanoTime();
        Loaded loaded = loads.load(key, load);
        return own[0] || loaded.holdsFor(asked)
                ? loaded.value()
                : loads.load(key, load).value();
    }

    private Loaded loadAndKeep(Object key, Callable<?> loader) throws Exception {
        long asked = System.nanoTime();
        CacheStore.Fill fill = beginFill(key);
        CacheEntry present = fill.present();
        if (present != null) {
            return new Loaded(present.get(), true, asked);
        }
        long began = System.nanoTime();
        Object value;
        try {
            value = loader.call();
        } catch (Throwable ex) {
            counters.loadFailed(began);
            fill.abandon();
            throw ex;
        }
        counters.loaded(began);
        long loadedAt = System.nanoTime();
        CacheEntry entry = toKeep(fill, value, transactionAware && AfterCommit.pending());
        return new Loaded(value, entry != null && complete(fill, entry), loadedAt);
    }

    /** The key was written: who asks from now on need not wait for a load that is out of date. */
    void forget(Object key) {
        loads.forget(key);
    }

    /** {@link #forget} for every key. */
    void forgetAll() {
        loads.forgetAll();
    }

    /** A call for a value, with what is known on the caller's thread only. */
    <T> Call<T> call(Object key, Supplier<CompletableFuture<T>> loader) {
        return new Call<>(key, loader);
    }

    /** A load without waiting. Nothing in it waits for the store, for it may run on a thread that brings answers. */
    final class Call<T> {

        private final Object key;
        private final Supplier<CompletableFuture<T>> loader;
        private final boolean inTransaction = transactionAware && AfterCommit.pending();
        private final boolean withinItsLoad;

        private Call(Object key, Supplier<CompletableFuture<T>> loader) {
            this.key = key;
            this.loader = loader;
            this.withinItsLoad = loads.isLoadedByCaller(key);
        }

        @SuppressWarnings("unchecked") // loads of one key give values of one type, as far as callers agree
        CompletableFuture<T> load() {
            if (withinItsLoad) {
                return loadAndKeep(Supplier::get).thenApply(loaded -> (T) loaded.value());
            }
            AtomicBoolean own = new AtomicBoolean();
            Function<SingleFlight.Steps, CompletableFuture<Loaded>> load = steps -> {
                own.set(true);
                return loadAndKeep(steps);
            };
            long asked = System.nanoTime();
            return loads.loadAsync(key, load)
                    .thenCompose(loaded -> own.get() || loaded.holdsFor(asked)
                            ? CompletableFuture.completedFuture(loaded)
                            : loads.loadAsync(key, load))
                    .thenApply(loaded -> (T) loaded.value());
        }

        private CompletableFuture<Loaded> loadAndKeep(SingleFlight.Steps steps) {
            long asked = System.nanoTime();
            return beginFillAsync(key).thenCompose(fill -> {
                CacheEntry present = fill.present();
                return present == null
                        ? loadAndKeep(fill, steps)
                        : CompletableFuture.completedFuture(new Loaded(present.get(), true, asked));
            });
        }

        private CompletableFuture<Loaded> loadAndKeep(CacheStore.Fill fill, SingleFlight.Steps steps) {
            long began = System.nanoTime();
            CompletableFuture<T> loading;
            try {
                loading = steps.run(loader);
            } catch (Throwable ex) {
                loading = CompletableFuture.failedFuture(ex);
            }
            return loading.whenComplete((value, failure) -> {
                        if (failure != null) {
                            counters.loadFailed(began);
                            fill.abandon();
                        } else {
                            counters.loaded(began);
                        }
                    })
                    .thenCompose(value -> {
                        long loadedAt = System.nanoTime();
                        CacheEntry entry = toKeep(fill, value, inTransaction);
                        return entry == null
                                ? CompletableFuture.completedFuture(new Loaded(value, false, loadedAt))
                                : completeAsync(fill, entry).thenApply(kept -> new Loaded(value, kept, loadedAt));
                    });
        }
    }

    /** Begins a load that the caller runs, and ends by {@link #keep}. */
    CacheStore.Fill beginFill(Object key) {
        try {
            return store.beginFill(key);
        } catch (CacheStoreException ex) {
            errors.onRead(ex);
            return NO_FILL; // what is loaded now could not be told from something older
        }
    }

    /** Like {@link #beginFill}, without waiting. */
    CompletableFuture<CacheStore.Fill> beginFillAsync(Object key) {
        return store.beginFillAsync(key).exceptionally(failure -> {
            errors.onRead(failure);
            return NO_FILL;
        });
    }

    /** Keeps a loaded value, unless the key was written meanwhile. */
    void keep(CacheStore.Fill fill, @Nullable Object value) {
        CacheEntry entry = toKeep(fill, value, transactionAware && AfterCommit.pending());
        if (entry != null) {
            complete(fill, entry);
        }
    }

    /** What to keep of a load at once; {@code null} for nothing. */
    private @Nullable CacheEntry toKeep(CacheStore.Fill fill, @Nullable Object value, boolean inTransaction) {
        if (value == null && !cacheNulls) {
            fill.abandon();
            return null;
        }
        CacheEntry entry = entries.entry(value);
        if (!inTransaction) {
            return entry;
        }
        // It may be what this transaction wrote and has not committed.
        if (AfterCommit.pending()) {
            AfterCommit.run(() -> complete(fill, entry));
        } else {
            fill.abandon(); // whether the caller's transaction commits cannot be waited for on this thread
        }
        return null;
    }

    /** The caller has the value already, so nothing that goes wrong here is the caller's. */
    private boolean complete(CacheStore.Fill fill, CacheEntry entry) {
        if (fill == NO_FILL) {
            return false;
        }
        try {
            return counted(fill.complete(entry));
        } catch (CacheStoreException ex) {
            errors.onFill(ex);
            return false;
        }
    }

    private CompletableFuture<Boolean> completeAsync(CacheStore.Fill fill, CacheEntry entry) {
        if (fill == NO_FILL) {
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
        if (kept) {
            counters.put(1);
        } else {
            counters.fillRejected();
        }
        return kept;
    }
}
