package io.leafboot.cache;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/**
 * Where the entries of one cache are: what a {@link CacheType} makes.
 *
 * <p>A store that fails to <em>read</em> throws {@link CacheStoreException}, which callers turn into a miss. It must not
 * lose a <em>write</em>: after a failed put, evict or clear it either delivers it later and does not answer from what it
 * holds meanwhile, or it throws.
 *
 * <p>Safe for use by many threads.
 */
public interface CacheStore extends AutoCloseable {

    /** The entry, or {@code null} for a certain miss. */
    @Nullable
    CacheEntry get(Object key);

    /** Like {@link #get}, without waiting. A future that is complete already saves the caller a callback. */
    default CompletableFuture<@Nullable CacheEntry> getAsync(Object key) {
        return CompletableFuture.completedFuture(get(key));
    }

    /** The entries that are there, in the order of the keys. */
    default Map<Object, CacheEntry> getAll(Collection<?> keys) {
        Map<Object, CacheEntry> found = new LinkedHashMap<>();
        for (Object key : keys) {
            CacheEntry entry = get(key);
            if (entry != null) {
                found.put(key, entry);
            }
        }
        return found;
    }

    /**
     * Announces a load. Every evict, clear or put of the key from now on makes {@link Fill#complete} refuse the loaded value,
     * on whichever node it happens; so does an evict of a tag that the value has. To be called before the source is read.
     */
    Fill beginFill(Object key, FillRequest request);

    /** Like {@link #beginFill}, without waiting. */
    default CompletableFuture<Fill> beginFillAsync(Object key, FillRequest request) {
        try {
            return CompletableFuture.completedFuture(beginFill(key, request));
        } catch (CacheStoreException ex) {
            return CompletableFuture.failedFuture(ex);
        }
    }

    /**
     * Says how a value of this cache is read that is loaded if it is missing: by the cache's own loader. Called before anything
     * else.
     *
     * @param reader gives the value of a key, {@code null} for none; throws what the loader throws
     */
    default void readsBy(Function<Object, Cache.@Nullable ValueWrapper> reader) {}

    /**
     * Where keys have owners: has the owner of this one read it, so that it loads its value. Bounded, but for as long as a load
     * may take.
     *
     * @return the value there; {@code null} if this node is the owner, or there is none that answers
     * @throws CacheLoadException if the load failed there
     */
    default @Nullable CacheEntry loadAtOwner(Object key) {
        return null;
    }

    /** Puts an entry. When it returns, a get of any node that does not read from memory of its own sees it. */
    void put(Object key, CacheEntry entry);

    /** Puts several entries. */
    default void putAll(Map<?, CacheEntry> entries) {
        entries.forEach(this::put);
    }

    /**
     * Puts an entry if there is none.
     *
     * @return the entry that was there and stays, or {@code null} if the new one was put
     */
    @Nullable
    CacheEntry putIfAbsent(Object key, CacheEntry entry);

    /**
     * Evicts an entry. When it returns, no reader of this node sees it any more.
     *
     * @return whether it was there, as far as the store knows
     */
    boolean evict(Object key);

    /** Evicts several entries. */
    default void evictAll(Collection<?> keys) {
        keys.forEach(this::evict);
    }

    /**
     * Evicts all entries of this cache and of no other.
     *
     * @return whether there were any, as far as the store knows
     */
    boolean clear();

    /**
     * Evicts all entries that have a tag of this number, whatever their number: in constant time.
     *
     * @param tag see {@link CacheEntry#tags}
     */
    default void evictByTag(int tag) {
        clear();
    }

    /** See {@link NamedCache#keys}. */
    default List<String> keys(KeyRange range) {
        throw new UnsupportedOperationException("This type of cache cannot list its keys");
    }

    /** See {@link NamedCache#evictByText}. */
    boolean evictByText(String text);

    /** See {@link NamedCache#declareValueType}. */
    default void declareValueType(Type type) {}

    /**
     * Figures per level, fastest first. A store does not count what its caller counts: hits and misses of a cache of one
     * level are those of the cache. Waits for nothing: meters call it often.
     *
     * @param hits look-ups of this cache that found an entry
     * @param misses look-ups that found none
     */
    List<CacheStatistics.Level> levels(long hits, long misses);

    /** See {@link NamedCache#hottest}. */
    default List<HotKey> hottest(int limit) {
        return List.of();
    }

    /** Whether the store can do its work, for health. Takes a bounded time. */
    default StoreHealth health() {
        return StoreHealth.UP;
    }

    /** Delivers writes that were put off, as far as a bounded time allows. */
    default void flush() {}

    /** Ends work in the background and drops what is in memory. The store is not used afterwards. */
    @Override
    default void close() {}

    /** Whom a load keeps out. */
    enum FillMode {
        /** Nobody, and it is kept out by nobody. */
        SHARED,
        /** Other loads of the key, on all nodes that share the store, for the time of a lease. */
        EXCLUSIVE,
        /** The same, and the load begins although there is a value. */
        REFRESH
    }

    /**
     * How a load begins.
     *
     * @param mode whom it keeps out
     * @param leaseNanos for how long
     * @param hasOld whether the caller has an old value to answer with
     * @param waitedFor whose load the caller has waited for, see {@link Fill#heldBy}; {@code null} for none
     */
    record FillRequest(
            FillMode mode,
            long leaseNanos,
            boolean hasOld,
            @Nullable String waitedFor) {}

    /**
     * What other nodes are told of a load that failed.
     *
     * @param what what it failed with, without what may be secret
     * @param restNanos for how long those who ask later are told too, and load nothing; 0 for not at all
     * @param ifOld whether only those are who have an old value
     */
    record LoadFailure(String what, long restNanos, boolean ifOld) {}

    /** A load that is under way, or what stands in its way. */
    interface Fill {

        /** An entry, not an old one, that was there after all when the fill began: there is nothing to load. */
        default @Nullable CacheEntry present() {
            return null;
        }

        /** Who loads the key and keeps this load out: ask again in a little while. {@code null} if nobody does. */
        default @Nullable String heldBy() {
            return null;
        }

        /** Whether the store keeps loads of other nodes out. */
        default boolean isLease() {
            return false;
        }

        /** What another node's load has failed with a moment ago; {@code null} if none has. There is nothing to load now. */
        default @Nullable String failure() {
            return null;
        }

        /** For how long such a failure is still to be answered, in nanoseconds. */
        default long restNanos() {
            return 0;
        }

        /**
         * Puts the loaded value, unless the key was evicted, cleared or put since the fill began.
         *
         * @return whether it was put
         */
        boolean complete(CacheEntry entry);

        /** Like {@link #complete}, without waiting. */
        default CompletableFuture<Boolean> completeAsync(CacheEntry entry) {
            try {
                return CompletableFuture.completedFuture(complete(entry));
            } catch (CacheStoreException ex) {
                return CompletableFuture.failedFuture(ex);
            }
        }

        /**
         * The load ended without a value to keep, and lets others in. Does not wait.
         *
         * @param failure what to tell those who wait on other nodes; {@code null} if it did not fail
         * @return whether the key had not been written since the fill began; {@code false} if that is not known
         */
        default CompletableFuture<Boolean> release(@Nullable LoadFailure failure) {
            return CompletableFuture.completedFuture(false);
        }
    }
}
