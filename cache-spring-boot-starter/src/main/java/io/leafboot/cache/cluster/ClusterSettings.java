package io.leafboot.cache.cluster;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a node takes part in its cluster.
 *
 * @param name name of the cluster: nodes of another name are strangers
 * @param host address to listen on and to connect from
 * @param port port to listen on; 0 for any
 * @param seeds where other nodes may be: {@code host:port}, {@code dns:name:port} or {@code kubernetes:service:port}
 * @param ssl makes the keys and certificates for mutual TLS; {@code null} for none
 * @param split what the smaller part of a cluster does while it is apart
 * @param initialSize how many nodes there must have been before this one is well
 * @param remoteTimeout how long a call of another node may take
 * @param stopTimeout how long a stop may wait for its turn and for entries to be handed over
 * @param maxValueBytes values that are longer when written are not kept
 */
public record ClusterSettings(
        String name,
        String host,
        int port,
        List<String> seeds,
        @Nullable Supplier<SSLContext> ssl,
        Split split,
        int initialSize,
        Duration remoteTimeout,
        Duration stopTimeout,
        long maxValueBytes) {}
