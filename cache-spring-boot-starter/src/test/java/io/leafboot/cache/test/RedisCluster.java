package io.leafboot.cache.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A cluster of three masters. */
public final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;

    private final List<RedisServer> masters = new ArrayList<>();

    RedisCluster() {
        int size = 3;
        for (int i = 0; i < size; i++) {
            masters.add(new RedisServer(
                    Ports.free(),
                    false,
                    "cluster-enabled yes",
                    "cluster-config-file nodes.conf",
                    "cluster-node-timeout 5000"));
        }
        for (int i = 0; i < size; i++) {
            int from = SLOTS * i / size;
            int to = SLOTS * (i + 1) / size;
            int epoch = i + 1;
            masters.get(i).call(commands -> {
                commands.clusterSetConfigEpoch(epoch);
                commands.clusterAddSlots(IntStream.range(from, to).toArray());
                return commands.clusterMeet("127.0.0.1", masters.get(0).port());
            });
        }
        Awaitility.await("cluster")
                .atMost(Duration.ofSeconds(40))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> masters.stream().allMatch(master -> {
                    String info = master.call(commands -> commands.clusterInfo());
                    return info.contains("cluster_state:ok")
                            && info.contains("cluster_known_nodes:" + size)
                            && info.contains("cluster_slots_ok:" + SLOTS);
                }));
    }

    /** The nodes. */
    public List<RedisServer> masters() {
        return List.copyOf(masters);
    }

    /** What Spring Boot needs to know. */
    public String[] properties() {
        return new String[] {"spring.data.redis.cluster.nodes=" + String.join(",", nodes())};
    }

    private List<String> nodes() {
        return masters.stream().map(server -> "127.0.0.1:" + server.port()).toList();
    }

    /** A connection factory of its own, started; to be destroyed by the caller. */
    public LettuceConnectionFactory connectionFactory() {
        return RedisProcesses.started(new LettuceConnectionFactory(
                new RedisClusterConfiguration(nodes()), RedisProcesses.client(Duration.ofSeconds(10))));
    }

    /** Ends it for good. */
    @Override
    public void close() {
        masters.forEach(RedisServer::close);
    }
}
