package io.leafboot.cache.cluster;

import java.time.Duration;

/**
 * Figures of a node.
 *
 * @param members nodes of the cluster that this one sees, itself included; 0 if it has not joined
 * @param coordinator whether this node is the one that coordinates
 * @param views times that nodes came or went
 * @param merges times that parts met again
 * @param rebalances times that entries of a cache moved
 * @param rebalanceTime how long that took in all
 * @param rejectedConnections connections that were turned away because of TLS
 */
public record ClusterFigures(
        int members,
        boolean coordinator,
        long views,
        long merges,
        long rebalances,
        Duration rebalanceTime,
        long rejectedConnections) {}
