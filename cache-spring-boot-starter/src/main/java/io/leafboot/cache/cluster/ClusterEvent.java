package io.leafboot.cache.cluster;

import java.time.Duration;
import java.util.List;

/**
 * What happened in the cluster, as this node saw it. Published as events of the application, in the order in which they
 * happened, on a thread of their own: {@code @EventListener void left(ClusterEvent.MemberLeft event)}.
 */
public sealed interface ClusterEvent {

    /** Name of the cluster. */
    String cluster();

    /**
     * This node has joined.
     *
     * @param members all nodes, the coordinator first
     */
    record Joined(String cluster, List<ClusterMember> members) implements ClusterEvent {}

    /**
     * Another node has joined.
     *
     * @param members how many there are now
     */
    record MemberJoined(String cluster, ClusterMember member, int members) implements ClusterEvent {}

    /**
     * Another node is gone.
     *
     * @param graceful whether it had said that it would stop; otherwise it was killed, or the network keeps it apart
     * @param members how many there are now
     */
    record MemberLeft(String cluster, ClusterMember member, boolean graceful, int members) implements ClusterEvent {}

    /**
     * Parts of the cluster that the network had kept apart have met again.
     *
     * @param parts the nodes of each
     */
    record Merged(String cluster, List<List<ClusterMember>> parts) implements ClusterEvent {}

    /** Entries of a cache begin to move to where they belong with the nodes there are now. */
    record RebalanceStarted(String cluster, String cache) implements ClusterEvent {}

    /** Entries of a cache are where they belong. */
    record RebalanceEnded(String cluster, String cache, Duration took) implements ClusterEvent {}
}
