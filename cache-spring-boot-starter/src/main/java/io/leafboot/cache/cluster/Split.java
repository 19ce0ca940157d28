package io.leafboot.cache.cluster;

import org.infinispan.partitionhandling.PartitionHandling;

/** What the smaller part of a cluster does while the network keeps its parts apart. */
public enum Split {
    /** Both parts go on. What one writes the other does not see until they meet again. */
    SERVE,
    /** The smaller part reads and writes nothing, so that it cannot answer with what the larger one has changed. */
    DENY;

    /** The engine's word for it. */
    PartitionHandling handling() {
        return this == SERVE ? PartitionHandling.ALLOW_READ_WRITES : PartitionHandling.DENY_READ_WRITES;
    }
}
