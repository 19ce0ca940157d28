package io.leafboot.benchmarks.cluster;

import java.util.function.Function;

/** Who is measured. */
enum Contestant {
    INFINISPAN("Infinispan, bytes in and out", true, member -> new InfinispanNode(member, InfinispanNode.Form.BYTES)),
    INFINISPAN_JSON(
            "Infinispan, JSON written and read", true, member -> new InfinispanNode(member, InfinispanNode.Form.JSON)),
    LEAF("**Leaf**, cluster", true, LeafNode::new),
    HAZELCAST("Hazelcast", true, HazelcastNode::new),
    REDIS("Redis, Lettuce", false, member -> new RedisNode());

    private final String title;
    private final boolean cluster;
    private final Function<Member, Node> start;

    Contestant(String title, boolean cluster, Function<Member, Node> start) {
        this.title = title;
        this.cluster = cluster;
        this.start = start;
    }

    String title() {
        return title;
    }

    /** Whether processes like the measuring one are its nodes. */
    boolean isCluster() {
        return cluster;
    }

    Node start(Member member) {
        return start.apply(member);
    }
}
