package io.leafboot.cache.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.infinispan.distribution.DistributionManager;
import org.infinispan.distribution.LocalizedCacheTopology;
import org.infinispan.factories.ComponentRegistry;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.partitionhandling.impl.PartitionHandlingManager;
import org.infinispan.remoting.transport.Address;
import org.infinispan.topology.CacheTopology;
import org.jspecify.annotations.Nullable;

/** Whether the engine has decided who owns the keys of each cache, and so whose copies stay where parts have met. */
final class Topologies {

    private static final byte[] NO_BYTES = {};

    private final EmbeddedCacheManager manager;
    private final ClusterCalls calls;
    private final long timeoutMillis;

    Topologies(EmbeddedCacheManager manager, ClusterCalls calls, long timeoutMillis) {
        this.manager = manager;
        this.calls = calls;
        this.timeoutMillis = timeoutMillis;
    }

    /** Whether all nodes that have a cache say the same of who owns its keys, and none of these are being moved or compared. */
    boolean areSettled() {
        Collection<Address> others = calls.others(manager.getMembers());
        List<@Nullable Object> answers = new ArrayList<>(
                calls.ask(others, new RemoteCall(RemoteCall.Kind.TOPOLOGIES, "", "", NO_BYTES), timeoutMillis)
                        .join());
        answers.add(here());
        Map<String, List<String>> caches = new HashMap<>();
        for (Object answer : answers) {
            if (!(answer instanceof byte[] bytes)) {
                return false; // it is about to join
            }
            List<String> pairs = Texts.read(bytes);
            for (int i = 0; i < pairs.size(); i += 2) {
                caches.computeIfAbsent(pairs.get(i), name -> new ArrayList<>()).add(pairs.get(i + 1));
            }
        }
        return caches.values().stream().allMatch(Topologies::isSettled);
    }

    /** Likewise of one cache. */
    static boolean isSettled(List<String> topologies) {
        Set<String> distinct = new HashSet<>(topologies);
        return distinct.size() == 1 && topologies.get(0).endsWith(" " + topologies.size());
    }

    /**
     * Whether of each cache the engine knows that no other node has it, or refuses to read and write it: asked where a node has
     * become alone, and perhaps is the part of a split cluster that is to refuse.
     */
    boolean areOfThisNodeOrRefuse() {
        for (String cache : manager.getCacheNames()) {
            ComponentRegistry parts = parts(cache);
            if (parts != null
                    && parts.getComponent(PartitionHandlingManager.class).getAvailabilityMode()
                            == AvailabilityMode.AVAILABLE
                    && parts.getDistributionManager()
                                    .getCacheTopology()
                                    .getActualMembers()
                                    .size()
                            > 1) {
                return false;
            }
        }
        return true;
    }

    private @Nullable ComponentRegistry parts(String cache) {
        return GlobalComponentRegistry.of(manager).getNamedComponentRegistry(cache);
    }

    /** The caches of this node, each with the number of its topology and how many nodes have the cache. */
    byte[] here() {
        List<String> pairs = new ArrayList<>();
        for (String cache : manager.getCacheNames()) {
            ComponentRegistry parts = parts(cache);
            DistributionManager distribution = parts == null ? null : parts.getDistributionManager();
            if (distribution != null) {
                LocalizedCacheTopology topology = distribution.getCacheTopology();
                pairs.add(cache);
                pairs.add(
                        topology.getPhase() == CacheTopology.Phase.NO_REBALANCE
                                ? topology.getTopologyId() + " "
                                        + topology.getMembers().size()
                                : "moving");
            }
        }
        return Texts.write(pairs);
    }
}
