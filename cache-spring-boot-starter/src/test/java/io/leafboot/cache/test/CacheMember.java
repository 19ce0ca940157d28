package io.leafboot.cache.test;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.cluster.ClusterCacheType;
import io.leafboot.cache.cluster.ClusterNode;
import io.leafboot.cache.cluster.ClusterSettings;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.leafboot.cache.source.CacheSources;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A node of a cluster: a registry with an engine and threads of its own. */
public final class CacheMember implements AutoCloseable {

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2, CacheMember::daemon);
    private final ExecutorService answers = Executors.newCachedThreadPool(CacheMember::daemon);
    private final LoadingThreads threads = new LoadingThreads(10, 1000);
    private final ClusterNode node;
    private final DefaultCacheRegistry registry;

    CacheMember(ClusterSettings settings, CacheSources sources) {
        node = new ClusterNode(settings);
        registry = new DefaultCacheRegistry(
                List.of(new ClusterCacheType(node, List.of(), scheduler, answers)),
                CacheSpec.cluster(),
                false,
                threads,
                () -> sources);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "member");
        thread.setDaemon(true);
        return thread;
    }

    /** Creates a cache on this node. */
    public NamedCache cache(String name, CacheSpec spec) {
        return registry.create(name, spec);
    }

    /** Its registry. */
    public DefaultCacheRegistry registry() {
        return registry;
    }

    /** Its engine. */
    public ClusterNode node() {
        return node;
    }

    @Override
    public void close() {
        registry.close();
        node.close();
        threads.close();
        scheduler.shutdownNow();
        answers.shutdownNow();
    }
}
