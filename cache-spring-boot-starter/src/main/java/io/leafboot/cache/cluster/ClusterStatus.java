package io.leafboot.cache.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one of its nodes sees it.
 *
 * @param cluster its name
 * @param view grows whenever nodes come or go, and is the same on all of them
 * @param members the nodes, in the order in which they joined
 * @param caches the caches that this node takes part in, by name
 */
public record ClusterStatus(String cluster, long view, List<Member> members, List<Cache> caches) {

    /**
     * A node.
     *
     * @param name what logs call it
     * @param address where it listens
     * @param self whether it is the one that answers
     * @param coordinator whether it coordinates; the next in the list follows it
     */
    public record Member(String name, String address, boolean self, boolean coordinator) {

        Member(ClusterMember member, boolean self, boolean coordinator) {
            this(member.name(), member.address(), self, coordinator);
        }
    }

    /**
     * A cache.
     *
     * @param mode {@code partitioned} or {@code replicated}
     * @param copies how many nodes are to hold each entry
     * @param availability {@code AVAILABLE}, or {@code DEGRADED} in the smaller part of a cluster with {@code split: deny}
     * @param rebalancing whether entries move between nodes now
     * @param segments parts that the keys are divided into
     * @param shares who holds how much
     */
    public record Cache(
            String name,
            String mode,
            int copies,
            String availability,
            boolean rebalancing,
            int segments,
            List<Share> shares) {}

    /**
     * What a node holds of a cache.
     *
     * @param member name of the node
     * @param owns segments that it answers for
     * @param holds segments that it has, as owner or as a copy
     * @param entries entries that it has, copies and expired ones included; {@code null} if it did not tell in time
     * @param bytes length of their values as they were written; {@code null} likewise
     */
    public record Share(
            String member,
            int owns,
            int holds,
            @Nullable Long entries,
            @Nullable Long bytes) {}
}
