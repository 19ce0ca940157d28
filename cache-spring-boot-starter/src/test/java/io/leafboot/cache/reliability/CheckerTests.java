package io.leafboot.cache.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.cache.reliability.Operation.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histories that may be, and histories that may not. */
class CheckerTests {

    private static final long SECOND = 1_000_000_000;

    private final Checker checker = new Checker(Duration.ofSeconds(2));

    @Test
    void whatNobodyWroteMayBeRead() {
        read(0, 1, 0);
        ok();
    }

    @Test
    void theNewValueMayBeReadByAll() {
        evict(0, 2, 1, 2);
        read(0, 2, 3);
        read(1, 2, 3);
        ok();
    }

    @Test
    void theOldValueMayBeReadByAReadThatBeganBeforeTheEvictWasAcknowledged() {
        evict(0, 2, 1, 2);
        add(0, Kind.READ, 1.9, 9, 1, null);
        ok();
    }

    @Test
    void theOldValueMayNotBeReadByTheEvictingNode() {
        evict(0, 2, 1, 2);
        read(0, 1, 2.1);
        violated("too old");
    }

    @Test
    void neitherBySync() {
        evict(0, 2, 1, 2);
        add(0, Kind.READ_IN_SYNC, 2.1, 2.2, 1, null);
        violated("too old");
    }

    @Test
    void theOrderInWhichOperationsAreAddedDoesNotMatter() {
        read(0, 1, 2.1);
        evict(0, 2, 1, 2);
        violated("too old");
    }

    @Test
    void theOldValueMayBeReadByAnotherNodeUntilItHasReadTheLog() {
        evict(0, 2, 1, 2);
        read(1, 1, 3.9);
        ok();
    }

    @Test
    void theOldValueMayNotBeReadByAnotherNodeAfterThat() {
        evict(0, 2, 1, 2);
        read(1, 1, 4.1);
        violated("too old");
    }

    @Test
    void theOldValueMayNotBeReadWhereAnEarlierWriteWasOfALaterVersion() {
        evict(0, 3, 1, 2);
        evict(0, 2, 1, 3);
        read(0, 2, 4);
        violated("too old");
    }

    @Test
    void anOldValueMayNotComeBackMuchLater() {
        evict(0, 2, 1, 2);
        read(1, 2, 5);
        read(1, 1, 500);
        violated("too old");
    }

    @Test
    void ofSeveralWritersEachCounts() {
        evict(0, 2, 1, 2);
        evict(1, 3, 1, 3);
        read(0, 2, 4); // which node 1 wrote, and node 0 need not know yet
        ok();
        read(0, 2, 5.1);
        violated("too old");
    }

    @Test
    void aPutIsAWriteToo() {
        add(0, Kind.PUT, 1, 2, 2, null);
        read(0, 1, 3);
        violated("too old");
    }

    @Test
    void theOldValueMayBeReadByAnotherNodeUntilAnOutageIsOver() {
        evict(0, 2, 1, 2);
        checker.outage(SECOND, 60 * SECOND);
        read(1, 1, 61.9);
        ok();
    }

    @Test
    void soItMayIfTheOutageBeganBeforeTheLogWasRead() {
        evict(0, 2, 1, 2);
        checker.outage(3 * SECOND, 60 * SECOND);
        read(1, 1, 50);
        ok();
    }

    @Test
    void theOldValueMayNotBeReadByAnotherNodeAfterAnOutage() {
        evict(0, 2, 1, 2);
        checker.outage(3 * SECOND, 60 * SECOND);
        read(1, 1, 62.1);
        violated("too old");
    }

    @Test
    void theOldValueMayNotBeReadByTheEvictingNodeInAnOutageEither() {
        evict(0, 2, 1, 2);
        checker.outage(SECOND, 60 * SECOND);
        read(0, 1, 2.1);
        violated("too old");
    }

    @Test
    void whatWasKnownBeforeAnOutageIsKnownInIt() {
        evict(0, 2, 1, 2);
        checker.outage(5 * SECOND, 60 * SECOND);
        read(1, 1, 6);
        violated("too old");
    }

    @Test
    void anOutageThatIsToldLaterCounts() {
        evict(0, 2, 1, 2);
        evict(0, 3, 100, 101);
        checker.outage(90 * SECOND, 160 * SECOND);
        checker.checkUpTo(3 * SECOND);
        read(1, 2, 150);
        ok();
        read(1, 2, 163);
        violated("too old");
    }

