package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.codec.ValueCodec;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Caches in the memory of all the applications that share them. */
public final class ClusterCacheType implements CacheType {

    private final ClusterNode node;
    private final List<ValueCodec> codecs;
    private final ScheduledExecutorService scheduler;

    /**
     * The type.
     *
     * @param scheduler cleans up and delivers what could not be delivered at once
     */
    public ClusterCacheType(ClusterNode node, List<ValueCodec> codecs, ScheduledExecutorService scheduler) {
        this.node = node;
        this.codecs = codecs;
        this.scheduler = scheduler;
    }

    @Override
    public String name() {
        return CacheSpec.CLUSTER;
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public CacheStore create(String cacheName, CacheSpec spec) {
        throw new UnsupportedOperationException(node.settings() + " " + codecs + " " + scheduler);
    }
}
