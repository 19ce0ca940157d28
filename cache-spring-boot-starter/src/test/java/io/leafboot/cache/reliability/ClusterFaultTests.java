package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes of a cluster that are killed, stopped and started under callers. */
@Timeout(900)
class ClusterFaultTests {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("leaf.test.seconds", 60));
    private static final int NODES = 3;
    private static final int KEYS = 40;
    /** Besides those that callers read and write. */
    private static final int FILLED = 5000;

    private final Source source = new Source();
    /** Every write is known to all nodes when it returns. */
    private final Checker checker = new Checker(Duration.ZERO);

    private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();
    private Nodes nodes;

    @BeforeEach
    void start() {
        source.jitter(Duration.ofMillis(3));
        nodes = Nodes.ofCluster(NODES, source, "copies=2", "local-ttl=5s", "max-size=100000");
        assertThat(nodes.get(0).ask("fill " + Nodes.CLUSTER + " " + FILLED)).isEqualTo("filled");
    }

    @AfterEach
    void stop() {
        nodes.close();
        source.close();
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20));
    }

    private void add(Operation operation) {
        checker.add(operation);
        operations.add(operation);
    }

    private Node.Work work(int seat) {
        return nodes.get(seat)
                .work(Workload.of(Nodes.CLUSTER).keys(KEYS).writes(60, 20).at(seat, NODES), this::add);
    }

    private static long size(Node node) {
        return Long.parseLong(node.ask("size " + Nodes.CLUSTER));
    }

    /** Every entry is there twice again, and no more often. */
    private void awaitRebalanced() {
        await("rebalance").until(() -> {
            long all = nodes.all().stream().mapToLong(ClusterFaultTests::size).sum();
            return all >= 2 * FILLED
                    && all <= 2 * FILLED + 4 * KEYS
                    && nodes.all().stream()
                            .allMatch(node -> node.ask("members " + Nodes.CLUSTER)
                                            .equals("" + nodes.all().size())
                                    && size(node) > FILLED / 2);
        });
    }

    private int lost() {
        int lost = 0;
        for (Node node : nodes.all()) {
            lost = Math.max(lost, FILLED - Integer.parseInt(node.ask("present " + Nodes.CLUSTER + " " + FILLED)));
        }
        return lost;
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private double longestMillis(boolean reads, long from, long to) {
        return operations.stream()
                        .filter(each -> each.kind().isRead() == reads)
                        .filter(each -> each.end() - from > 0 && each.begin() - to < 0)
                        .mapToLong(each -> each.end() - each.begin())
                        .max()
                        .orElse(0)
                / 1e6;
    }

    @Test
    void whatWasAcknowledgedOutlivesANodeThatIsKilled() {
        kill(SHORT, 1);
    }

    @Tag("long")
    @Test
    void whatWasAcknowledgedOutlivesNodesThatAreKilledForLong() {
        int rounds = (int) Math.max(1, LONG.toSeconds() / 20);
        kill(LONG.dividedBy(2L * rounds), rounds);
    }

    private void kill(Duration calm, int rounds) {
        List<Node.Work> works = new ArrayList<>();
        for (int seat = 0; seat < NODES; seat++) {
            works.add(work(seat));
        }
        pass(calm);
        for (int round = 0; round < rounds; round++) {
            int seat = round % NODES;
            long killed = System.nanoTime();
            double calmReads = longestMillis(true, killed - calm.toNanos(), killed);
            double calmWrites = longestMillis(false, killed - calm.toNanos(), killed);
            Node victim = nodes.get(seat);
            victim.kill();
            checker.killed(victim.number(), killed);
            works.get(seat).stop();
            nodes.forget(victim);
            awaitRebalanced();
            long rebalanced = System.nanoTime();
            pass(Duration.ofMillis(500)); // those that waited tell
            System.out.printf(
                    ">> cluster, kill -9 of one of three: longest read %.0f ms, longest write %.0f ms (before: %.0f, %.0f);"
                            + " every entry has two copies again after %.0f ms%n",
                    longestMillis(true, killed, rebalanced),
                    longestMillis(false, killed, rebalanced),
                    calmReads,
                    calmWrites,
                    (rebalanced - killed) / 1e6);

            long began = System.nanoTime();
            nodes.add(seat);
            long started = System.nanoTime();
            awaitRebalanced();
            System.out.printf(
                    ">> cluster, a node in its place: %.0f ms until it has started, and rebalanced %.0f ms later%n",
                    (started - began) / 1e6, (System.nanoTime() - started) / 1e6);
            works.set(seat, work(seat));
            pass(calm);
        }
        works.forEach(Node.Work::stop);
        int lost = lost();
        checker.checkUpTo(System.nanoTime());
        System.out.printf(">> cluster, %d of %d entries lost; %s%n", lost, FILLED, checker.summary(source.loads()));
        checker.verify();
        assertThat(lost).isZero();
        assertThat(checker.reads()).isGreaterThan(100);
    }

    @Test
    void twoOfThreeThatAreStoppedAtOnceTakeNothingWithThem() {
        Node.Work work = work(2);
        pass(SHORT);
        List<CompletableFuture<String>> stops = new ArrayList<>();
        List<Node> leavers = List.of(nodes.get(0), nodes.get(1));
        long began = System.nanoTime();
        leavers.forEach(node -> stops.add(CompletableFuture.supplyAsync(() -> node.ask("stop"))));
        stops.forEach(each -> assertThat(each.join()).isEqualTo("stopped"));
        long stopped = System.nanoTime();
        leavers.forEach(node -> {
            node.kill();
            nodes.forget(node);
        });
        work.stop();
        int lost = lost();
        System.out.printf(
                ">> cluster, two of three stopped at once: %.0f ms, %d of %d entries lost; longest read %.0f ms,"
                        + " longest write %.0f ms%n",
                (stopped - began) / 1e6,
                lost,
                FILLED,
                longestMillis(true, began, stopped),
                longestMillis(false, began, stopped));
        checker.verify();
        assertThat(lost).isZero();
    }
}
