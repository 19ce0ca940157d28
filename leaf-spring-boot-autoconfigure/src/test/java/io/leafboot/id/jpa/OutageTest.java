package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
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
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutageTest {

    private static final Duration CLAIM_TIMEOUT = Duration.ofMillis(600);

    private static final Duration ACQUIRE_TIMEOUT = Duration.ofMillis(300);

    /** A call without a limit hangs for as long as the database does, so a bound far above the time-outs tells it, too. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    private static final Duration RECOVERY = Duration.ofSeconds(30);

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

    private static Duration failing(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(RuntimeException.class);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void assertACallerWaitsForTheAcquireTimeout() {
        long start = System.nanoTime();
        IdsExhaustedException exhausted = catchThrowableOfType(IdsExhaustedException.class, () -> ids.nextId("order"));
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        assertThat(exhausted.waited()).isBetween(ACQUIRE_TIMEOUT, all);
        assertThat(all).isLessThan(BOUND);
    }

    @Test
    void aClaimFromADatabaseThatHangsEndsByTheClaimTimeout() {
        claim();
        proxy.hold();

        assertThat(failing(this::claim)).isLessThan(BOUND);
        assertThat(failing(this::claim)).isLessThan(BOUND);

        proxy.release();
        await().atMost(RECOVERY).ignoreExceptions().until(this::claimed);
    }

    @Test
    void aClaimOverAConnectionThatWasIdleEndsByTheClaimTimeoutToo() {
        claim();
        proxy.hold();
        await().pollDelay(Duration.ofMillis(800)).until(() -> true);

        assertThat(failing(this::claim)).isLessThan(BOUND);

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

        assertACallerWaitsForTheAcquireTimeout();

        proxy.release();
        goesOnAbove(last);
    }

    @Test
    void callersOfADatabaseThatIsGoneFailByTheAcquireTimeoutAndGoOnAfterwards() {
        long last = drawUntilEmpty(proxy::refuse);

        assertACallerWaitsForTheAcquireTimeout();

        proxy.accept();
        goesOnAbove(last);
    }

    @Test
    void connectionsThatDieInSilenceAreReplaced() {
        long last = drawUntilEmpty(proxy::hold);
        assertACallerWaitsForTheAcquireTimeout();

        proxy.cut();
        proxy.release();
        goesOnAbove(last);
    }

    /** Draws what is in memory when the database goes, to the last id. */
    private long drawUntilEmpty(Runnable outage) {
        long last = drawPatiently();
        outage.run();
        while (true) {
            try {
                last = ids.nextId("order");
            } catch (IdsExhaustedException e) {
                return last;
            }
        }
    }

    /** Draws an id of a database that answers, or will soon, however long that takes a claim. */
    private long drawPatiently() {
        return await().atMost(RECOVERY)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsInstanceOf(IdsExhaustedException.class)
                .until(() -> ids.nextId("order"), id -> id > 0);
    }

    private void goesOnAbove(long last) {
        long next = drawPatiently();
        assertThat(next).isGreaterThan(last);
        for (int i = 0; i < 3 * SEGMENT; i++) {
            long id = drawPatiently();
            assertThat(id).isGreaterThan(next);
            next = id;
        }
        assertThat(ids.status("order").orElseThrow().quarantine()).isNull();
    }
}
