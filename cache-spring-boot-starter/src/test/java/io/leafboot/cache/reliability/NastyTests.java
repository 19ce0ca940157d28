package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.reliability.Operation.Kind;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody does on purpose. */
@Tag("long")
@Timeout(120)
class NastyTests {

    private final Source source = new Source();
    private RedisServer server;
    private Nodes nodes;

    private void start(Duration leaseTime, Duration hardTimeout) {
        server = RedisServers.startOwn();
        nodes = new Nodes(
                2,
                source,
                server.port(),
                List.of("-Xmx1g"),
                "lease-time=" + leaseTime.toMillis() + "ms",
                "hard-timeout=" + hardTimeout.toMillis() + "ms");
        for (String shop : Nodes.SHOPS) {
            nodes.awaitEveryKeyIsCached(shop, 2);
        }
    }

    @AfterEach
    void stop() {
        nodes.close();
        source.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL})
    void aNodeThatIsKilledWhileItLoadsKeepsOthersOutForTheLeaseTimeAtMost(String shop) {
        Duration leaseTime = Duration.ofSeconds(10);
        start(leaseTime, Duration.ofSeconds(30));
        source.hanging(true);
        String path = shop + "/killed";
        try (Lines loader = nodes.get(0).connect()) {
            loader.send(Node.callOrder(shop, Kind.READ, "killed"));
            Awaitility.await().until(() -> source.loads(path) == 1);
            CompletableFuture<Operation> waiting =
                    CompletableFuture.supplyAsync(() -> nodes.get(1).call(shop, Kind.READ, "killed"));
            nodes.get(0).kill();
            source.hanging(false); // for loads that begin now; nobody hears of the first one any more
            Operation read = waiting.join();
            System.out.printf(
                    ">> %s: the other node has the value %.0f ms after it asked%n",
                    shop, (read.end() - read.begin()) / 1e6);
            assertThat(read.failure()).isNull();
            assertThat(read.version()).isEqualTo(1);
            assertThat(Duration.ofNanos(read.end() - read.begin())).isLessThan(leaseTime.multipliedBy(2));
        }
        nodes.replace(0);
        nodes.awaitEveryKeyIsCached(shop, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL})
    void aLeaseThatIsGrantedWhenNobodyWaitsForItAnyMoreKeepsNobodyOut(String shop) {
        Duration leaseTime = Duration.ofSeconds(20);
        start(leaseTime, Duration.ofSeconds(30));
        server.pause(); // it takes what is asked of it, and does it when it goes on
        assertThat(nodes.get(0).call(shop, Kind.READ, "paused").failure()).isNull();
        server.resume();
        Operation read = nodes.get(1).call(shop, Kind.READ, "paused");
        System.out.printf(
                ">> %s: after a pause the other node has the value after %.0f ms%n",
                shop, (read.end() - read.begin()) / 1e6);
        assertThat(read.failure()).isNull();
        assertThat(Duration.ofNanos(read.end() - read.begin())).isLessThan(leaseTime.dividedBy(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL})
    void aLoaderThatNeverReturnsIsGivenUpAndItsKeyIsFreeAgain(String shop) {
        Duration hardTimeout = Duration.ofSeconds(12);
        start(Duration.ofSeconds(2), hardTimeout);
        List<Integer> threads = nodes.threads();
        source.hanging(true);
        Operation read = nodes.get(0).call(shop, Kind.READ, "hanging");
        Operation inSync = nodes.get(0).call(shop, Kind.READ_IN_SYNC, "hanging-in-sync");
        for (Operation given : List.of(read, inSync)) {
            assertThat(given.failure()).contains("CacheLoadTimeoutException");
            assertThat(Duration.ofNanos(given.end() - given.begin()))
                    .isBetween(hardTimeout.minusMillis(1), hardTimeout.multipliedBy(2));
        }
        for (String key : List.of("hanging", "hanging-in-sync")) {
            // The others, and the same node too, once the lease is over, which is before they have waited in vain.
            int hanging = source.loads(shop + "/" + key);
            for (Node node : List.of(nodes.get(1), nodes.get(0))) {
                CompletableFuture<Operation> again =
                        CompletableFuture.supplyAsync(() -> node.call(shop, Kind.READ, key));
                Awaitility.await("a load of " + key + " by node " + node.number())
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> source.loads(shop + "/" + key) > hanging || again.isDone());
            }
            assertThat(source.loads(shop + "/" + key)).as("loads of " + key).isGreaterThan(hanging);
        }
        source.hanging(false);
        for (Node node : nodes.all()) {
            for (String key : List.of("hanging", "hanging-in-sync")) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(10))
                        .untilAsserted(
                                () -> assertThat(node.call(shop, Kind.READ, key).version())
                                        .isEqualTo(1));
            }
        }
        nodes.awaitEveryKeyIsCached(shop, 2);
        nodes.awaitThreads(threads, 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL})
    void aValueOf50MegabytesIsGivenAndHarmsNobody(String shop) {
        start(Duration.ofSeconds(10), Duration.ofSeconds(30));
        for (int i = 0; i < 3; i++) {
            for (Node node : nodes.all()) {
                Operation read = node.call(shop, Kind.READ, "large-mb-50");
                assertThat(read.failure()).isNull();
                assertThat(read.version()).isEqualTo(1);
                Operation small = node.call(shop, Kind.READ, "k1");
                assertThat(small.failure()).isNull();
                assertThat(Duration.ofNanos(small.end() - small.begin())).isLessThan(Duration.ofSeconds(10));
            }
        }
        Operation evict = nodes.get(0).call(shop, Kind.EVICT, "large-mb-50");
        assertThat(nodes.get(0).call(shop, Kind.READ, "large-mb-50").version()).isEqualTo(evict.version());
        nodes.awaitHealth();
        nodes.awaitEveryKeyIsCached(shop, 2);
        System.out.printf(
                ">> %s: a value of 50 MB was loaded %d times for 7 reads%n", shop, source.loads(shop + "/large-mb-50"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Nodes.REDIS, Nodes.TWO_LEVEL})
    void whatSomebodyWroteByHandIsAMissAndReplaced(String shop) {
        start(Duration.ofSeconds(2), Duration.ofSeconds(6));
        String name = "cache:" + shop + ":k1";
        byte[] valid = server.<String>call(commands -> commands.get(name)).getBytes(StandardCharsets.ISO_8859_1);
        List<String> poisons =
                new ArrayList<>(List.of("", "0", "null", "{\"key\":\"k1\",\"version\":-7}", "x".repeat(1_000_000)));
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(valid, 0, Math.min(valid.length, random.nextInt(40)));
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            bytes.writeBytes(noise);
            poisons.add(bytes.toString(StandardCharsets.ISO_8859_1));
        }
        for (String poison : poisons) {
            server.call(commands -> commands.set(name, poison));
            readsWell(shop);
        }
        server.call(commands -> {
            commands.del(name);
            return commands.rpush(name, "a", "list");
        });
        readsWell(shop);
        server.call(commands -> {
            commands.del(name);
            return commands.hset(name, "a", "hash");
        });
        readsWell(shop);
        // What belongs to the caches' own book-keeping.
        for (String of : List.of("#generation", "#lease:k1")) {
            server.call(commands -> commands.set("cache:" + shop + of, "garbage"));
            readsWell(shop);
            server.call(commands -> {
                commands.del("cache:" + shop + of);
                return commands.rpush("cache:" + shop + of, "garbage");
            });
            evictsWell(shop); // what others cannot be told waits
            server.call(commands -> commands.del("cache:" + shop + of));
            nodes.awaitHealth();
            readsWell(shop);
        }
        server.call(commands -> commands.set("cache:#log", "garbage"));
        evictsWell(shop);
        server.call(commands -> commands.del("cache:#log"));
        nodes.awaitHealth();
        readsWell(shop);
        nodes.awaitEveryKeyIsCached(shop, 2);
    }

    private void readsWell(String shop) {
        for (Node node : nodes.all()) {
            for (Kind kind : List.of(Kind.READ, Kind.READ_IN_SYNC)) {
                Operation read = node.call(shop, kind, "k1");
                assertThat(read.failure()).isNull();
                assertThat(read.version()).isEqualTo(source.version(shop + "/k1"));
            }
        }
        Operation evict = evictsWell(shop);
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                nodes.get(1).call(shop, Kind.READ, "k1").version())
                        .isEqualTo(evict.version()));
    }

    private Operation evictsWell(String shop) {
        Operation evict = nodes.get(0).call(shop, Kind.EVICT, "k1");
        assertThat(evict.failure()).isNull();
        assertThat(nodes.get(0).call(shop, Kind.READ, "k1").version()).isEqualTo(evict.version());
        return evict;
    }
}
