package io.leafboot.cache.loading;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheLoadTimeoutException;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.NamedCache.BulkLoader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    static final int ROUNDS = 3;

    /** How long a caller waits whom no time limit concerns. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    private final String cache;
    final Fills fills;
    final LoadCounters counters;
    final StoreErrors errors;
    private final LoadingThreads threads;
    private final RefreshPolicy refresh;
    final SingleFlight flights;
    final Resting resting = new Resting();
    final LoadRunner runner;
    private final long softNanos;
    private final long hardNanos;

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
        this.softNanos = EntryFactory.nanos(spec.loading().softTimeout(), 0);
        this.hardNanos = EntryFactory.nanos(spec.loading().hardTimeout(), 0);
        this.refresh = new RefreshPolicy(entries, spec.loading().refreshAhead());
        long leaseNanos = EntryFactory.nanos(spec.loading().leaseTime(), 0);
        this.flights = new SingleFlight(leaseNanos);
        boolean transactionAware = Boolean.TRUE.equals(spec.transactionAware());
        this.fills = new Fills(store, entries, counters, errors, leaseNanos, transactionAware, pending);
        this.runner = new LoadRunner(cache, spec.loading(), fills, counters, resting);
    }

    /** Whether the caller is in a transaction whose end this cache waits for. */
    public boolean inTransaction() {
        return fills.inTransaction();
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
        boolean free = !inTransaction() && !LoadingThreads.isCurrent() && !flights.isLoadedByCaller(key);
        long limit = free ? limit(key, old) : NO_LIMIT;
        try {
            return shared(key, old != null, load, limit == NO_LIMIT ? null : threads::execute, limit);
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

    /** How long a caller waits for a load that can go on without it. */
    long limit(Object key, @Nullable CacheEntry old) {
        if (old != null && softNanos > 0) {
            return Math.max(0, softNanos - flights.age(key));
        }
        return hardNanos > 0 ? hardNanos : NO_LIMIT;
    }

    @Nullable
    Object stale(CacheEntry old) {
        counters.staleAnswers.increment();
        return old.get();
    }

    @Nullable
    Object tooLong(@Nullable CacheEntry old) {
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
            return runner.run(key, load, FillMode.EXCLUSIVE, hasOld);
        };
        Callable<Loaded> within = () -> { // a load that waits for this one: nobody is kept out, or they would all wait
            own.set(true);
            return runner.run(key, load, FillMode.SHARED, hasOld);
        };
        long asked = System.nanoTime();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Loaded loaded = flights.load(key, mine, within, executor, waitNanos - (System.nanoTime() - asked));
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

    /** A call for a value that does not wait, with what is known on the caller's thread only. */
    public AsyncCall call(Object key, AsyncLoad load) {
        return new AsyncCall(this, key, load);
    }

    /**
     * A load of several keys at once.
     *
     * @param missing keys that were not found, or found too old, each with the old entry there is
     */
    public BulkLoad bulk(Map<Object, @Nullable CacheEntry> missing, BulkLoader source) {
        return new BulkLoad(this, missing, source);
    }

    // Refreshing

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
        if (inTransaction() || resting.of(key) != null) {
            return;
        }
        try {
            flights.loadBehind(key, () -> refreshed(key, load), threads::execute);
        } catch (CacheLoadException ex) {
            errors.onRefresh(ex); // there is time yet
        }
    }

    private Loaded refreshed(Object key, Load load) throws Exception {
        try {
            Loaded loaded = runner.run(key, load, FillMode.REFRESH, true);
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

    // Writing: loads that began before it are out of date

    /** The key was written: who asks from now on need not wait for a load that is out of date. */
    public void forget(Object key) {
        flights.forget(key);
        resting.forget(key);
    }

    /**
     * A tag was evicted: values that are not kept, and so not looked at for their tags, are not shared any more. Loads are, for
     * most have nothing to do with the tag, and those that have are not kept.
     */
    public void tagEvicted() {
        fills.tagEvicted();
        resting.forgetAll(); // which keys would have had the tag nobody knows
    }

    /** {@link #forget} for every key. */
    public void forgetAll() {
        flights.forgetAll();
        resting.forgetAll();
    }

    // Loads that the caller runs, and that end by a put

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
        fills.keep(fill, key, value, 0, fills.inTransaction(), fills.caller());
    }
}
