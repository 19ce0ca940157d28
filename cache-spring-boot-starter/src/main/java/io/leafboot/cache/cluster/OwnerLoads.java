package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.codec.KeyText;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.infinispan.remoting.transport.Address;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/**
 * Loads by a cache's own loader, which every node has: the first owner of the key does it, so that the value is where it
 * belongs. An owner that goes away meanwhile leaves it to the next; the lease sees to it that only one loads.
 */
final class OwnerLoads {

    /** Whether this thread loads for another node, and must not pass it on in turn. */
    private static final ThreadLocal<Boolean> FOR_ANOTHER = new ThreadLocal<>();

    /** Of the engine's threads, on which nodes hear of each other's writes too, loads take no more than these: it has 150. */
    static final int MOST_AT_ONCE = 50;

    private final String cache;
    private final ClusterMap map;
    private final ClusterValues values;
    private final ClusterCalls calls;
    private final MarkTable.OfCache marks;
    private final long loadMillis;
    private final Semaphore atOnce;
    private volatile @Nullable Function<Object, Cache.@Nullable ValueWrapper> reader;

    /**
     * Loads of a cache.
     *
     * @param atOnce what a node's caches share: how many loads it may run for others at once
     */
    OwnerLoads(
            String cache,
            ClusterMap map,
            ClusterValues values,
            ClusterCalls calls,
            MarkTable.OfCache marks,
            Semaphore atOnce,
            long loadMillis) {
        this.cache = cache;
        this.map = map;
        this.values = values;
        this.calls = calls;
        this.marks = marks;
        this.atOnce = atOnce;
        this.loadMillis = loadMillis;
    }

    void readsBy(Function<Object, Cache.@Nullable ValueWrapper> reader) {
        this.reader = reader;
    }

    /** See {@link io.leafboot.cache.CacheStore#loadAtOwner}. */
    @Nullable
    CacheEntry load(Object key) {
        String sent = Keys.write(key);
        if (sent == null || FOR_ANOTHER.get() != null) {
            return null;
        }
        String text = KeyText.of(key);
        Address owner = map.owner(text);
        if (owner == null || map.isOwnedHere(text)) {
            return null;
        }
        Object answer;
        try {
            answer = calls.ask(
                            List.of(owner), new RemoteCall(RemoteCall.Kind.LOAD, cache, sent, new byte[0]), loadMillis)
                    .get(2 * loadMillis, TimeUnit.MILLISECONDS)
                    .get(0);
        } catch (ExecutionException | TimeoutException | IndexOutOfBoundsException ex) {
            return null; // the owner is gone, or takes longer than a lease: the lease decides
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt(); // which ends the wait for the lease, too
            return null;
        }
        if (answer instanceof Stored stored) {
            try {
                return values.read(stored);
            } catch (Exception ex) {
                throw new CacheStoreException("A value that another node has loaded cannot be read", ex);
            }
        }
        if (answer instanceof String failure) {
            throw new CacheLoadException(
                    "Another node has failed to load a value of cache '" + cache + "': " + failure, null);
        }
        return null; // it does not have the cache
    }

    /** Loads for another node. */
    @Nullable
    Object answer(String sent) {
        Function<Object, Cache.@Nullable ValueWrapper> reads = reader;
        if (reads == null) {
            return null; // the cache is being made
        }
        if (!atOnce.tryAcquire()) {
            return null; // enough wait for the source here: who asks loads it, under the lease
        }
        Cache.ValueWrapper found;
        FOR_ANOTHER.set(true);
        try {
            found = reads.apply(Keys.read(sent));
        } catch (Exception ex) {
            Throwable cause = ex instanceof Cache.ValueRetrievalException && ex.getCause() != null ? ex.getCause() : ex;
            if (!map.isOpen() || cause instanceof InterruptedException || cause instanceof CacheStoreException) {
                return null; // this node is leaving: no failure of the source
            }
            return cause.getClass().getName(); // the message stays here: it may hold what others must not read
        } finally {
            FOR_ANOTHER.remove();
            atOnce.release();
        }
        try {
            // Nothing, not even null: it has no loader, or not yet, or keeps no nulls; let the other see for itself.
            return found == null ? null : values.write(CacheEntry.of(found.get(), null), marks.now());
        } catch (Exception ex) {
            return null; // it cannot be sent
        }
    }

    /** Keys as they are sent: those of a few classes, so that the wire names none. */
    static final class Keys {

        private Keys() {}

        /** {@code null} if keys of this class are not sent. */
        static @Nullable String write(Object key) {
            if (key instanceof String) {
                return "s" + key;
            }
            if (key instanceof Long) {
                return "l" + key;
            }
            if (key instanceof Integer) {
                return "i" + key;
            }
            return key instanceof UUID ? "u" + key : null;
        }

        static Object read(String sent) {
            String text = sent.substring(1);
            return switch (sent.charAt(0)) {
                case 's' -> text;
                case 'l' -> Long.valueOf(text);
                case 'i' -> Integer.valueOf(text);
                case 'u' -> UUID.fromString(text);
                default -> throw new IllegalArgumentException("No key begins with " + sent.charAt(0));
            };
        }
    }
}
