package io.leafboot.cache.cluster;

import io.leafboot.cache.InvalidCacheSpecException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a node takes part in its cluster. Ranges are checked here, with messages in the words of {@code application.yml}.
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
        long maxValueBytes) {

    private static final Duration SHORTEST_OPEN = Duration.ofMinutes(2);
    private static final int LONGEST_NAME = 100;
    private static final int LARGEST = 1000;
    private static final long LONGEST_VALUE = 512L << 20;

    public ClusterSettings {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw outOfRange("name", "'" + name + "'", "a name of 1 to " + LONGEST_NAME + " characters");
        }
        if (host.equals("0.0.0.0") || host.matches("[0:]*::[0:]*")) {
            throw new InvalidCacheSpecException(
                    "cache.cluster.bind has the host '" + host + "', which is every address of this machine.",
                    "Set it to the one address that other nodes reach this one by, and a port.");
        }
        Seeds.of(seeds);
        if (initialSize < 1 || initialSize > LARGEST) {
            throw outOfRange("initial-size", "" + initialSize, "between 1 and " + LARGEST);
        }
        between("remote-timeout", remoteTimeout, Duration.ofMillis(100), Duration.ofMinutes(1), "100ms and 1m");
        between("stop-timeout", stopTimeout, Duration.ZERO, Duration.ofMinutes(10), "0 and 10m");
        if (maxValueBytes < 1 || maxValueBytes > LONGEST_VALUE) {
            throw outOfRange("max-value-size", maxValueBytes + "B", "between 1B and 512MB");
        }
    }

    /**
     * How long it may take to open a cache: to agree with the others on who has what, and to get this node's part of it, after
     * what goes to nodes that came before. A dozen calls are more than the agreement needs; two minutes are enough for
     * gigabytes on a usual network.
     */
    Duration openTimeout() {
        Duration dozen = remoteTimeout.multipliedBy(12);
        return dozen.compareTo(SHORTEST_OPEN) < 0 ? SHORTEST_OPEN : dozen;
    }

    private static void between(String setting, Duration value, Duration least, Duration most, String range) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw outOfRange(setting, value.toString(), "between " + range);
        }
    }

    private static InvalidCacheSpecException outOfRange(String setting, String value, String range) {
        return new InvalidCacheSpecException(
                "cache.cluster." + setting + " is " + value + ", which is out of range.",
                "Set it " + (range.startsWith("between") ? "" : "to ") + range + ".");
    }
}
