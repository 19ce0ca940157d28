package io.leafboot.cache.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.distribution.ch.ConsistentHash;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.partitionhandling.AvailabilityMode;
import org.infinispan.remoting.transport.Address;
import org.infinispan.topology.CacheTopology;
import org.infinispan.topology.LocalTopologyManager;
import org.jspecify.annotations.Nullable;

/** Whether everything is on as many nodes as it should be. */
final class Copies {

    /** How long a node may take to tell what it holds. */
    private static final long TELL_MILLIS = 1000;

    private Copies() {}

    /** Whether a cache is what nodes need among themselves. */
    static boolean isOurs(String cache) {
        return cache.equals(Turn.CACHE) || cache.equals(MarkTable.CACHE);
    }

    /** Caches of which something has fewer copies than there could be, or moves. */
    static List<String> missing(EmbeddedCacheManager manager) {
        Set<Address> members = new HashSet<>(manager.getMembers());
        return names(
                manager,
                (cache, configuration, topologies) ->
                        topologies.getCacheAvailability(cache) != AvailabilityMode.DEGRADED_MODE // where nothing moves
                                && !complete(topologies.getCacheTopology(cache), configuration, members));
    }

    /** Caches that do not answer because this node is in the smaller part of its cluster. */
    static List<String> withoutMajority(EmbeddedCacheManager manager) {
        return names(
                manager,
                (cache, configuration, topologies) ->
                        topologies.getCacheAvailability(cache) == AvailabilityMode.DEGRADED_MODE);
    }

    private interface Question {

        boolean ask(String cache, Configuration configuration, LocalTopologyManager topologies);
    }

    private static List<String> names(EmbeddedCacheManager manager, Question question) {
        LocalTopologyManager topologies = GlobalComponentRegistry.of(manager).getComponent(LocalTopologyManager.class);
        List<String> names = new ArrayList<>();
        for (String cache : new TreeSet<>(manager.getCacheNames())) {
            Configuration configuration = manager.getCacheConfiguration(cache);
            if (configuration != null
                    && configuration.clustering().cacheMode().needsStateTransfer()
                    && topologies.getCacheTopology(cache) != null // it runs
                    && question.ask(cache, configuration, topologies)) {
                names.add(cache);
            }
        }
        return names;
    }

    /** Where the entries of each cache are. */
    static List<ClusterStatus.Cache> shares(EmbeddedCacheManager manager) {
        LocalTopologyManager topologies = GlobalComponentRegistry.of(manager).getComponent(LocalTopologyManager.class);
        List<ClusterStatus.Cache> shares = new ArrayList<>();
        for (String cache : names(manager, (name, configuration, all) -> !isOurs(name))) {
            CacheTopology topology = topologies.getCacheTopology(cache);
            Configuration configuration = manager.getCacheConfiguration(cache);
            if (topology == null || topology.getCurrentCH() == null || configuration == null) {
                continue; // just ended
            }
            boolean replicated = configuration.clustering().cacheMode() == CacheMode.REPL_SYNC;
            ConsistentHash hash = topology.getCurrentCH();
            shares.add(new ClusterStatus.Cache(
                    cache,
                    replicated ? "replicated" : "partitioned",
                    replicated
                            ? hash.getMembers().size()
                            : configuration.clustering().hash().numOwners(),
                    topologies.getCacheAvailability(cache) == AvailabilityMode.DEGRADED_MODE ? "DEGRADED" : "AVAILABLE",
                    topology.getPendingCH() != null || topology.getPhase() != CacheTopology.Phase.NO_REBALANCE,
                    hash.getNumSegments(),
                    shares(hash, manager, cache)));
        }
        return shares;
    }

    private static List<ClusterStatus.Share> shares(ConsistentHash hash, EmbeddedCacheManager manager, String cache) {
        ClusterCalls calls = GlobalComponentRegistry.of(manager).getComponent(ClusterCalls.class);
        Map<Address, Contents> contents =
                calls == null ? Map.of() : calls.contents(cache, hash.getMembers(), TELL_MILLIS);
        List<ClusterStatus.Share> shares = new ArrayList<>();
        for (Address member : hash.getMembers()) {
            Contents told = contents.get(member);
            shares.add(new ClusterStatus.Share(
                    member.toString(),
                    hash.getPrimarySegmentsForOwner(member).size(),
                    hash.getSegmentsForOwner(member).size(),
                    told != null
                            ? (Long) told.entries()
                            : member.equals(manager.getAddress()) ? here(manager, cache) : null,
                    told == null ? null : told.bytes()));
        }
        return shares;
    }

    private static Long here(EmbeddedCacheManager manager, String cache) {
        return (long)
                manager.getCache(cache).getAdvancedCache().getDataContainer().sizeIncludingExpired();
    }

    /**
     * That nothing moves is not enough: for a moment after a node is gone, nothing moves yet. So what is asked is who has what.
     */
    private static boolean complete(
            @Nullable CacheTopology topology, Configuration configuration, Set<Address> members) {
        if (topology == null) {
            return true; // it has just ended
        }
        ConsistentHash hash = topology.getCurrentCH();
        if (hash == null
                || topology.getPendingCH() != null
                || topology.getPhase() != CacheTopology.Phase.NO_REBALANCE) {
            return false;
        }
        Set<Address> owners = new HashSet<>(hash.getMembers());
        if (!members.containsAll(owners) || !owners.containsAll(topology.getActualMembers())) {
            return false;
        }
        int copies = configuration.clustering().cacheMode() == CacheMode.REPL_SYNC
                ? owners.size()
                : Math.min(configuration.clustering().hash().numOwners(), owners.size());
        for (int segment = 0; segment < hash.getNumSegments(); segment++) {
            if (hash.locateOwnersForSegment(segment).size() < copies) {
                return false;
            }
        }
        return true;
    }
}
