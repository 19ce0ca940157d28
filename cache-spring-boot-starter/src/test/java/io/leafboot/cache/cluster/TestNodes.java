package io.leafboot.cache.cluster;

import static org.awaitility.Awaitility.await;

import io.leafboot.cache.test.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Nodes in this process, on ports that nobody else has, which all know of each other. */
final class TestNodes implements AutoCloseable {

    /** A node and what it has told. */
    static final class Running implements AutoCloseable {

        final ClusterNode node;
        final Queue<ClusterEvent> events = new ConcurrentLinkedQueue<>();

        Running(ClusterSettings settings) {
            node = new ClusterNode(settings);
            node.addListener(events::add);
        }

        Running join() {
            node.manager();
            return this;
        }

        int members() {
            return node.figures().members();
        }

        <T extends ClusterEvent> List<T> told(Class<T> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        @Override
        public void close() {
            node.close();
        }
    }

    private final List<Integer> ports;
    private final List<Running> nodes = new ArrayList<>();

    Supplier<SSLContext> ssl;
    String name = "test";
    int initialSize = 1;
    Duration remoteTimeout = Duration.ofSeconds(5);
    Duration stopTimeout = Duration.ofSeconds(20);
    Split split = Split.SERVE;

    /** So many nodes at most. */
    TestNodes(int seats) {
        ports = Ports.free(seats);
    }

    int port(int seat) {
        return ports.get(seat);
    }

    String[] seeds() {
        return ports.stream().map(port -> "127.0.0.1:" + port).toArray(String[]::new);
    }

    ClusterSettings settings(int port, String... seeds) {
        return new ClusterSettings(
                name,
                "127.0.0.1",
                port,
                Arrays.asList(seeds),
                ssl,
                split,
                initialSize,
                remoteTimeout,
                stopTimeout,
                1 << 20);
    }

    /** Makes a node that has not joined. */
    Running make(ClusterSettings settings) {
        Running made = new Running(settings);
        nodes.add(made);
        return made;
    }

    /** Starts the node of a seat, with the settings that hold now. */
    Running start(int seat) {
        return make(settings(port(seat), seeds())).join();
    }

    /** Starts all and waits until they know each other. */
    List<Running> startAll() {
        for (int seat = 0; seat < ports.size(); seat++) {
            start(seat);
        }
        awaitMembers(ports.size(), nodes);
        return List.copyOf(nodes);
    }

    static void awaitMembers(int count, List<Running> nodes) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> nodes.stream().allMatch(node -> node.members() == count));
    }

    @Override
    public void close() {
        nodes.forEach(Running::close);
    }
}
