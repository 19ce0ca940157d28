package io.leafboot.cache.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lettuce.core.RedisCommandTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisServersTests {

    @Test
    void theSharedServerIsOneAndListensOnTheLoopbackAddressAlone() {
        RedisServer server = RedisServers.standalone();

        assertThat(RedisServers.standalone()).isSameAs(server);
        Map<String, String> settings = server.call(commands -> commands.configGet("*"));
        assertThat(settings)
                .containsEntry("bind", "127.0.0.1")
                .containsEntry("save", "")
                .containsEntry("appendonly", "no");
    }

    @Test
    void aServerThatWasKilledComesBackEmptyOnTheSamePort() {
        try (RedisServer server = RedisServers.startOwn()) {
            server.call(commands -> commands.set("a", "1"));
            int port = server.port();
            long pid = server.pid();

            server.kill();
            assertThat(server.isAlive()).isFalse();
            assertThat(ProcessHandle.of(pid)).isEmpty();

            server.restartEmpty();
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.pid()).isNotEqualTo(pid);
            long keys = server.call(commands -> commands.dbsize());
            assertThat(keys).isZero();
        }
    }

    @Test
    void aServerThatIsPausedAnswersNobodyUntilItGoesOn() {
        try (RedisServer server = RedisServers.startOwn()) {
            LettuceConnectionFactory factory = server.connectionFactory(Duration.ofMillis(300));
            try (RedisConnection connection = factory.getConnection()) {
                assertThat(connection.ping()).isEqualTo("PONG");

                server.pause();
                assertThatExceptionOfType(QueryTimeoutException.class)
                        .isThrownBy(connection::ping)
                        .withRootCauseInstanceOf(RedisCommandTimeoutException.class);

                server.resume();
                Awaitility.await().ignoreExceptions().until(() -> "PONG".equals(connection.ping()));
            } finally {
                factory.destroy();
            }
        }
    }

    @Test
    void allSlotsOfTheClusterAreServed() {
        LettuceConnectionFactory factory = RedisServers.cluster().connectionFactory();
        try (RedisConnection connection = factory.getConnection()) {
            for (int i = 0; i < 100; i++) {
                byte[] key = ("servers:" + i).getBytes(StandardCharsets.UTF_8);
                connection.stringCommands().set(key, key);
                assertThat(connection.stringCommands().get(key)).isEqualTo(key);
                connection.keyCommands().del(key);
            }
        } finally {
            factory.destroy();
        }
        assertThat(RedisServers.cluster().masters())
                .extracting(master -> master.<String>call(commands -> commands.clusterInfo()))
                .allSatisfy(info -> assertThat(info).contains("cluster_state:ok", "cluster_size:3"));
    }

    @Test
    void sentinelsMakeAReplicaTheMasterWhenTheirsIsKilled() {
        try (RedisSentinels sentinels = RedisServers.startOwnSentinel()) {
            LettuceConnectionFactory factory = sentinels.connectionFactory();
            try (RedisConnection connection = factory.getConnection()) {
                byte[] key = "servers".getBytes(StandardCharsets.UTF_8);
                connection.stringCommands().set(key, key);

                RedisServer killed = sentinels.killMaster();
                RedisServer next = sentinels.awaitMasterOtherThan(killed);

                assertThat(next.port()).isNotEqualTo(killed.port());
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .ignoreExceptions()
                        .until(() ->
                                Boolean.TRUE.equals(connection.stringCommands().set(key, key)));
                String value = next.call(commands -> commands.get("servers"));
                assertThat(value).isEqualTo("servers");
            } finally {
                factory.destroy();
            }
        }
    }
}
