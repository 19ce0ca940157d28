package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.reliability.Operation.Kind;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the harness measures what it says. */
@Timeout(120)
class NodesTests {

    private static RedisServer server;
    private static RedisProxy proxy;
    private static Source source;
    private static Nodes nodes;

    @BeforeAll
    static void start() {
        server = RedisServers.startOwn();
        proxy = new RedisProxy(server.port());
        source = new Source();
        nodes = new Nodes(2, source, proxy.port(), Nodes.PATIENT);
    }

    @AfterAll
    static void stop() {
        nodes.close();
        source.close();
        proxy.close();
        server.close();
    }

    @Test
    void allProcessesReadTheSameClock() {
        for (int i = 0; i < 100; i++) {
            for (Node node : nodes.all()) {
                long before = System.nanoTime();
                long there = Long.parseLong(node.ask("nanos"));
                assertThat(there).isBetween(before, System.nanoTime());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL})
    void nodesShareCachesAndTheSource(String shop) {
        Node first = nodes.get(0);
        Node second = nodes.get(1);
        String path = shop + "/shared";

        assertThat(first.call(shop, Kind.READ, "shared").version()).isEqualTo(1);
        assertThat(second.call(shop, Kind.READ, "shared").version()).isEqualTo(1);
        assertThat(source.loads(path)).isEqualTo(1);

        Operation evict = first.call(shop, Kind.EVICT, "shared");
        assertThat(evict.version()).isEqualTo(2);
        second.ask("caught-up " + evict.end());
        assertThat(second.call(shop, Kind.READ_IN_SYNC, "shared").version()).isEqualTo(2);
        assertThat(source.loads(path)).isEqualTo(2);

        assertThat(first.call(shop, Kind.PUT, "shared").version()).isEqualTo(3);
        assertThat(first.call(shop, Kind.READ, "shared").version()).isEqualTo(3);
        assertThat(source.loads(path)).isEqualTo(2);
    }

    @Test
    void aSourceThatFailsIsToldAsAFailure() {
        source.failing(true);
        try {
            assertThat(nodes.get(0).call(Nodes.REDIS, Kind.READ, "failing").failure())
                    .contains("SourceFailedException");
        } finally {
            source.failing(false);
        }
    }

    @Test
    void aSourceThatIsSlowIs() {
        source.slow(Duration.ofMillis(100));
        try {
            Operation read = nodes.get(0).call(Nodes.REDIS, Kind.READ, "slow");
            assertThat(read.end() - read.begin()).isGreaterThan(100_000_000L);
        } finally {
            source.slow(Duration.ZERO);
        }
    }

    @Test
    void aProxyThatIsSlowIs() {
        nodes.get(0).call(Nodes.REDIS, Kind.READ, "slow Redis".replace(' ', '-'));
        proxy.slow(Duration.ofMillis(200));
        try {
            Operation read = nodes.get(0).call(Nodes.REDIS, Kind.READ, "slow-Redis");
            assertThat(read.end() - read.begin()).isGreaterThan(200_000_000L);
        } finally {
            proxy.slow(Duration.ZERO);
        }
    }

    @Test
    void aConnectionThatIsCutIsMadeAgain() {
        nodes.awaitHealth();
        proxy.cut();
        nodes.awaitHealth();
        assertThat(nodes.get(0).call(Nodes.REDIS, Kind.READ, "cut").failure()).isNull();
    }

    @Test
    void aWorkloadIsRecordedAndEnds() {
        List<Operation> operations = new ArrayList<>();
        AtomicLong count = new AtomicLong();
        Node.Work work = nodes.get(0)
                .work(Workload.of(Nodes.TWO_LEVEL).callers(2, 100).writes(100, 100), operation -> {
                    operations.add(operation);
                    count.incrementAndGet();
                });
        Awaitility.await().until(() -> count.get() > 300);
        work.stop();
        assertThat(operations).extracting(Operation::kind).contains(Kind.values());
        assertThat(operations).extracting(Operation::failure).containsOnlyNulls();
    }

    @Test
    void aNodeThatIsKilledHasGoneAndAnotherTakesItsSeat() {
        try (Nodes own = new Nodes(1, source, proxy.port())) {
            Node killed = own.get(0);
            Node.Work work = killed.work(Workload.of(Nodes.REDIS), operation -> {});
            killed.kill();
            work.stop();
            Assertions.assertThatThrownBy(() -> killed.ask("nanos")).isInstanceOf(UncheckedIOException.class);
            assertThat(own.replace(0).number()).isNotEqualTo(killed.number());
            own.awaitEveryKeyIsCached(Nodes.REDIS, 3);
        }
    }
}
