package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheStoreException;
import java.util.concurrent.TimeUnit;
import org.infinispan.AdvancedCache;
import org.infinispan.commons.TimeoutException;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.partitionhandling.PartitionHandling;

/** Caches of the engine's, and how they are opened on a node that has joined. */
final class EngineCaches {

    private EngineCaches() {}

    /** What they have in common. */
    static ConfigurationBuilder configuration(
            CacheMode mode, ClusterSettings settings, PartitionHandling split, EntryMergePolicy<?, ?> merge) {
        ConfigurationBuilder builder = new ConfigurationBuilder();
        builder.clustering()
                .cacheMode(mode)
                .remoteTimeout(settings.remoteTimeout().toMillis())
                .stateTransfer()
                .timeout(settings.openTimeout().toMillis());
        builder.clustering().partitionHandling().whenSplit(split).mergePolicy(merge);
        return builder;
    }

    /**
     * Opens one, and waits until this node has its part of it.
     *
     * @throws CacheStoreException if it does not get that in time
     */
    static <V> AdvancedCache<String, V> open(EmbeddedCacheManager manager, String name, Configuration configuration) {
        if (manager.isRunning(name)) { // opened when another one of this node failed to be
            return manager.<String, V>getCache(name).getAdvancedCache();
        }
        if (manager.getCacheConfiguration(name) != null) {
            manager.undefineConfiguration(name); // of an earlier cache of this name, or one that could not be opened
        }
        manager.defineConfiguration(name, configuration);
        try {
            return manager.<String, V>getCache(name).getAdvancedCache();
        } catch (RuntimeException ex) {
            throw isLate(ex) ? late(manager, name, configuration, ex) : ex;
        }
    }

    private static boolean isLate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static CacheStoreException late(
            EmbeddedCacheManager manager, String name, Configuration configuration, RuntimeException cause) {
        long millis = configuration.clustering().stateTransfer().timeout();
        return new CacheStoreException(
                "Cache '" + name + "' did not get its part of the entries of cluster '" + manager.getClusterName()
                        + "' within " + TimeUnit.MILLISECONDS.toSeconds(millis) + " s. Look for a node that does not"
                        + " answer: the log of " + manager.getCoordinator() + ", which coordinates the cluster, and"
                        + " health of cacheCluster on the nodes, which are " + manager.getMembers()
                        + ". If all are well"
                        + " and there is just very much to send, set cache.cluster.remote-timeout higher: opening a"
                        + " cache may take twelve times that, and two minutes at least.",
                cause);
    }
}
