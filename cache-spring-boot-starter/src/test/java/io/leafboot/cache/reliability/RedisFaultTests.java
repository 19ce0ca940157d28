package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Three nodes under load while their Redis is killed, paused, slow, or cut off. */
@Timeout(900)
class RedisFaultTests {

    private static final int KEYS = 40;
    private static final int NODES = 3;
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("leaf.test.seconds", 60));
    /** Pools of Lettuce, of the JVM and of caches that grow to their size when they are first needed. */
    private static final int POOLS = 12;

    private final Source source = new Source();
    private RedisServer server;
    private RedisProxy proxy;
    private Nodes nodes;

    @BeforeEach
    void start() {
        server = RedisServers.startOwn();
        proxy = new RedisProxy(server.port());
        source.jitter(Duration.ofMillis(3));
        nodes = new Nodes(NODES, source, proxy.port(), "ttl=3s", "local-ttl=1s");
    }

    @AfterEach
    void stop() {
        nodes.close();
        source.close();
        proxy.close();
        server.close();
    }

    @Test
    void redisIsKilledAndComesBackEmpty(TestInfo test) {
        run(test, Duration.ofSeconds(1), 2, this::killed);
    }

    @Tag("long")
    @Test
    void redisIsKilledAndComesBackEmptyForLong(TestInfo test) {
        run(test, Duration.ofSeconds(5), rounds(9), this::killed);
    }

    @Test
    void redisIsPaused(TestInfo test) {
        run(test, Duration.ofSeconds(1), 1, () -> paused(Duration.ofSeconds(5)));
    }

    @Tag("long")
    @Test
    void redisIsPausedForLong(TestInfo test) {
        run(test, Duration.ofSeconds(5), rounds(40), () -> paused(Duration.ofSeconds(30)));
    }

    @Tag("long")
    @Test
    void redisIsSlow(TestInfo test) {
        run(test, Duration.ofSeconds(1), 1, () -> slow(Duration.ofSeconds(4)));
    }

    @Tag("long")
    @Test
    void redisIsSlowForLong(TestInfo test) {
        run(test, Duration.ofSeconds(5), rounds(25), () -> slow(Duration.ofSeconds(20)));
    }

    @Tag("long")
    @Test
    void connectionsAreCut(TestInfo test) {
        run(test, Duration.ofMillis(100), 12, this::cut);
    }

    @Tag("long")
    @Test
    void connectionsAreCutForLong(TestInfo test) {
        run(test, Duration.ofMillis(300), rounds(1), this::cut);
    }

    private static int rounds(int seconds) {
        return (int) Math.max(1, LONG.toSeconds() / seconds);
    }

    private void killed() {
        server.kill();
        pass(Duration.ofSeconds(1));
        server.restartEmpty();
    }

    private void paused(Duration time) {
        server.pause();
        pass(time);
        server.resume();
    }

    private void slow(Duration time) {
        proxy.slow(Duration.ofMillis(200));
        pass(time);
        proxy.slow(Duration.ZERO);
    }

    private void cut() {
        proxy.refusing(true);
        pass(Duration.ofMillis(50));
        proxy.refusing(false);
    }

    private void run(TestInfo test, Duration calm, int rounds, Runnable fault) {
        for (String shop : Nodes.SHOPS) {
            nodes.awaitEveryKeyIsCached(shop, KEYS);
        }
        long loadsBefore = source.loads();
        List<Integer> threads = nodes.threads();
        Checker checker = new Checker(Duration.ofSeconds(2));
        List<Node.Work> works = new ArrayList<>();
        for (String shop : Nodes.SHOPS) {
            works.addAll(nodes.work(Workload.of(shop).keys(KEYS), checker));
        }
        for (int round = 0; round < rounds; round++) {
            pass(calm);
            long from = System.nanoTime();
            fault.run();
            nodes.awaitHealth();
            checker.outage(from, System.nanoTime());
        }
        pass(calm.plusSeconds(3)); // so that what others must know by then is looked at
        works.forEach(Node.Work::stop);
        long loads = source.loads() - loadsBefore;
        for (String shop : Nodes.SHOPS) {
            nodes.awaitEveryKeyIsCached(shop, KEYS);
        }
        nodes.awaitThreads(threads, POOLS);
        List<Integer> after = nodes.threads();
        nodes.all().forEach(node -> assertThat(node.isAlive()).isTrue());
        checker.checkUpTo(Long.MAX_VALUE / 2);
        System.out.printf(
                ">> %s: threads %s, then %s%n%s",
                test.getTestMethod().orElseThrow().getName(), threads, after, checker.summary(loads));
        checker.verify();
    }

    /** Lets the load run for a while. */
    private static void pass(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
