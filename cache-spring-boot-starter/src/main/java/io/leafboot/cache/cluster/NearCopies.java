package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.memory.LocalLevel;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.infinispan.remoting.transport.Address;
import org.jspecify.annotations.Nullable;

/**
 * Copies of entries that other nodes hold. Who writes a key tells all nodes to drop their copies of it, and his write returns
 * when they have; one that left the cluster drops all of them when it comes back. They are not Infinispan's own near copies: of
 * those the owners know who has which, and an owner that dies takes that knowledge with it.
 */
final class NearCopies {

    private final String cache;
    private final LocalLevel level;
    private final ClusterCalls calls;
    private final ClusterMap map;
    private final ClusterValues values;
    private final long timeoutMillis;

    NearCopies(
            String cache,
            LocalLevel level,
            ClusterCalls calls,
            ClusterMap map,
            ClusterValues values,
            long timeoutMillis) {
        this.cache = cache;
        this.level = level;
        this.calls = calls;
        this.map = map;
        this.values = values;
        this.timeoutMillis = timeoutMillis;
    }

    LocalLevel level() {
        return level;
    }

    /**
     * Keeps what another node gave; what this one holds itself is near enough. Objects that somebody could change are kept as
     * bytes, and made anew for each who reads them.
     *
     * @param stored where the entry was read from; {@code null} if it was loaded here
     */
    void keep(Object key, String text, CacheEntry entry, @Nullable Stored stored, LocalLevel.Token token) {
        if (map.isHere(text)) {
            return;
        }
        if (Immutables.contains(entry.get())) {
            level.keep(key, entry, 1, token);
        } else if (stored != null) {
            CacheEntry bytes =
                    new CacheEntry(stored, entry.ttlNanos(), entry.freshNanos(), entry.costNanos(), entry.tags());
            level.keep(key, bytes, 1, token);
        }
    }

    /** The copy of a key, if nobody is known to have written that since. An old one may have been replaced by a load elsewhere. */
    @Nullable
    CacheEntry get(Object key) {
        CacheEntry kept = level.get(key);
        if (kept != null && kept.mayBeOld() && kept.freshNanos() <= 0) {
            return null;
        }
        try {
            return kept != null && kept.get() instanceof Stored stored ? values.read(stored) : kept;
        } catch (Exception ex) {
            return null; // it was readable when it was kept
        }
    }

    /** Has all nodes drop their copies of keys, and waits for it. */
    void drop(Collection<String> texts) {
        texts.forEach(level::written);
        List<Address> asked = map.members();
        try {
            map.await(dropElsewhere(texts));
        } catch (CacheStoreException ex) {
            if (map.members().equals(asked)) {
                throw ex;
            }
            map.await(dropElsewhere(texts)); // one that has gone meanwhile has no copies any more
        }
    }

    /** Likewise, and waits for nothing. */
    CompletableFuture<?> dropAsync(Collection<String> texts) {
        texts.forEach(level::written);
        return dropElsewhere(texts);
    }

    /** Drops the copies here, and tells others to, whether they hear of it or not. */
    void forget(Collection<String> texts) {
        if (texts.isEmpty()) {
            level.allWritten();
        } else {
            texts.forEach(level::written);
        }
        var unused = dropElsewhere(texts);
    }

    CompletableFuture<?> dropElsewhere(Collection<String> texts) {
        List<Address> others = calls.others(map.members());
        return calls.ask(
                others, new RemoteCall(RemoteCall.Kind.DROP_NEAR, cache, "", Texts.write(texts)), timeoutMillis);
    }

    /** Another node has written these keys; any, if none are named. */
    void written(byte[] texts) {
        if (texts.length == 0) {
            level.allWritten();
        } else {
            Texts.read(texts).forEach(level::written);
        }
    }
}
