package io.leafboot.cache.test;

import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A master with two replicas, watched over by three sentinels. */
public final class RedisSentinels implements AutoCloseable {

    private static final String MASTER = "main";

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    RedisSentinels() {
        String fast = "repl-diskless-sync-delay 0";
        RedisServer first = new RedisServer(Ports.free(), false, "repl-diskless-sync yes", fast);
        servers.add(first);
        for (int i = 0; i < 2; i++) {
            servers.add(new RedisServer(
                    Ports.free(), false, "repl-diskless-sync yes", fast, "replicaof 127.0.0.1 " + first.port()));
        }
        // A sentinel asks its master for replicas at once, and then only every ten seconds.
        await("replicas").until(() -> onlineReplicas(first) == 2);
        for (int i = 0; i < 3; i++) {
            sentinels.add(new RedisServer(
                    Ports.free(),
                    true,
                    "sentinel monitor " + MASTER + " 127.0.0.1 " + first.port() + " 2",
                    "sentinel down-after-milliseconds " + MASTER + " 1000",
                    "sentinel failover-timeout " + MASTER + " 3000",
                    "sentinel parallel-syncs " + MASTER + " 2"));
        }
        awaitQuorum();
    }

    private static long onlineReplicas(RedisServer server) {
        return server.call(commands -> commands.info("replication"))
                .lines()
                .filter(line -> line.contains("state=online"))
                .count();
    }

    private void awaitQuorum() {
        await("sentinels")
                .until(() -> sentinels.stream().allMatch(sentinel -> {
                    Map<String, String> master = ask(sentinel, commands -> commands.master(MASTER));
                    return "2".equals(master.get("num-other-sentinels"))
                            && "2".equals(master.get("num-slaves"))
                            && "master".equals(master.get("flags"));
                }));
    }

    private static <T> T ask(RedisServer sentinel, Function<RedisSentinelCommands<String, String>, T> commands) {
        try (StatefulRedisSentinelConnection<String, String> connection =
                RedisProcesses.client().connectSentinel(RedisProcesses.uri(sentinel.port()))) {
            return commands.apply(connection.sync());
        }
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(40))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50));
    }

    /** What the sentinels call the master. */
    public String masterName() {
        return MASTER;
    }

    /** Addresses of the sentinels. */
    public List<String> sentinels() {
        return sentinels.stream().map(server -> "127.0.0.1:" + server.port()).toList();
    }

    /** The server that the sentinels take for the master. */
    public RedisServer master() {
        int port = Integer.parseInt(
                ask(sentinels.get(0), commands -> commands.master(MASTER)).get("port"));
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** Kills the master, and returns it at once: who is master next has not been settled then. */
    public RedisServer killMaster() {
        RedisServer master = master();
        master.kill();
        return master;
    }

    /** Waits until the sentinels have made another server than this one the master. */
    public RedisServer awaitMasterOtherThan(RedisServer former) {
        await("another master")
                .until(() -> sentinels.stream()
                        .map(sentinel -> ask(sentinel, commands -> commands.master(MASTER)))
                        .allMatch(master -> !String.valueOf(former.port()).equals(master.get("port"))
                                && "master".equals(master.get("flags"))));
        RedisServer master = master();
        await("its role")
                .until(() ->
                        master.call(commands -> commands.info("replication")).contains("role:master"));
        return master;
    }

    /** What Spring Boot needs to know. */
    public String[] properties() {
        return new String[] {
            "spring.data.redis.sentinel.master=" + MASTER,
            "spring.data.redis.sentinel.nodes=" + String.join(",", sentinels())
        };
    }

    /** A connection factory of its own, started; to be destroyed by the caller. */
    public LettuceConnectionFactory connectionFactory() {
        RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master(MASTER);
        sentinels.forEach(server -> configuration.sentinel("127.0.0.1", server.port()));
        return RedisProcesses.started(
                new LettuceConnectionFactory(configuration, RedisProcesses.client(Duration.ofSeconds(10))));
    }

    /** Ends it for good. */
    @Override
    public void close() {
        Stream.concat(sentinels.stream(), servers.stream()).forEach(RedisServer::close);
    }
}
