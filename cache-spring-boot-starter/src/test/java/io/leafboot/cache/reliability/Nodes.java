package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.reliability.Operation.Kind;
import io.leafboot.cache.test.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;

/**
 * Nodes of one application, each a process, with a cache of type redis and one of type two-level over the same source; or with
 * one of type cluster.
 */
final class Nodes implements AutoCloseable {

    static final String REDIS = "redis";
    static final String TWO_LEVEL = "two-level";
    static final String CLUSTER = "cluster";
    static final List<String> SHOPS = List.of(REDIS, TWO_LEVEL);

    /** A setting for where Redis is well: a machine that is busy must not look like a Redis that is away. */
    static final String PATIENT = "cache.redis.command-timeout=20s";

    private final List<String> shops;
    /** Where a node of a cluster listens, by its seat. */
    private final List<Integer> ports = new ArrayList<>();

    private final Source source;
    private final List<String> jvm;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Path folder;
    private final List<Node> nodes = new ArrayList<>();
    private final Thread end = new Thread(this::killAll, "nodes-end");
    private int numbers;

    /**
     * Starts them.
     *
     * @param redisPort of a Redis on the loopback address, or of a proxy before it
     * @param settings of both caches, without the path, such as {@code ttl=2s}; with dots they are others
     */
    Nodes(int count, Source source, int redisPort, String... settings) {
        this(count, source, redisPort, List.of("-Xmx160m"), settings);
    }

    Nodes(int count, Source source, int redisPort, List<String> jvm, String... settings) {
        this(
                count,
                source,
                SHOPS,
                List.of(),
                Map.of(
                        "spring.data.redis.host", "127.0.0.1",
                        "spring.data.redis.port", "" + redisPort,
                        "cache.caches.redis.type", "redis",
                        "cache.caches.two-level.type", "two-level"),
                jvm,
                settings);
    }

    /** Nodes that are a cluster of their own. */
    static Nodes ofCluster(int count, Source source, String... settings) {
        List<Integer> ports = Ports.free(count);
        String seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return new Nodes(
                count,
                source,
                List.of(CLUSTER),
                ports,
                Map.of(
                        "cache.cluster.name",
                        "reliability-" + ports.get(0),
                        "cache.cluster.seeds",
                        seeds,
                        "cache.caches.cluster.type",
                        "cluster"),
                List.of("-Xmx160m", "-Djava.net.preferIPv4Stack=true"),
                settings);
    }

    private Nodes(
            int count,
            Source source,
            List<String> shops,
            List<Integer> ports,
            Map<String, String> own,
            List<String> jvm,
            String... settings) {
        this.source = source;
        this.shops = shops;
        this.ports.addAll(ports);
        this.jvm = jvm;
        this.settings.put("node.source", "" + source.port());
        this.settings.putAll(own);
        set("ttl=10m");
        set("max-size=10000");
        for (String setting : settings) {
            set(setting);
        }
        try {
            folder = Files.createTempDirectory("nodes-");
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        Runtime.getRuntime().addShutdownHook(end);
        try {
            for (int i = 0; i < count; i++) {
                nodes.add(create(i));
                if (!ports.isEmpty()) {
                    nodes.get(i).awaitStart(); // the next one joins it
                }
            }
            nodes.forEach(Node::awaitStart);
            if (!ports.isEmpty()) {
                awaitOneCluster();
            }
        } catch (RuntimeException ex) {
            close();
            throw ex;
        }
    }

    private void awaitOneCluster() {
        for (Node node : nodes) {
            Awaitility.await("members that node " + node.number() + " sees")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> node.ask("members " + CLUSTER), ("" + nodes.size())::equals);
        }
        awaitHealth();
    }

    private void set(String setting) {
        String[] parts = setting.split("=", 2);
        if (parts[0].contains(".")) {
            settings.put(parts[0], parts[1]);
        } else if (parts[0].equals("local-ttl")) {
            settings.put("cache.caches." + (shops.contains(CLUSTER) ? CLUSTER : TWO_LEVEL) + "." + parts[0], parts[1]);
        } else {
            shops.forEach(shop -> settings.put("cache.caches." + shop + "." + parts[0], parts[1]));
        }
    }

    private synchronized Node create(int seat) {
        int number = numbers++;
        if (!ports.isEmpty()) {
            settings.put("cache.cluster.bind", "127.0.0.1:" + ports.get(seat));
        }
        try {
            return new Node(number, Files.createDirectories(folder.resolve("node-" + number)), jvm, settings);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Those that run. */
    List<Node> all() {
        return List.copyOf(nodes);
    }

    Node get(int seat) {
        return nodes.get(seat);
    }

    /** It does not count any more. */
    void forget(Node node) {
        nodes.remove(node);
    }

    /** Starts a process in an empty seat. */
    Node add(int seat) {
        Node started = create(seat).awaitStart();
        nodes.add(seat, started);
        return started;
    }

    /** Starts a process in the place of one that was killed; it has a number of its own. */
    Node replace(int seat) {
        Node started = create(seat).awaitStart();
        nodes.set(seat, started);
        return started;
    }

    /** Begins a workload on every node. */
    List<Node.Work> work(Workload workload, Checker checker) {
        List<Node.Work> works = new ArrayList<>();
        for (int seat = 0; seat < nodes.size(); seat++) {
            works.add(nodes.get(seat).work(workload.at(seat, nodes.size()), checker::add));
        }
        return works;
    }

    /** Waits until every node says that Redis is there and nothing waits to be delivered. */
    void awaitHealth() {
        for (Node node : nodes) {
            Awaitility.await("health of node " + node.number())
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> assertThat(node.health()).isEqualTo("UP"));
        }
    }

    /** Threads of each node, as the nodes come. */
    List<Integer> threads() {
        return nodes.stream().map(Node::threads).toList();
    }

    /** Waits until no node has more threads than it had, but for those that a pool of so many keeps. */
    void awaitThreads(List<Integer> before, int pools) {
        for (int seat = 0; seat < nodes.size(); seat++) {
            Node node = nodes.get(seat);
            int most = before.get(seat) + pools;
            Awaitility.await("threads of node " + node.number())
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(node.threads())
                            .as(() -> node.ask("thread-names"))
                            .isLessThanOrEqualTo(most));
        }
    }

    /** No key is lost for ever: every one is loaded by every node, and then answered without the source. */
    void awaitEveryKeyIsCached(String shop, int keys) {
        for (int number = 0; number < keys; number++) {
            String key = Workload.key(number);
            String path = shop + "/" + key;
            Awaitility.await(path)
                    .atMost(Duration.ofSeconds(20))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> {
                        read(shop, key);
                        int loads = source.loads(path);
                        read(shop, key);
                        assertThat(source.loads(path)).as("loads of " + path).isEqualTo(loads);
                    });
        }
    }

    private void read(String shop, String key) {
        for (Node node : nodes) {
            Operation read = node.call(shop, Kind.READ, key);
            assertThat(read.failure()).isNull();
            assertThat(read.version()).isEqualTo(source.version(read.key()));
        }
    }

    private void killAll() {
        nodes.forEach(Node::close);
    }

    @Override
    public void close() {
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (IllegalStateException ex) {
            // the JVM ends
        }
    }
}
