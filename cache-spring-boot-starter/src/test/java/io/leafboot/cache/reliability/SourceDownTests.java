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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three nodes under load while their source is away for much longer than values live. */
@Timeout(900)
@Tag("slow")
class SourceDownTests {

    private static final int KEYS = 40;
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("leaf.test.seconds", 60));

    private final Source source = new Source();
    private RedisServer server;
    private Nodes nodes;

    /** How a source is away. */
    enum Away {
        FAILING,
        HANGING,
        SLOW
    }

    @BeforeEach
    void start() {
        server = RedisServers.startOwn();
        source.jitter(Duration.ofMillis(3));
        nodes = new Nodes(
                3,
                source,
                server.port(),
                "ttl=1s",
                "local-ttl=500ms",
                "stale-for=10m",
                "stale-retry=1s",
                "soft-timeout=50ms",
                "lease-time=2s",
                Nodes.PATIENT);
    }

    @AfterEach
    void stop() {
        nodes.close();
        source.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void oldValuesAreAnswered(Away away) {
        answersOldValues(away, Duration.ofSeconds(5));
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void oldValuesAreAnsweredForLong(Away away) {
        answersOldValues(away, LONG);
    }

    private void answersOldValues(Away away, Duration time) {
        for (String shop : Nodes.SHOPS) {
            nodes.awaitEveryKeyIsCached(shop, KEYS);
        }
        Checker before = new Checker(Duration.ofSeconds(2));
        run(before, Duration.ofSeconds(2));
        before.checkUpTo(Long.MAX_VALUE / 2);

        // Nobody writes: a key that is evicted has no old value, and is none of this test's business.
        Checker during = new Checker(Duration.ofSeconds(2));
        long loads = source.loads();
        set(away, true);
        run(during, time);
        loads = source.loads() - loads;
        set(away, false);
        during.checkUpTo(Long.MAX_VALUE / 2);
        System.out.printf(
                ">> source %s for %d s; before:%n%s  meanwhile:%n%s",
                away, time.toSeconds(), before.summary(0), during.summary(loads));
        before.verify();
        during.verify();
        assertThat(loads)
                .as("loads of a source that is away")
                .isLessThanOrEqualTo(2L * KEYS * (time.toSeconds() + 3)); // once a key and stale-retry

        // What comes after is what the source says then.
        for (String shop : Nodes.SHOPS) {
            for (int key = 0; key < KEYS; key++) {
                source.write(shop + "/" + Workload.key(key));
            }
            nodes.awaitEveryKeyIsCached(shop, KEYS);
        }
    }

    private void run(Checker checker, Duration time) {
        List<Node.Work> works = new ArrayList<>();
        for (String shop : Nodes.SHOPS) {
            works.addAll(nodes.work(Workload.of(shop).keys(KEYS).writes(0, 0), checker));
        }
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        works.forEach(Node.Work::stop);
    }

    private void set(Away away, boolean on) {
        switch (away) {
            case FAILING -> source.failing(on);
            case HANGING -> source.hanging(on);
            case SLOW -> source.slow(on ? Duration.ofSeconds(3) : Duration.ZERO);
        }
    }
}
