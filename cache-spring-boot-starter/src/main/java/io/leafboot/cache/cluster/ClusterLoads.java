package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillRequest;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.codec.KeyText;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/** Loads of a cache: at the first owner of the key, or here, under a lease; of what is not to be read here, without either. */
final class ClusterLoads {

    private final Pulse pulse;
    private final ClusterMap map;
    private final Leases leases;
    private final ClusterWrites writes;
    private final @Nullable NearCopies near;
    private final OwnerLoads ownerLoads;

    ClusterLoads(
            Pulse pulse,
            ClusterMap map,
            Leases leases,
            ClusterWrites writes,
            @Nullable NearCopies near,
            OwnerLoads ownerLoads) {
        this.pulse = pulse;
        this.map = map;
        this.leases = leases;
        this.writes = writes;
        this.near = near;
        this.ownerLoads = ownerLoads;
    }

    void readsBy(Function<Object, Cache.@Nullable ValueWrapper> reader) {
        ownerLoads.readsBy(reader);
    }

    @Nullable
    CacheEntry atOwner(Object key) throws CacheLoadException {
        return pulse.trusts() && !writes.distrusts(KeyText.of(key)) ? ownerLoads.load(key) : null;
    }

    Fill begin(Object key, FillRequest request) {
        if (!pulse.trusts()) {
            return Leases.NOT_KEPT;
        }
        String text = requireTrusted(key);
        return nearToo(key, text, writes.counted(() -> map.await(leases.begin(text, request))));
    }

    CompletableFuture<Fill> beginAsync(Object key, FillRequest request) {
        if (!pulse.trusts()) {
            return CompletableFuture.completedFuture(Leases.NOT_KEPT);
        }
        String text;
        try {
            text = requireTrusted(key);
        } catch (CacheStoreException ex) {
            return CompletableFuture.failedFuture(ex);
        }
        return writes.countedAsync(() -> leases.begin(text, request)).thenApply(fill -> nearToo(key, text, fill));
    }

    private String requireTrusted(Object key) {
        String text = KeyText.of(key);
        if (writes.distrusts(text)) {
            throw new CacheStoreException("A write of this key waits to be delivered", null);
        }
        return text;
    }

    private Fill nearToo(Object key, String text, Fill fill) {
        return near == null ? fill : new NearFill(fill, near, key, text);
    }
}
