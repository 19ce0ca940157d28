package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.reliability.Operation.Kind;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node loads a key while another one writes the source and evicts it. What the load read before the write is seen by
 * nobody who asks after the evict was acknowledged: not by the evicting node, which asks at once, and not by the others,
 * which ask when they have read the log; neither while the load is still under way, nor when it has ended.
 */
@Timeout(900)
class LoadAgainstEvictTests {

    private static final int SHORT_ROUNDS = 2_000;
    private static final int LONG_ROUNDS = Integer.getInteger("leaf.test.rounds", 100_000);
    private static final int NODES = 3;
    /** Keys that are fought for at the same time, each in rounds of its own. */
    private static final int LANES = 12;

    private static RedisServer server;
    private static Source source;

    private Nodes nodes;

    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger overtaken = new AtomicInteger();

    @BeforeAll
    static void start() {
        server = RedisServers.startOwn();
        source = new Source();
        source.jitter(Duration.ofMillis(5));
    }

    @AfterAll
    static void stop() {
        source.close();
        server.close();
    }

    @AfterEach
    void stopNodes() {
        nodes.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL, Nodes.CLUSTER})
    void anEvictBeatsALoad(String shop) throws Exception {
        fight(shop, SHORT_ROUNDS);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL, Nodes.CLUSTER})
    void anEvictBeatsALoadForLong(String shop) throws Exception {
        fight(shop, LONG_ROUNDS);
    }

    private void fight(String shop, int count) throws Exception {
        nodes = shop.equals(Nodes.CLUSTER)
                ? Nodes.ofCluster(NODES, source, "local-ttl=5s")
                : new Nodes(NODES, source, server.port(), "cache.redis.log.poll-interval=10ms", Nodes.PATIENT);
        long began = System.nanoTime();
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < LANES; i++) {
                String key = "fight-" + i;
                running.add(lanes.submit(() -> {
                    while (rounds.getAndIncrement() < count) {
                        fightOnce(shop, key);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            lanes.shutdownNow();
        }
        System.out.printf(
                ">> load against evict, %s: %d rounds in %d s, in %d of them the load read before the write%n",
                shop, count, (System.nanoTime() - began) / 1_000_000_000, overtaken.get());
        assertThat(overtaken.get()).isGreaterThan(count / 20);
    }

    private void fightOnce(String shop, String key) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Node loader = nodes.get(random.nextInt(NODES));
        Node writer = nodes.get(random.nextInt(NODES));
        Kind read = random.nextBoolean() ? Kind.READ : Kind.READ_IN_SYNC;
        try (Lines order = loader.connect()) {
            order.send(Node.callOrder(shop, read, key));
            LockSupport.parkNanos(random.nextLong(6_000_000));
            Operation evict = checked(writer.call(shop, Kind.EVICT, key));
            expect(writer, shop, key, evict, "at once");
            for (Node node : nodes.all()) {
                catchUp(node, shop, evict.end());
                expect(node, shop, key, evict, "having read the log");
            }
            Operation loaded = checked(Operation.parse(loader.number(), order.receive()));
            if (loaded.version() < evict.version()) {
                overtaken.incrementAndGet();
            }
            for (Node node : nodes.all()) {
                expect(node, shop, key, evict, "after the load, " + loaded);
            }
            if (random.nextBoolean()) { // the next load begins with nothing
                checked(writer.call(shop, Kind.EVICT, key));
                nodes.all().forEach(node -> catchUp(node, shop, System.nanoTime()));
            }
        }
    }

    /** What is in Redis alone is seen by all at once. */
    private static void catchUp(Node node, String shop, long nanos) {
        if (shop.equals(Nodes.TWO_LEVEL)) {
            node.ask("caught-up " + nanos);
        }
    }

    private static void expect(Node node, String shop, String key, Operation evict, String when) {
        Operation read = checked(node.call(shop, Kind.READ, key));
        assertThat(read.version())
                .as(() -> when + ": " + read + " although: " + evict)
                .isGreaterThanOrEqualTo(evict.version());
    }

    private static Operation checked(Operation operation) {
        assertThat(operation.failure()).isNull();
        return operation;
    }
}
