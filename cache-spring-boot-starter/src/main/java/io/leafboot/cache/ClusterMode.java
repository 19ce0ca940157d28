package io.leafboot.cache;

/** Where the entries of a cache of type {@code cluster} are. */
public enum ClusterMode {
    /** Each entry on as many nodes as it has copies; the others ask one of those. */
    PARTITIONED,
    /** Every entry on every node: reads are local, writes wait for all. */
    REPLICATED
}
