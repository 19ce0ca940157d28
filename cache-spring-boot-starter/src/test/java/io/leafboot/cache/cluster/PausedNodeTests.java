package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.test.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A node that was stopped by its system for a while, goes on with what it holds, and does not know. */
@Tag("long")
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class PausedNodeTests {

    private static final List<String> KEYS =
            IntStream.range(0, 40).mapToObj(number -> "k" + number).toList();
    private static final String ALL = String.join(",", KEYS);

    private final List<SplitNode> nodes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        List<String> places =
                Ports.free(3).stream().map(port -> "127.0.0.1:" + port).toList();
        for (String place : places) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("cache.cluster.name", "paused");
            settings.put("cache.cluster.bind", place);
            settings.put("cache.cluster.seeds", String.join(",", places));
            settings.put("cache.caches.scores.type", "cluster");
            settings.put("cache.caches.scores.copies", "2");
            settings.put("cache.caches.scores.ttl", "10m");
            settings.put("cache.caches.scores.max-size", "10000");
            settings.put("cache.caches.scores.local-ttl", "5m");
            nodes.add(new SplitNode(List.of(), settings).awaitStart());
        }
        awaitWell();
        for (String key : KEYS) {
            nodes.get(0).ask("put scores " + key + " old-" + key);
        }
    }

    private void awaitWell() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> nodes.stream().allMatch(node -> node.isWell("scores", 3)));
    }

    @AfterEach
    void end() {
        nodes.forEach(SplitNode::close);
    }

    @Test
    void aNodeThatWasLeftOutDuringItsPauseNeverShowsWhatWasEvictedMeanwhile() {
        SplitNode paused = nodes.get(2);
        paused.ask("watch scores " + ALL);
        await().until(() -> paused.ask("get scores k0").equals("old-k0"));
        paused.pause();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> nodes.get(0).sees(2) && nodes.get(1).sees(2));
        nodes.get(0).ask("evict scores " + ALL);
        assertThat(nodes.get(1).ask("get scores k1")).isEqualTo(SplitApplication.NONE);
        goOnAndLook(paused);
    }

    @Test
    void nodeOfWhichAnEvictCouldNotWaitNeverShowsWhatWasEvicted() {
        SplitNode paused = nodes.get(2);
        paused.ask("watch scores " + ALL);
        await().until(() -> paused.ask("get scores k0").equals("old-k0"));
        paused.pause();
        nodes.get(0).ask("evict scores " + ALL);
        assertThat(nodes.get(0).tookMillis()).isGreaterThan(4000);
        goOnAndLook(paused);
    }

    private void goOnAndLook(SplitNode paused) {
        long resumed = System.nanoTime();
        paused.goOn();
        awaitWell();
        String watched = paused.ask("watched");
        assertThat(watched).as("what it had seen before").contains("old-k");
        for (String seen : watched.split(",")) {
            long late = Long.parseLong(seen.substring(seen.indexOf('=') + 1)) - resumed;
            assertThat(late)
                    .as("nanoseconds after which a read began that saw " + seen + "\n" + paused.log())
                    .isNegative();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> nodes.get(0).ask("health scores").contains("undelivered=0"));
        nodes.get(1).ask("put scores k1 new");
        assertThat(nodes)
                .allSatisfy(node -> assertThat(node.ask("get scores k1")).isEqualTo("new"));
    }
}
