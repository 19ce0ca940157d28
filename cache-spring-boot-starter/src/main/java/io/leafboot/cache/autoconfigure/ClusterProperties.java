package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.cluster.Split;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How this application takes part in the cluster that its caches of type cluster live in.
 *
 * @param name Name of the cluster; nodes of another name are strangers. By default the name of the application
 *     (spring.application.name), or "cache".
 * @param bind Address and port to listen on. A loopback address by default: only nodes on this machine are reached.
 * @param seeds Where other nodes may be: host:port, dns:name:port or kubernetes:service:port.
 * @param tls Mutual TLS between the nodes.
 * @param split What the smaller part of a cluster does while the network keeps its parts apart: serve or deny.
 * @param initialSize How many nodes there must have been, this one included, before this one is healthy.
 * @param remoteTimeout How long a call of another node may take.
 * @param stopTimeout How long a stop may wait for its turn and until others have taken over.
 * @param maxValueSize Values that are longer when written are not kept.
 */
public record ClusterProperties(
        @Nullable String name,
        @DefaultValue("127.0.0.1:7800") String bind,
        @DefaultValue List<String> seeds,
        @DefaultValue Tls tls,
        @DefaultValue("serve") Split split,
        @DefaultValue("1") int initialSize,
        @DefaultValue("5s") Duration remoteTimeout,
        @DefaultValue("30s") Duration stopTimeout,
        @DefaultValue("16MB") DataSize maxValueSize) {

    /**
     * Mutual TLS between the nodes.
     *
     * @param bundle Name of the SSL bundle (spring.ssl.bundle) with this node's key and the certificates it trusts.
     */
    public record Tls(@Nullable String bundle) {}
}
