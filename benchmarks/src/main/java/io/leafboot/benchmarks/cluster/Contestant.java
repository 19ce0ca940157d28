package io.leafboot.benchmarks.cluster;

import java.util.List;
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

    /** What its own start-up log asks for. */
    List<String> jvmArguments() {
        return this != HAZELCAST
                ? List.of()
                : List.of(
                        "--add-modules=java.se",
                        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-opens=java.management/sun.management=ALL-UNNAMED",
                        "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");
    }

    Node start(Member member) {
        return start.apply(member);
    }
}
