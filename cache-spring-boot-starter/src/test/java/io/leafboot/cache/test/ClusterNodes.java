package io.leafboot.cache.test;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.cluster.ClusterSettings;
import io.leafboot.cache.cluster.Split;
import io.leafboot.cache.source.CacheSources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/** Nodes of one cluster in this process, on free ports of the loopback address. */
public final class ClusterNodes implements AutoCloseable {

    private final String name = "cluster-" + UUID.randomUUID();
    private final List<Integer> ports = Ports.free(5);
    private final Duration remoteTimeout;
    private final IntFunction<CacheSources> sources;
    private final List<CacheMember> members = new ArrayList<>();
    private int numbers;

    /** Nodes that wait long for each other: a machine that is busy must not look like a node that is away. */
    public ClusterNodes(int count) {
        this(count, Duration.ofSeconds(20), number -> CacheSources.NONE);
    }

    /**
     * Nodes.
     *
     * @param remoteTimeout how long one waits for another
     * @param sources loaders and writers of each
     */
    public ClusterNodes(int count, Duration remoteTimeout, IntFunction<CacheSources> sources) {
        this.remoteTimeout = remoteTimeout;
        this.sources = sources;
        for (int i = 0; i < count; i++) {
            join();
        }
    }

    /** One more node, that has joined. */
    public CacheMember join() {
        int number = numbers++;
        CacheMember member = new CacheMember(settings(ports.get(number)), sources.apply(number));
        members.add(member);
        member.cache("joined", CacheSpec.cluster().maxSize(10).ttl(Duration.ofMinutes(1)));
        Awaitility.await("nodes that are one cluster")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> members.stream().allMatch(this::isOfAll));
        return member;
    }

    /** Parts that meet are not read from until what they held is out of date, which health tells. */
    private boolean isOfAll(CacheMember member) {
        return member.node().figures().members() >= members.size()
                && member.registry().health("joined").status() == StoreHealth.Status.UP;
    }

    private ClusterSettings settings(int port) {
        return new ClusterSettings(
                name, "127.0.0.1", port, seeds(), null, Split.SERVE, 1, remoteTimeout, Duration.ofSeconds(20), 1 << 20);
    }

    private List<String> seeds() {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    /** What an application of Spring Boot needs to know to be one more of them. */
    public String[] properties() {
        return new String[] {
            "cache.cluster.name=" + name,
            "cache.cluster.bind=127.0.0.1:" + ports.get(numbers++),
            "cache.cluster.seeds=" + String.join(",", seeds()),
            "cache.cluster.remote-timeout=" + remoteTimeout.toMillis() + "ms"
        };
    }

    /** Those that run. */
    public List<CacheMember> all() {
        return List.copyOf(members);
    }

    /** One of them. */
    public CacheMember get(int seat) {
        return members.get(seat);
    }

    /** Creates a cache on all of them. */
    public List<NamedCache> cache(String cache, CacheSpec spec) {
        return members.stream().map(member -> member.cache(cache, spec)).toList();
    }

    /** Has one leave. */
    public void leave(CacheMember member) {
        members.remove(member);
        member.close();
    }

    @Override
    public void close() {
        members.forEach(CacheMember::close);
    }
}
