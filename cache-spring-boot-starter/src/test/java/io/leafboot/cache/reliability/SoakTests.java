package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes under a mixed load for as long as one likes, with a mishap now and then; nothing may grow. For an hour:
 *
 * <pre>mvn verify -pl cache-spring-boot-starter -Plong -Dtest=SoakTests -Dleaf.soak.minutes=60</pre>
 *
 * <p>In the long histories without that property it takes {@code leaf.test.seconds}.
 */
@Tag("long")
@Timeout(24 * 3600)
class SoakTests {

    private static final int KEYS = 200;
    private static final int NODES = 3;
    private static final Duration TIME = Long.getLong("leaf.soak.minutes") == null
            ? Duration.ofSeconds(Long.getLong("leaf.test.seconds", 60))
            : Duration.ofMinutes(Long.getLong("leaf.soak.minutes"));
    /** Samples a run, so that a short one has some too. */
    private static final Duration BETWEEN_SAMPLES =
            TIME.toSeconds() >= 600 ? Duration.ofSeconds(30) : TIME.dividedBy(20);

    private static final long MEGABYTE = 1 << 20;
    /** What the heap may differ by: the next table of a map, compiled code's constants, and what was in use just then. */
    private static final double HEAP_GROWTH = 1.15;

    private static final long HEAP_SLACK = 4 * MEGABYTE;
    private static final int LOADING_THREADS = 16;
    /** Pools grow when they are first needed. */
    private static final long THREAD_SLACK = LOADING_THREADS + 6;

    private final Source source = new Source();
    private final Checker checker = new Checker(Duration.ofSeconds(2));
    private final List<List<Sample>> samples = new ArrayList<>();
    private final Node.Work[][] works = new Node.Work[NODES][Nodes.SHOPS.size()];
    private RedisServer server;
    private RedisProxy proxy;
    private Nodes nodes;

    private record Sample(long heap, long threads) {}

    @BeforeEach
    void start() {
        server = RedisServers.startOwn();
        proxy = new RedisProxy(server.port());
        source.jitter(Duration.ofMillis(3));
        nodes = new Nodes(
                NODES,
                source,
                proxy.port(),
                "ttl=5s",
                "local-ttl=1s",
                "max-size=150",
                "stale-for=10s",
                "soft-timeout=50ms",
                "refresh-ahead=80%",
                "cache.loading.threads=" + LOADING_THREADS);
    }

    @AfterEach
    void stop() {
        nodes.close();
        source.close();
        proxy.close();
        server.close();
    }

    @Test
    void nothingGrowsAndNothingOldIsRead() {
        for (int seat = 0; seat < NODES; seat++) {
            samples.add(new ArrayList<>());
            work(seat);
        }
        long end = System.nanoTime() + TIME.toNanos();
        long mishaps = 0;
        for (int round = 0; System.nanoTime() - end < 0; round++) {
            pass(BETWEEN_SAMPLES);
            if (round % 3 == 2) {
                mishap((int) (mishaps++ % 5));
            }
            sample();
            checker.checkUpTo(System.nanoTime() - Duration.ofSeconds(10).toNanos());
        }
        pass(Duration.ofSeconds(3));
        for (Node.Work[] ofNode : works) {
            for (Node.Work work : ofNode) {
                work.stop();
            }
        }
        nodes.awaitHealth();
        checker.checkUpTo(Long.MAX_VALUE / 2);
        System.out.printf(
                ">> soak of %d s, %d mishaps%n%s%s",
                TIME.toSeconds(), mishaps, checker.summary(source.loads()), table());
        for (String shop : Nodes.SHOPS) {
            nodes.awaitEveryKeyIsCached(shop, KEYS / 10);
        }
        checker.verify();
        nothingGrew();
    }

    private void work(int seat) {
        for (int i = 0; i < Nodes.SHOPS.size(); i++) {
            Workload workload = Workload.of(Nodes.SHOPS.get(i)).keys(KEYS).at(seat, NODES);
            works[seat][i] = nodes.get(seat).work(workload, checker::add);
        }
    }

    private void mishap(int which) {
        long from = System.nanoTime();
        switch (which) {
            case 0 -> {
                server.kill();
                pass(Duration.ofMillis(500));
                server.restartEmpty();
            }
            case 1 -> {
                server.pause();
                pass(Duration.ofSeconds(3));
                server.resume();
            }
            case 2 -> replaceNode();
            case 3 -> {
                proxy.refusing(true);
                pass(Duration.ofMillis(500));
                proxy.refusing(false);
            }
            default -> {
                source.hanging(true);
                pass(Duration.ofSeconds(1));
                source.hanging(false);
            }
        }
        nodes.awaitHealth();
        checker.outage(from, System.nanoTime());
    }

    /** The last seat only, so that the others grow old. */
    private void replaceNode() {
        int seat = NODES - 1;
        Node killed = nodes.get(seat);
        killed.kill();
        checker.killed(killed.number(), System.nanoTime());
        nodes.replace(seat);
        samples.get(seat).clear();
        work(seat);
    }

    private void sample() {
        for (int seat = 0; seat < NODES; seat++) {
            Node node = nodes.get(seat);
            samples.get(seat).add(new Sample(node.heap(), node.threads()));
        }
    }

    private String table() {
        StringBuilder text = new StringBuilder();
        for (int seat = 0; seat < NODES; seat++) {
            List<Sample> all = samples.get(seat);
            text.append(String.format("  node %d, %d samples%n", nodes.get(seat).number(), all.size()));
            if (all.size() >= 3) {
                text.append(String.format("    heap, KB   %s%n", row(all, sample -> sample.heap() / 1024)));
                text.append(String.format("    threads    %s%n", row(all, Sample::threads)));
            }
        }
        return text.toString();
    }

    private static String row(List<Sample> all, ToLongFunction<Sample> figure) {
        return "first third min/median/max " + figures(first(all), figure) + ", last third "
                + figures(last(all), figure);
    }

    private static String figures(List<Sample> some, ToLongFunction<Sample> figure) {
        long[] sorted = sorted(some, figure);
        return sorted[0] + "/" + sorted[sorted.length / 2] + "/" + sorted[sorted.length - 1];
    }

    private static long[] sorted(List<Sample> some, ToLongFunction<Sample> figure) {
        return some.stream().mapToLong(figure).sorted().toArray();
    }

    private static List<Sample> first(List<Sample> all) {
        return all.subList(0, all.size() / 3);
    }

    private static List<Sample> last(List<Sample> all) {
        return all.subList(all.size() - all.size() / 3, all.size());
    }

    /** Medians, for a sample may be taken while much is under way. */
    private void nothingGrew() {
        for (List<Sample> all : samples) {
            if (all.size() < 6) {
                continue;
            }
            long heap = median(first(all), Sample::heap);
            assertThat(median(last(all), Sample::heap))
                    .as("median of the heap, after " + heap)
                    .isLessThan((long) (heap * HEAP_GROWTH) + HEAP_SLACK);
            long threads = median(first(all), Sample::threads);
            assertThat(median(last(all), Sample::threads))
                    .as("median of the threads, after " + threads)
                    .isLessThanOrEqualTo(threads + THREAD_SLACK);
        }
    }

    private static long median(List<Sample> some, ToLongFunction<Sample> figure) {
        long[] sorted = sorted(some, figure);
        return sorted[sorted.length / 2];
    }

    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
