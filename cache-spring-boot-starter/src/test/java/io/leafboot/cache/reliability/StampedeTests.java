package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.reliability.Operation.Kind;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand callers on three nodes ask for one key that nobody has. */
@Timeout(120)
@Tag("slow")
class StampedeTests {

    private static final int CALLERS = 1000;
    private static final List<String> ALL = List.of(Nodes.REDIS, Nodes.TWO_LEVEL, Nodes.CLUSTER);
    private static final Duration FAILURE_TTL = Duration.ofSeconds(2);

    private static RedisServer server;
    private static Source source;
    private static Nodes overRedis;
    private static Nodes cluster;

    @BeforeAll
    static void start() {
        server = RedisServers.startOwn();
        source = new Source();
        String failureTtl = "failure-ttl=" + FAILURE_TTL.toMillis() + "ms";
        overRedis = new Nodes(3, source, server.port(), failureTtl, Nodes.PATIENT);
        cluster = Nodes.ofCluster(3, source, failureTtl);
        for (String shop : ALL) { // classes are loaded and connections made
            for (Kind kind : List.of(Kind.READ, Kind.READ_IN_SYNC)) {
                Crowd.ask(nodes(shop), 300, shop, kind, "warm-up-" + kind);
            }
        }
    }

    private static Nodes nodes(String shop) {
        return shop.equals(Nodes.CLUSTER) ? cluster : overRedis;
    }

    @AfterAll
    static void stop() {
        overRedis.close();
        cluster.close();
        source.close();
        server.close();
    }

    @BeforeEach
    void slow() {
        source.slow(Duration.ofMillis(200));
        source.failing(false);
    }

    static Stream<Arguments> shopsAndKinds() {
        return ALL.stream()
                .flatMap(shop -> Stream.of(Kind.READ, Kind.READ_IN_SYNC).map(kind -> Arguments.of(shop, kind)));
    }

    @ParameterizedTest
    @MethodSource("shopsAndKinds")
    void aColdKeyIsLoadedOnce(String shop, Kind kind) {
        String key = "cold-" + kind;
        Crowd crowd = Crowd.ask(nodes(shop), CALLERS, shop, kind, key);
        int loads = source.loads(shop + "/" + key);
        System.out.printf(
                ">> %s, %s: %d callers, %d loads, all answered after %.0f ms%n",
                shop, kind, CALLERS, loads, crowd.lastMillis());
        assertThat(crowd.failed()).isZero();
        assertThat(crowd.answers()).extracting(Operation::version).containsOnly(1L);
        assertThat(loads).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("shopsAndKinds")
    void aKeyWhoseLoadFailsIsLoadedOnceAWindow(String shop, Kind kind) {
        source.failing(true);
        String key = "failing-" + kind;
        String path = shop + "/" + key;
        Crowd crowd = Crowd.ask(nodes(shop), CALLERS, shop, kind, key);
        int loads = source.loads(path);
        System.out.printf(
                ">> %s, %s: %d callers, %d failing loads, all answered after %.0f ms%n",
                shop, kind, CALLERS, loads, crowd.lastMillis());
        assertThat(crowd.failed()).isEqualTo(CALLERS);
        assertThat(loads).isEqualTo(1);

        // Whoever asks within the window is told so; who asks after it gets what the source says then.
        while (source.loads(path) == 1) {
            for (Node node : nodes(shop).all()) {
                assertThat(node.call(shop, kind, key).failure()).isNotNull();
            }
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(source.failedAt(path)[1] - source.failedAt(path)[0]).isGreaterThan(FAILURE_TTL.toNanos());

        source.failing(false);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (nodes(shop).get(2).call(shop, kind, key).failure() != null) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL, Nodes.CLUSTER})
    void aKeyThatIsEvictedUnderACrowdIsLoadedOnceAnEvict(String shop) {
        String key = "evicted";
        String path = shop + "/" + key;
        Crowd.ask(nodes(shop), CALLERS, shop, Kind.READ, key);
        nodes(shop).get(1).call(shop, Kind.EVICT, key);
        Crowd crowd = Crowd.ask(nodes(shop), CALLERS, shop, Kind.READ, key);
        assertThat(crowd.answers()).extracting(Operation::version).containsOnly(2L);
        assertThat(source.loads(path)).isEqualTo(2);
    }
}