    @Test
    void whatAKilledNodeCouldNotDeliverIsLeftToItsTimeToLive() {
        evict(0, 2, 1, 2);
        checker.outage(SECOND, 60 * SECOND);
        checker.killed(0, 30 * SECOND);
        read(1, 1, 90);
        ok();
    }

    @Test
    void whatAKilledNodeDidDeliverIsNot() {
        evict(0, 2, 1, 2);
        checker.killed(0, 30 * SECOND);
        read(1, 1, 90);
        violated("too old");
    }

    @Test
    void aValueFromTheFutureMayNotBeRead() {
        evict(0, 2, 5, 6);
        read(1, 2, 1);
        violated("future");
    }

    @Test
    void aValueThatIsBeingWrittenMayBe() {
        evict(0, 2, 1, 6);
        read(1, 2, 1.5);
        ok();
    }

    @Test
    void noExceptionReachesACaller() {
        add(0, Kind.READ, 1, 2, -1, "java.lang.IllegalStateException");
        violated("failed");
    }

    @Test
    void noExceptionReachesAWriter() {
        add(0, Kind.EVICT, 1, 2, -1, "java.lang.IllegalStateException");
        violated("failed");
    }

    @Test
    void whatMayFailMay() {
        checker.mayFail(operation -> operation.failure().startsWith("Source"));
        add(0, Kind.READ, 1, 2, -1, "SourceFailedException");
        ok();
        add(0, Kind.READ, 1, 2, -1, "java.lang.IllegalStateException");
        violated("failed");
    }

    @Test
    void aHistoryIsCheckedPartByPart() {
        evict(0, 2, 1, 2);
        read(0, 2, 3);
        read(0, 1, 9);
        checker.checkUpTo(8 * SECOND);
        assertThat(checker.violations()).isEmpty();
        assertThat(checker.reads()).isEqualTo(1);
        violated("too old");
    }

    @Test
    void keysDoNotMix() {
        evict(0, 2, 1, 2);
        checker.add(new Operation(0, 0, "b", Kind.READ, 3 * SECOND, 3 * SECOND, 1, null));
        ok();
    }

    @Test
    void aSummaryCountsAndTellsTheLongest() {
        evict(0, 2, 1, 2);
        read(0, 2, 3);
        add(0, Kind.READ, 4, 6, 2, null);
        ok();
        assertThat(checker.summary(1))
                .contains("3 operations, 2 reads, 1 hits, 1 loads, 0 failures, 0 violations")
                .contains("longest 2000.0 ms");
    }

    @Test
    void anOperationIsALineAndBack() {
        Operation operation = new Operation(3, 4, "redis/k1", Kind.PUT, 5, 6, 7, "a failure");
        assertThat(Operation.parse(3, operation.line())).isEqualTo(operation);
        Operation without = new Operation(3, 4, "redis/k1", Kind.READ, 5, 6, 7, null);
        assertThat(Operation.parse(3, without.line())).isEqualTo(without);
    }

    @Test
    void latenciesAreToldWithinAnEighth() {
        Latencies latencies = new Latencies();
        for (int millis = 1; millis <= 1000; millis++) {
            latencies.add(millis * 1_000_000L);
        }
        assertThat(latencies.millis(0.5)).isBetween(500.0, 563.0);
        assertThat(latencies.millis(0.99)).isBetween(990.0, 1000.0);
        assertThat(latencies.maxMillis()).isEqualTo(1000);
    }

    private void read(int node, long version, double at) {
        add(node, Kind.READ, at, at + 0.01, version, null);
    }

    private void evict(int node, long version, double begin, double end) {
        add(node, Kind.EVICT, begin, end, version, null);
    }

    private void add(int node, Kind kind, double begin, double end, long version, @Nullable String failure) {
        checker.add(
                new Operation(node, 0, "a", kind, (long) (begin * SECOND), (long) (end * SECOND), version, failure));
    }

    private void ok() {
        checker.verify();
    }

    private void violated(String what) {
        assertThatThrownBy(checker::verify).isInstanceOf(AssertionError.class).hasMessageContaining(what);
    }
}
