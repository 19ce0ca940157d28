package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.SegmentSettings;
import io.leafboot.id.test.TcpProxy;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that hangs, refuses, or drops its connections. */
@ParameterizedClass
@EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL_DRIVER"})
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutageTest {

    private static final Duration CLAIM_TIMEOUT = Duration.ofMillis(600);

    private static final Duration ACQUIRE_TIMEOUT = Duration.ofMillis(300);

    /** What a slow machine may add. */
    private static final Duration SLACK = Duration.ofMillis(700);

    private static final Duration RECOVERY = Duration.ofSeconds(15);

    private static final int SEGMENT = 10;

    private final TestDatabases kind;

    private TcpProxy proxy;

    private LeafInstance instance;

    private SegmentIdGenerator ids;

    OutageTest(TestDatabases kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() {
        TestDatabase database = kind.create();
        proxy = new TcpProxy(database.port());
        instance = LeafInstance.start(
                database.throughPort(proxy.port()), "leaf.claim-timeout=" + CLAIM_TIMEOUT.toMillis() + "ms");
        instance.tags.create("order", SEGMENT, null, 1);
        ids = SegmentIdGenerator.create(
                instance.allocator,
                new SegmentSettings(
                        Ordering.STRICT,
                        SEGMENT,
                        SEGMENT,
                        SEGMENT,
                        2.0,
                        Duration.ofMinutes(15),
                        0.9,
                        Duration.ZERO,
                        ACQUIRE_TIMEOUT,
                        Duration.ofHours(1),
                        false,
                        100));
    }

    @AfterEach
    void stop() {
        proxy.release();
        ids.close();
        instance.close();
        proxy.close();
    }

    private void claim() {
        instance.allocator.claim(new SegmentRequest("order", SEGMENT, SEGMENT, SEGMENT));
    }

    private static Duration failing(ThrowingCallable call, Class<? extends Exception> type) {
        long start = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(type);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void aClaimFromADatabaseThatHangsEndsByTheClaimTimeout() {
        claim();
        proxy.hold();

        assertThat(failing(this::claim, RuntimeException.class)).isLessThan(CLAIM_TIMEOUT.plus(SLACK));
        assertThat(failing(this::claim, RuntimeException.class)).isLessThan(CLAIM_TIMEOUT.plus(SLACK));

        proxy.release();
        await().atMost(RECOVERY).ignoreExceptions().until(this::claimed);
    }

    @Test
    void aClaimOverAConnectionThatWasIdleEndsByTheClaimTimeoutToo() {
        claim();
        proxy.hold();
        await().pollDelay(Duration.ofMillis(800)).until(() -> true);

        assertThat(failing(this::claim, RuntimeException.class)).isLessThan(CLAIM_TIMEOUT.plus(SLACK));

        proxy.release();
        await().atMost(RECOVERY).ignoreExceptions().until(this::claimed);
    }

    private boolean claimed() {
        claim();
        return true;
    }

    @Test
    void callersOfADatabaseThatHangsFailByTheAcquireTimeoutAndGoOnAfterwards() {
        long last = drawUntilEmpty(proxy::hold);

        assertThat(failing(() -> ids.nextId("order"), IdsExhaustedException.class))
                .isLessThan(ACQUIRE_TIMEOUT.plus(SLACK));

        proxy.release();
        goesOnAbove(last);
    }

    @Test
    void callersOfADatabaseThatIsGoneFailByTheAcquireTimeoutAndGoOnAfterwards() {
        long last = drawUntilEmpty(proxy::refuse);

        assertThat(failing(() -> ids.nextId("order"), IdsExhaustedException.class))
                .isLessThan(ACQUIRE_TIMEOUT.plus(SLACK));

        proxy.accept();
        goesOnAbove(last);
    }

    @Test
    void connectionsThatDieInSilenceAreReplaced() {
        long last = drawUntilEmpty(proxy::hold);
        failing(() -> ids.nextId("order"), IdsExhaustedException.class);

        proxy.cut();
        proxy.release();
        goesOnAbove(last);
    }

    /** Draws what is in memory when the database goes, to the last id. */
    private long drawUntilEmpty(Runnable outage) {
        long last = ids.nextId("order");
        outage.run();
        while (true) {
            try {
                last = ids.nextId("order");
            } catch (IdsExhaustedException e) {
                return last;
            }
        }
    }

    private void goesOnAbove(long last) {
        long next = await().atMost(RECOVERY).ignoreExceptions().until(() -> ids.nextId("order"), id -> id > 0);
        assertThat(next).isGreaterThan(last);
        for (int i = 0; i < 3 * SEGMENT; i++) {
            long id = ids.nextId("order");
            assertThat(id).isGreaterThan(next);
            next = id;
        }
        assertThat(ids.status("order").orElseThrow().quarantine()).isNull();
    }
}
