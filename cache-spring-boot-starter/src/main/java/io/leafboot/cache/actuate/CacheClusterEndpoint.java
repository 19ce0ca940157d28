package io.leafboot.cache.actuate;

import io.leafboot.cache.cluster.ClusterFigures;
import io.leafboot.cache.cluster.ClusterNode;
import io.leafboot.cache.cluster.ClusterStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@link Endpoint @Endpoint} that shows the cluster as this node sees it. Asking makes no node join. */
@Endpoint(id = "cachecluster")
public class CacheClusterEndpoint {

    private final ClusterNode node;

    CacheClusterEndpoint(ClusterNode node) {
        this.node = node;
    }

    /** Returns the cluster. */
    @ReadOperation
    public ClusterDescriptor cluster() {
        ClusterStatus status = node.status();
        ClusterFigures figures = node.figures();
        return status == null
                ? new ClusterDescriptor(false, null, null, List.of(), List.of(), figures.rejectedConnections())
                : new ClusterDescriptor(
                        true,
                        status.cluster(),
                        status.view(),
                        status.members(),
                        status.caches(),
                        figures.rejectedConnections());
    }

    /**
     * The cluster.
     *
     * @param joined whether this node has joined, which it does when a cache needs it
     * @param cluster name of the cluster
     * @param view grows whenever nodes come or go, and is the same on all of them
     * @param members the nodes, in the order in which they joined
     * @param caches the caches that this node takes part in, by name
     * @param rejectedConnections connections that were turned away because of TLS
     */
    public record ClusterDescriptor(
            boolean joined,
            @Nullable String cluster,
            @Nullable Long view,
            List<ClusterStatus.Member> members,
            List<ClusterStatus.Cache> caches,
            long rejectedConnections) {}
}
