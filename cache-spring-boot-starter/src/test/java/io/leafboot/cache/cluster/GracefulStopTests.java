package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.cluster.TestNodes.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.infinispan.Cache;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.conflict.MergePolicy;
import org.infinispan.partitionhandling.PartitionHandling;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Nodes that stop at once take turns, so that what two of them had is not lost. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class GracefulStopTests {

    private static final int ENTRIES = 5000;

    @RepeatedTest(10)
    void ofTwoOfThreeThatStopAtOnceNothingIsLost(RepetitionInfo round) throws Exception {
        try (TestNodes nodes = new TestNodes(3)) {
            List<Running> all = nodes.startAll();
            List<Cache<String, String>> caches =
                    all.stream().map(GracefulStopTests::cache).toList();
            awaitCopies(all); // a node that joins while entries are written is another matter
            for (int i = 0; i < ENTRIES; i++) {
                caches.get(0).put("key " + i, "value " + i);
            }
            int stays = round.getCurrentRepetition() % 3;
            List<Thread> stops = new ArrayList<>();
            for (int seat = 0; seat < 3; seat++) {
                if (seat != stays) {
                    stops.add(new Thread(all.get(seat)::close));
                }
            }
            stops.forEach(Thread::start);
            for (Thread stop : stops) {
                stop.join();
            }
            Cache<String, String> left = caches.get(stays);
            int lost = 0;
            for (int i = 0; i < ENTRIES; i++) {
                if (!("value " + i).equals(left.get("key " + i))) {
                    lost++;
                }
            }
            assertThat(lost).isZero();
            TestNodes.awaitMembers(1, List.of(all.get(stays)));
        }
    }

    @Test
    void aNodeThatIsAloneStopsAtOnce() {
        try (TestNodes nodes = new TestNodes(1)) {
            nodes.stopTimeout = Duration.ofMinutes(5);
            Running node = nodes.start(0);
            cache(node).put("key", "value");
            long began = System.nanoTime();
            node.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aNodeWhoseTurnDoesNotComeStopsAfterItsTimeAndSaysSo(CapturedOutput output) {
        try (TestNodes nodes = new TestNodes(2)) {
            nodes.stopTimeout = Duration.ofMillis(300);
            List<Running> all = nodes.startAll();
            // As one does that has begun to stop and does not come to an end.
            all.get(0)
                    .node
                    .manager()
                    .getCache(Turn.CACHE)
                    .put(
                            "turn",
                            all.get(0).node.manager().getAddress().getNodeUUID().toString());
            all.get(1).close();
            assertThat(output)
                    .contains(
                            "Stopping without having waited to the end, for PT0.3S passed (cache.cluster.stop-timeout):"
                                    + " another node was stopping");
            assertThat(all.get(1).members()).isZero();
        }
    }

    @Test
    void theTurnOfANodeThatIsGoneIsTakenByAnother(CapturedOutput output) {
        try (TestNodes nodes = new TestNodes(2)) {
            List<Running> all = nodes.startAll();
            all.get(0).node.manager().getCache(Turn.CACHE).put("turn", "4711");
            all.get(1).close();
            assertThat(output).doesNotContain("Stopping without having waited");
        }
    }

    private static void awaitCopies(List<Running> nodes) {
        Awaitility.await("all nodes to have their part")
                .atMost(Duration.ofSeconds(20))
                .until(() -> nodes.stream()
                        .allMatch(node -> Copies.missing(node.node.manager()).isEmpty()));
    }

    private static Cache<String, String> cache(Running node) {
        ConfigurationBuilder builder = new ConfigurationBuilder();
        builder.clustering()
                .cacheMode(CacheMode.DIST_SYNC)
                .hash()
                .numOwners(2)
                .clustering()
                .partitionHandling()
                .whenSplit(PartitionHandling.ALLOW_READ_WRITES)
                .mergePolicy(MergePolicy.PREFERRED_NON_NULL);
        node.node.manager().defineConfiguration("scores", builder.build());
        return node.node.manager().getCache("scores");
    }
}
