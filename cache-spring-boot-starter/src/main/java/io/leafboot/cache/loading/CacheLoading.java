package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheLoadTimeoutException;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.CacheStore.LoadFailure;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheOperationInvoker;

/**
 * Loads of one cache: one a key at a time, on this node and, where the store is shared, on all of them; whose value is kept
 * unless the key was written meanwhile; and what is answered while they fail or take long.
 *
 * <p>A load that began before a caller asked may have read the source before a write that ended before the caller asked. Its
 * value is shared only if it was kept after that, which proves that nobody had written the key until then, on whichever node;
 * otherwise a load that begins now is waited for. A failure is shared with everybody who waits for it.
 *
 * <p>A load runs on its caller's thread, unless somebody may have to go on without it: then it runs in the background, and
 * goes on when the caller has left. Inside a transaction, and within another load, it always runs on the caller's thread: it
 * belongs to what the caller does.
 */
public final class CacheLoading {

    /** How many loads of others a caller waits for that turn out to be of no use, before it loads by itself. */
    private static final int ROUNDS = 3;

    /** Whether the thread runs a load, of whichever cache. */
    static final ThreadLocal<Boolean> LOADING = new ThreadLocal<>();

    private final String cache;
    final Fills fills;
    final LoadCounters counters;
    final StoreErrors errors;
    private final LoadingThreads threads;
    private final RefreshPolicy refresh;
    final SingleFlight loads;
    private final AtomicLong tagEvicts = new AtomicLong();
    final Resting resting = new Resting();
    private final long softNanos;
    private final long hardNanos;
    private final long staleRetryNanos;
    private final long failureNanos;

    /**
     * For one cache.
     *
     * @param pending gives a value that was put and is not in the source yet
     */
    public CacheLoading(
            String cache,
            CacheSpec spec,
            CacheStore store,
            EntryFactory entries,
            LoadCounters counters,
            StoreErrors errors,
            LoadingThreads threads,
            Function<Object, @Nullable CacheEntry> pending) {
        this.cache = cache;
        this.counters = counters;
        this.errors = errors;
        this.threads = threads;
        this.softNanos = nanos(spec.loading().softTimeout());
        this.hardNanos = nanos(spec.loading().hardTimeout());
        this.staleRetryNanos = nanos(spec.loading().staleRetry());
        this.failureNanos = nanos(spec.loading().failureTtl());
        this.refresh = new RefreshPolicy(entries, spec.loading().refreshAhead());
        long leaseNanos = nanos(spec.loading().leaseTime());
        this.loads = new SingleFlight(leaseNanos);
        this.fills = new Fills(
                store,
                entries,
                counters,
                errors,
                leaseNanos,
                Boolean.TRUE.equals(spec.transactionAware()),
                !Boolean.FALSE.equals(spec.cacheNulls()),
                pending);
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos();
    }

    /**
     * A load, and what became of its value.
     *
     * @param value what it gave
     * @param valid whether nobody had written the key until an instant after {@code validAfter}
     * @param validAfter that instant
     */
    record Loaded(@Nullable Object value, boolean valid, long validAfter) {

        /** Another node loads already, and so nothing was loaded here. */
        static final Loaded NOTHING = new Loaded(null, false, 0);

        boolean isNothing() {
            return validAfter == 0 && !valid;
        }

        boolean holdsFor(long asked) {
            return valid && asked - validAfter < 0;
        }
    }

    /**
     * Loads a value, shares one that is being loaded, or answers with the old one.
     *
     * @param old the value there was, too old to be answered at once; {@code null} for none
     * @throws Exception what the load threw
     */
    public @Nullable Object load(Object key, @Nullable CacheEntry old, Load load) throws Exception {
        Resting.Failure failure = resting.of(key);
        if (failure != null && old != null) {
            return stale(old);
        }
        if (failure != null && failure.isAnswered()) {
            counters.shared.increment();
            throw failure.exception();
        }
        boolean free = !fills.inTransaction() && !LoadingThreads.isCurrent() && !loads.isLoadedByCaller(key);
        boolean soft = free && old != null && softNanos > 0;
        boolean behind = soft || (free && hardNanos > 0);
        long limit = soft ? Math.max(0, softNanos - loads.age(key)) : behind ? hardNanos : Long.MAX_VALUE;
        try {
            return shared(key, old != null, load, behind ? threads::execute : null, limit);
        } catch (SingleFlight.WaitTimeout ex) {
            return tooLong(old);
        } catch (InterruptedException ex) {
            throw ex;
        } catch (Exception ex) {
            if (old == null) {
                throw ex;
            }
            errors.onLoad(ex);
            return stale(old);
        }
    }

