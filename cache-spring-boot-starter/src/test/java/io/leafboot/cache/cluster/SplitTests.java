package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Three nodes in a network that is cut. A cut lasts {@code leaf.test.seconds} at most, and 20 seconds without it. */
@Tag("long")
@Timeout(300)
@EnabledIf(
        value = "io.leafboot.cache.cluster.SplitNetwork#isPossible",
        disabledReason = "network namespaces cannot be made here: that takes root and the command ip")
class SplitTests {

    private static final Duration CUT = Duration.ofSeconds(Math.min(20, Long.getLong("leaf.test.seconds", 20)));
    private static final int KEYS = 60;
    private static final List<String> CACHES = List.of("scores", "near", "whole");

    private final SplitNetwork network = new SplitNetwork(3);
    private final List<SplitNode> nodes = new ArrayList<>();

    private void start(Split split) throws IOException {
        for (int machine = 1; machine <= 3; machine++) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("cache.cluster.name", "split");
            settings.put("cache.cluster.bind", SplitNetwork.address(machine) + ":7800");
            settings.put(
                    "cache.cluster.seeds",
                    IntStream.rangeClosed(1, 3)
                            .mapToObj(number -> SplitNetwork.address(number) + ":7800")
                            .reduce((one, other) -> one + "," + other)
                            .orElseThrow());
            settings.put("cache.cluster.split", split.name().toLowerCase(java.util.Locale.ROOT));
            for (String cache : List.of("scores", "near", "whole", "strict", "cleared")) {
                settings.put("cache.caches." + cache + ".type", "cluster");
                settings.put("cache.caches." + cache + ".ttl", "10m");
                settings.put("cache.caches." + cache + ".max-size", "10000");
            }
            settings.put("cache.caches.near.local-ttl", "5m");
            settings.put("cache.caches.whole.mode", "replicated");
            settings.put("cache.caches.strict.on-error", "propagate");
            nodes.add(new SplitNode(network.on(machine), settings).awaitStart());
        }
        awaitWell();
    }

    private SplitNode node(int machine) {
        return nodes.get(machine - 1);
    }

    private void awaitWell() {
        await("all three well")
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> nodes.stream().allMatch(node -> CACHES.stream().allMatch(cache -> node.isWell(cache, 3))));
    }

    private void cutThird() {
        network.cut(3);
        await("both parts have noticed")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> node(1).sees(2) && node(2).sees(2) && node(3).sees(1));
    }

    @AfterEach
    void end() {
        nodes.forEach(SplitNode::close);
        network.close();
    }

    @Test
    void whereBothPartsGoOnNothingIsSeenAgainThatTheOtherHasWritten() throws IOException {
        start(Split.SERVE);
        for (String cache : CACHES) {
            for (int number = 0; number < KEYS; number++) {
                node(1).ask("put " + cache + " k" + number + " old");
                node(1 + number % 3).ask("get " + cache + " k" + number);
            }
        }
        node(1).ask("put cleared k old");
        long began = System.nanoTime();
        cutThird();
        for (String cache : CACHES) {
            for (int number = 0; number < KEYS; number++) {
                String key = cache + " k" + number;
                switch (number % 6) {
                    case 1 -> node(2).ask("evict " + key);
                    case 2 -> node(3).ask("evict " + key);
                    case 3 -> node(2).ask("put " + key + " two");
                    case 4 -> node(3).ask("put " + key + " three");
                    case 5 -> {
                        node(2).ask("put " + key + " two");
                        node(3).ask("put " + key + " three");
                    }
                    default -> {}
                }
            }
        }
        node(3).ask("clear cleared");
        assertThat(node(3).ask("get scores k4")).isEqualTo("three");
        assertThat(node(1).ask("get scores k3")).isEqualTo("two");
        await().atMost(Duration.ofMinutes(2)).until(() -> System.nanoTime() - began > CUT.toNanos());

        network.heal(3);
        awaitWell();
        for (String cache : CACHES) {
            for (int number = 0; number < KEYS; number++) {
                String key = cache + " k" + number;
                List<String> read =
                        nodes.stream().map(node -> node.ask("get " + key)).toList();
                assertThat(read).as(key + " on all nodes").containsOnly(read.get(0));
                List<String> allowed = switch (number % 6) {
                    case 0 -> List.of(SplitApplication.NONE, "old");
                    case 3 -> List.of(SplitApplication.NONE, "two");
                    case 4 -> List.of(SplitApplication.NONE, "three");
                    default -> List.of(SplitApplication.NONE);
                };
                assertThat(read.get(0)).as(key).isIn(allowed);
            }
        }
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.ask("get cleared k")).isEqualTo(SplitApplication.NONE));
        copiesAgree();
    }

    /** What is loaded from now on is kept, copied and evicted as before. */
    private void copiesAgree() {
        for (String cache : CACHES) {
            for (int number = 0; number < KEYS; number++) {
                String key = cache + " k" + number;
                String value = "new" + number;
                assertThat(node(1 + number % 3).ask("load " + key + " " + value))
                        .isEqualTo(value);
                assertThat(nodes)
                        .allSatisfy(node ->
                                assertThat(node.ask("load " + key + " other")).isEqualTo(value));
            }
            await("entries are moved to where they belong")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        Map<String, List<String>> copies = copies(cache);
                        assertThat(copies).hasSize(KEYS);
                        copies.forEach((key, held) -> assertThat(held)
                                .as(cache + "/" + key)
                                .hasSize(cache.equals("whole") ? 3 : 2)
                                .containsOnly(held.get(0)));
                    });
            node(2).ask("evict " + cache + " k7");
            assertThat(nodes)
                    .allSatisfy(
                            node -> assertThat(node.ask("get " + cache + " k7")).isEqualTo(SplitApplication.NONE));
        }
    }

    /** What the nodes hold under each key. */
    private Map<String, List<String>> copies(String cache) {
        Map<String, List<String>> copies = new LinkedHashMap<>();
        for (SplitNode node : nodes) {
            String held = node.ask("local " + cache);
            for (String pair : held.substring(1, held.length() - 1).split(", ")) {
                copies.computeIfAbsent(pair.split("=")[0], key -> new ArrayList<>())
                        .add(pair.split("=")[1]);
            }
        }
        return copies;
    }

    @Test
    void whereItIsDeniedTheSmallerPartAnswersWithErrorsAndMakesUpForThemLater() throws IOException {
        start(Split.DENY);
        for (int number = 0; number < KEYS; number++) {
            node(1).ask("put scores k" + number + " old");
            node(1).ask("put strict k" + number + " old");
        }
        long began = System.nanoTime();
        cutThird();
        SplitNode apart = node(3);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> apart.ask("health scores").contains("apart from most of the cluster"));
        assertThat(apart.ask("health scores")).contains("DOWN");
        for (int number = 0; number < KEYS; number++) {
            String key = " k" + number;
            assertThat(apart.ask("get scores" + key)).isEqualTo(SplitApplication.NONE);
            assertThat(apart.ask("get strict" + key)).startsWith("failed: CacheStoreException");
        }
        assertThat(apart.ask("load scores k1 source")).isEqualTo("source");
        assertThat(apart.ask("load scores k1 again")).isEqualTo("again");
        assertThat(apart.tookMillis()).isLessThan(1000);
        assertThat(apart.ask("evict scores k2,k3,k4")).isEqualTo("ok");
        assertThat(apart.tookMillis()).isLessThan(1000);
        assertThat(apart.ask("evict strict k2")).startsWith("failed: CacheStoreException");
        assertThat(apart.ask("health scores")).contains("undelivered=3");

        assertThat(node(1).ask("get scores k2")).isEqualTo("old");
        assertThat(node(2).ask("load scores k1 old")).isEqualTo("old");
        node(2).ask("put scores k5 two");
        node(1).ask("evict scores k6");
        assertThat(node(1).ask("get scores k5")).isEqualTo("two");
        await().atMost(Duration.ofMinutes(2)).until(() -> System.nanoTime() - began > CUT.toNanos());

        network.heal(3);
        awaitWell();
        await("what failed is delivered")
                .atMost(Duration.ofSeconds(30))
                .until(() -> apart.ask("health scores").contains("undelivered=0")
                        && apart.ask("health strict").contains("undelivered=0"));
        for (SplitNode node : nodes) {
            for (String key : List.of("scores k2", "scores k3", "scores k4", "scores k6", "strict k2")) {
                assertThat(node.ask("get " + key)).as(key).isEqualTo(SplitApplication.NONE);
            }
            assertThat(node.ask("get scores k5")).isIn(SplitApplication.NONE, "two");
        }
        copiesAgree();
    }

    @Test
    void twoNodesThatDoNotSeeEachOtherButAThirdHangNobody() throws IOException {
        start(Split.SERVE);
        for (int number = 0; number < KEYS; number++) {
            node(1).ask("put scores k" + number + " old");
        }
        network.cut(2, 3);
        long longest = 0;
        long began = System.nanoTime();
        for (int number = 0; System.nanoTime() - began < CUT.toNanos(); number++) {
            for (int machine = 1; machine <= 3; machine++) {
                String key = "scores k" + number % KEYS;
                node(machine).ask("load " + key + " source");
                longest = Math.max(longest, node(machine).tookMillis());
                node(machine).ask("put " + key + " new");
                longest = Math.max(longest, node(machine).tookMillis());
            }
        }
        assertThat(longest).as("milliseconds of the longest call").isLessThan(35_000);
        System.out.println("longest call " + longest + " ms");
        network.heal(2, 3);
        awaitWell();
        await("what failed is delivered")
                .atMost(Duration.ofSeconds(60))
                .until(() -> nodes.stream()
                        .allMatch(node -> node.ask("health scores").contains("undelivered=0")));
        node(2).ask("put scores k1 last");
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.ask("get scores k1")).isEqualTo("last"));
    }
}