    @Nullable
    Object stale(CacheEntry old) {
        counters.staleAnswers.increment();
        return old.get();
    }

    private @Nullable Object tooLong(@Nullable CacheEntry old) {
        if (old != null) {
            counters.softTimeouts.increment();
            return stale(old);
        }
        counters.hardTimeouts.increment();
        throw new CacheLoadTimeoutException(
                "Loading a value of cache '" + cache + "' took longer than its hard-timeout ("
                        + Duration.ofNanos(hardNanos).toMillis() + " ms)");
    }

    private @Nullable Object shared(Object key, boolean hasOld, Load load, @Nullable Executor executor, long waitNanos)
            throws Exception {
        AtomicBoolean own = new AtomicBoolean();
        Callable<Loaded> mine = () -> {
            own.set(true);
            return loadAndKeep(key, load, FillMode.EXCLUSIVE, hasOld);
        };
        Callable<Loaded> within = () -> { // a load that waits for this one: nobody is kept out, or they would all wait
            own.set(true);
            return loadAndKeep(key, load, FillMode.SHARED, hasOld);
        };
        long asked = System.nanoTime();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Loaded loaded = loads.load(key, mine, within, executor, waitNanos - (System.nanoTime() - asked));
                if (own.get() || loaded.holdsFor(asked)) {
                    return loaded.value();
                }
            }
            return within.call().value();
        } finally {
            if (!own.get()) {
                counters.shared.increment();
            }
        }
    }

    private Loaded loadAndKeep(Object key, Load load, FillMode mode, boolean hasOld) throws Exception {
        long asked = System.nanoTime();
        long tags = tagEvicts.get();
        boolean nested = LOADING.get() != null;
        if (load.isOfSource() && mode == FillMode.EXCLUSIVE && !hasOld && !nested && !fills.inTransaction()) {
            CacheEntry elsewhere = fills.loadAtOwner(key);
            if (elsewhere != null) {
                return new Loaded(elsewhere.get(), true, asked);
            }
        }
        Fill fill = fills.begin(key, fills.inTransaction() ? FillMode.SHARED : mode, hasOld, nested);
        Loaded known = withoutLoading(key, fill, asked);
        if (known != null) {
            return known;
        }
        long began = System.nanoTime();
        Object value;
        LOADING.set(true);
        try {
            value = load.call();
        } catch (Throwable ex) {
            counters.loaded(began, false);
            failed(key, fill, ex, hasOld);
            throw ex;
        } finally {
            if (!nested) {
                LOADING.remove();
            }
        }
        counters.loaded(began, true);
        long loadedAt = System.nanoTime();
        resting.forget(key);
        boolean keeps = load.keeps(value);
        boolean valid = keeps
                ? fills.keep(fill, key, value, loadedAt - began)
                : fills.release(fill, fills.inTransaction()).join();
        return new Loaded(value, valid && holds(fill, keeps, tags), validAfter(fill, began, loadedAt));
    }

    /**
     * Without the store nobody knows what other nodes have evicted while the load ran: only those share its value who asked
     * before it began.
     */
    private static long validAfter(Fill fill, long began, long loadedAt) {
        return fill == Fills.AWAY ? began : loadedAt;
    }

    /** Whether no tag was evicted that the value may have: of what is kept, the store knows. */
    private boolean holds(Fill fill, boolean kept, long tagsBefore) {
        return (kept && fill != Fills.AWAY) || tagEvicts.get() == tagsBefore;
    }

    /** What is known of the key before anything is loaded; {@code null} if it is to be loaded. */
    private @Nullable Loaded withoutLoading(Object key, Fill fill, long asked) {
        CacheEntry present = fill.present();
        if (present != null) {
            return new Loaded(present.get(), true, asked);
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

    void failed(Object key, Fill fill, Throwable failure, boolean hasOld) {
        long oldNanos = hasOld ? staleRetryNanos : 0;
        if (failure instanceof InterruptedException) {
            var unused = fill.release(null); // that is the caller's affair
            return;
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
        var unused =
                fill.release(new LoadFailure(cause.getClass().getName(), hasOld ? oldNanos : failureNanos, hasOld));
    }

    /** Loads the value of an entry anew in the background, if it is time and nobody else does, on whichever node. */
    public void refreshIfDue(Object key, CacheEntry entry, Load load) {
        if (isRefreshDue(entry)) {
            refresh(key, load);
        }
    }

    /** Whether it is time to load the value of an entry anew. */
    public boolean isRefreshDue(CacheEntry entry) {
        return refresh.isDue(entry);
    }

    /** Loads a value anew in the background, if nobody else does, on whichever node. */
    public void refresh(Object key, Load load) {
        if (fills.inTransaction() || resting.of(key) != null) {
            return;
        }
        try {
            loads.loadBehind(key, () -> refreshed(key, load), threads::execute);
        } catch (CacheLoadException ex) {
            errors.onRefresh(ex); // there is time yet
        }
    }

    private Loaded refreshed(Object key, Load load) throws Exception {
        try {
            Loaded loaded = loadAndKeep(key, load, FillMode.REFRESH, true);
            if (!loaded.isNothing()) {
                counters.refreshes.increment();
            }
            return loaded;
        } catch (Exception ex) {
            counters.refreshFailures.increment();
            errors.onRefresh(ex);
            throw ex;
        }
    }

    /** The key was written: who asks from now on need not wait for a load that is out of date. */
    public void forget(Object key) {
        loads.forget(key);
        resting.forget(key);
    }

    /**
     * A tag was evicted: values that are not kept, and so not looked at for their tags, are not shared any more. Loads are, for
     * most have nothing to do with the tag, and those that have are not kept.
     */
    public void tagEvicted() {
        tagEvicts.incrementAndGet();
        resting.forgetAll(); // which keys would have had the tag nobody knows
    }

    /** {@link #forget} for every key. */
    public void forgetAll() {
        loads.forgetAll();
        resting.forgetAll();
    }

    /** A call for a value, with what is known on the caller's thread only. */
    public Call call(Object key, AsyncLoad load) {
        return new Call(key, load);
    }

    /** A load without waiting. Nothing in it waits for the store, for it may run on a thread that brings answers. */
    public final class Call {

        private final Object key;
        private final AsyncLoad load;
        private final boolean inTransaction = fills.inTransaction();
        private final boolean withinItsLoad;
        private final long asked = System.nanoTime();
        private final long tags = tagEvicts.get();

        private Call(Object key, AsyncLoad load) {
            this.key = key;
            this.load = load;
            this.withinItsLoad = loads.isLoadedByCaller(key);
        }

        /** See {@link CacheLoading#load}. */
        public CompletableFuture<@Nullable Object> load(@Nullable CacheEntry old) {
            Resting.Failure failure = resting.of(key);
            if (failure != null && old != null) {
                return CompletableFuture.completedFuture(stale(old));
            }
            if (failure != null && failure.isAnswered()) {
                counters.shared.increment();
                return CompletableFuture.failedFuture(failure.exception());
            }
            CompletableFuture<Loaded> loading = withinItsLoad ? within(old != null) : shared(old != null, 0);
            boolean soft = !inTransaction && old != null && softNanos > 0;
            long limit = soft ? Math.max(0, softNanos - loads.age(key)) : inTransaction ? 0 : hardNanos;
            CompletableFuture<Loaded> limited =
                    soft || limit > 0 ? loading.copy().orTimeout(limit, TimeUnit.NANOSECONDS) : loading;
            // It may be done just now, though its time was over. And not on the thread of timers: what follows may
            // wait.
            Function<CompletableFuture<Loaded>, CompletableFuture<Boolean>> ended = future -> future == loading
                    ? future.handle((loaded, thrown) -> true)
                    : future.handleAsync((loaded, thrown) -> loading.isDone());
            return ended.apply(limited)
                    .<@Nullable Object>thenCompose(inTime -> inTime
                            ? loading.<@Nullable Object>thenApply(Loaded::value)
                                    .exceptionallyCompose(thrown -> otherwise(old, unwrap(thrown)))
                            : late(old));
        }

        private CompletableFuture<@Nullable Object> late(@Nullable CacheEntry old) {
            try {
                return CompletableFuture.completedFuture(tooLong(old));
            } catch (CacheLoadTimeoutException ex) {
                return CompletableFuture.failedFuture(ex);
            }
        }

        private CompletableFuture<@Nullable Object> otherwise(@Nullable CacheEntry old, Throwable thrown) {
            if (old == null || !(thrown instanceof Exception)) {
                return CompletableFuture.failedFuture(thrown);
            }
            errors.onLoad(thrown);
            return CompletableFuture.completedFuture(stale(old));
        }

        private CompletableFuture<Loaded> shared(boolean hasOld, int round) {
            AtomicBoolean own = new AtomicBoolean();
            return loads.<Loaded>loadAsync(
                            key,
                            steps -> {
                                own.set(true);
                                return loadAndKeep(steps, hasOld, FillMode.EXCLUSIVE);
                            },
                            () -> {
                                own.set(true);
                                return within(hasOld);
                            })
                    .whenComplete((loaded, failure) -> {
                        if (!own.get()) {
                            counters.shared.increment();
                        }
                    })
                    .thenCompose(loaded -> {
                        if (own.get() || loaded.holdsFor(asked)) {
                            return CompletableFuture.completedFuture(loaded);
                        }
                        return round < ROUNDS ? shared(hasOld, round + 1) : within(hasOld);
                    });
        }

        /** A load that waits for this one: nobody is kept out, or they would all wait. */
        private CompletableFuture<Loaded> within(boolean hasOld) {
            return loadAndKeep(Supplier::get, hasOld, FillMode.SHARED);
        }

        private CompletableFuture<Loaded> loadAndKeep(SingleFlight.Steps steps, boolean hasOld, FillMode mode) {
            long begun = System.nanoTime();
            return fills.beginAsync(key, inTransaction ? FillMode.SHARED : mode, hasOld)
                    .thenCompose(fill -> {
                        Loaded known = withoutLoading(key, fill, begun);
                        return known != null
                                ? CompletableFuture.completedFuture(known)
                                : loadAndKeep(fill, steps, hasOld);
                    });
        }

        private CompletableFuture<Loaded> loadAndKeep(Fill fill, SingleFlight.Steps steps, boolean hasOld) {
            long began = System.nanoTime();
            CompletableFuture<? extends @Nullable Object> loading;
            try {
                loading = steps.run(load::call);
            } catch (Throwable ex) {
                loading = CompletableFuture.failedFuture(ex);
            }
            return loading.whenComplete((value, failure) -> {
                        counters.loaded(began, failure == null);
                        if (failure != null) {
                            failed(key, fill, unwrap(failure), hasOld);
                        }
                    })
                    .thenCompose(value -> {
                        long loadedAt = System.nanoTime();
                        resting.forget(key);
                        boolean keeps = load.keeps(value);
                        CompletableFuture<Boolean> kept = keeps
                                ? fills.keepAsync(fill, key, value, loadedAt - began, inTransaction)
                                : fills.release(fill, inTransaction);
                        return kept.thenApply(valid -> new Loaded(
                                value, valid && holds(fill, keeps, tags), validAfter(fill, began, loadedAt)));
                    });
        }
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Loads of several keys at once. */
    public BulkLoading bulk() {
        return new BulkLoading(fills, counters, errors);
    }

    /** Begins a load that keeps nobody out, that the caller runs, and that ends by {@link #keep}. */
    public Fill beginShared(Object key) {
        try {
            return fills.begin(key, FillMode.SHARED, false, false);
        } catch (InterruptedException ex) {
            throw new IllegalStateException("A load that keeps nobody out is not kept out", ex);
        }
    }

    /** Like {@link #beginShared}, without waiting. */
    public CompletableFuture<Fill> beginSharedAsync(Object key) {
        return fills.beginAsync(key, FillMode.SHARED, false);
    }

    /** Keeps a loaded value, unless the key was written meanwhile. */
    public void keep(Fill fill, Object key, @Nullable Object value) {
        fills.keep(fill, key, value, 0);
    }
}
