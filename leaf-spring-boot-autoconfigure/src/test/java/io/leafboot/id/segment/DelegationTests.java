package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdAcquisitionInterruptedException;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ranges that are claimed for others, beside the tag's own segments. */
class DelegationTests extends EngineTest {

    private final ClaimSource source = (request, highest) -> new DelegatedClaim(table.claim(request), false);

    private static SegmentRequest request(int length) {
        return new SegmentRequest(TAG, length, 0, 1_000);
    }

    private SegmentClaim claim(SegmentIdGenerator generator, int length) {
        return generator.claimFor(request(length), source).claim();
    }

    @Test
    void theRangeIsTheCallersAndTheBufferIsLeftAsItIs() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        TagIdGenerator ids = generator.forTag(TAG);
        draw(ids, 10);
        TagStatus before = status(generator);

        SegmentClaim claim = claim(generator, 50);

        assertThat(claim).isEqualTo(new SegmentClaim(150, 50, 0));
        TagStatus after = status(generator);
        assertThat(after.current()).isEqualTo(before.current());
        assertThat(after.next()).isNull();
        assertThat(after.issued()).isEqualTo(10);
        assertThat(after.claims()).isEqualTo(1);
        assertThat(after.step()).isEqualTo(100);
        assertThat(after.delegatedClaims()).isEqualTo(1);
        assertThat(after.delegatedIds()).isEqualTo(50);
        assertThat(after.highestReceived()).isEqualTo(150);
        assertThat(after.loading()).isFalse();
        draw(ids, 90);
        assertThat(ids.nextId()).isEqualTo(151);
    }

    @ParameterizedTest
    @EnumSource
    void ownIdsAndThoseOfOthersAreEachIssuedOnce(Ordering ordering) throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of().step(50).ordering(ordering));
        AtomicInteger callers = new AtomicInteger();
        table.beforeClaim = request -> MemoryAllocator.pause(1);

        List<long[]> ids = Concurrently.run(8, () -> {
            List<Long> own = new ArrayList<>();
            boolean delegates = callers.getAndIncrement() % 2 == 0;
            for (int i = 0; i < 60; i++) {
                if (delegates) {
                    SegmentClaim claim = claim(generator, 30);
                    for (long id = claim.first(); id <= claim.last(); id++) {
                        own.add(id);
                    }
                } else {
                    for (long id : generator.nextIds(TAG, 20)) {
                        own.add(id);
                    }
                }
            }
            if (ordering == Ordering.STRICT) {
                assertThat(own).isSorted();
            }
            return own.stream().mapToLong(Long::longValue).toArray();
        });

        long[] all = Concurrently.sorted(ids);
        assertThat(Concurrently.repeated(all)).isZero();
        assertThat(all).hasSize(4 * 60 * 30 + 4 * 60 * 20);
        awaitQuiet(generator);
        TagStatus status = status(generator);
        assertThat(status.delegatedIds()).isEqualTo(4 * 60 * 30);
        assertThat(status.issued() + status.remaining() + status.wasted() + status.delegatedIds())
                .isEqualTo(table.claimed(TAG));
    }

    @Test
    void oneOperationATagIsInFlight() throws Exception {
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        table.beforeClaim = request -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            MemoryAllocator.pause(2);
            inFlight.decrementAndGet();
        };
        SegmentIdGenerator generator = generator(TestSettings.of().step(10));

        Concurrently.run(6, () -> {
            for (int i = 0; i < 10; i++) {
                claim(generator, 5);
                generator.nextIds(TAG, 5);
            }
            return null;
        });

        assertThat(most).hasValue(1);
    }

    @Test
    void aRefillThatBecomesDueMeanwhileFollows() throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of().step(100));
        draw(generator.forTag(TAG), 1);
        CountDownLatch gate = holdClaims();
        FutureTask<SegmentClaim> claiming = Concurrently.start(() -> claim(generator, 7));
        await().until(() -> table.requests.size() == 2);

        draw(generator.forTag(TAG), 94); // past the threshold: the one look that is made for a refill
        assertThat(table.requests).hasSize(2);
        gate.countDown();

        assertThat(Concurrently.get(claiming).last()).isEqualTo(107);
        // At once, not with the timer's next look: it is under way before the claim ahead of it returns.
        assertThat(status(generator)).matches(status -> status.loading() || status.next() != null);
        awaitNext(generator);
        assertThat(status(generator).next().first()).isEqualTo(108);
    }

    @Test
    void aCallerWhoNeedsIdsComesBeforeOthersWhoClaim() throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of().step(100));
        CountDownLatch gate = holdClaims();
        FutureTask<SegmentClaim> first = Concurrently.start(() -> claim(generator, 7));
        await().until(() -> table.requests.size() == 1);
        FutureTask<List<SegmentClaim>> others =
                Concurrently.start(() -> Concurrently.run(20, () -> claim(generator, 9)));
        FutureTask<Long> own = Concurrently.start(() -> generator.nextId(TAG));
        awaitWaiters(generator, 1);

        gate.countDown();

        assertThat(Concurrently.get(first).last()).isEqualTo(7);
        assertThat(Concurrently.get(own)).isEqualTo(8);
        assertThat(Concurrently.get(others)).hasSize(20);
    }

    @Test
    void aRangeThatIsNotAboveEverythingReceivedQuarantinesTheTag() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 1);
        claim(generator, 50);
        table.row(TAG).set(120);

        assertThatThrownBy(() -> claim(generator, 50)).isInstanceOfSatisfying(TagQuarantinedException.class, e -> {
            assertThat(e.highest()).isEqualTo(150);
            assertThat(e.received().first()).isEqualTo(121);
        });

        TagStatus status = status(generator);
        assertThat(status.quarantine()).isNotNull();
        assertThat(status.regressions()).isEqualTo(1);
        assertThat(status.loading()).isFalse();
        assertThat(status.issued() + status.wasted()).isEqualTo(100);
        assertThat(status.delegatedIds()).isEqualTo(50);
        assertThat(catchThrowable(() -> generator.nextId(TAG))).isInstanceOf(TagQuarantinedException.class);
        int requests = table.requests.size();
        assertThat(catchThrowable(() -> claim(generator, 50))).isInstanceOf(TagQuarantinedException.class);
        assertThat(table.requests).hasSize(requests);
    }

    @Test
    void anOwnSegmentBelowWhatOthersGotQuarantinesTheTag() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        claim(generator, 50);
        table.row(TAG).set(10);

        assertThat(catchThrowable(() -> generator.nextId(TAG))).isInstanceOf(TagQuarantinedException.class);
    }

    @Test
    void theHighestIsRememberedWhenTheTagHasLeftMemory() {
        SegmentIdGenerator generator = generator(TestSettings.of().cleanupInterval(Duration.ofMillis(20)));
        claim(generator, 500);
        await().until(() -> {
            System.gc();
            return generator.status(TAG).isEmpty();
        });
        assertThat(generator.highestReceived(TAG)).isEqualTo(500);
        table.row(TAG).set(0);

        assertThat(catchThrowable(() -> claim(generator, 50))).isInstanceOf(TagQuarantinedException.class);
        assertThat(generator.statuses()).hasSize(1);
    }

    @Test
    void aClaimThatIsToldAgainMayLieBelowWhatWasReceivedAndRaisesIt() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        claim(generator, 100);
        DelegatedClaim below = new DelegatedClaim(new SegmentClaim(50, 50, 0), true);
        DelegatedClaim above = new DelegatedClaim(new SegmentClaim(900, 50, 0), true);

        assertThat(generator.claimFor(request(50), (request, highest) -> below)).isEqualTo(below);
        assertThat(status(generator).highestReceived()).isEqualTo(100);
        assertThat(generator.claimFor(request(50), (request, highest) -> above)).isEqualTo(above);
        assertThat(status(generator).highestReceived()).isEqualTo(900);
    }

    @Test
    void theSourceIsToldTheHighestReceived() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        generator.nextId(TAG);
        long[] told = new long[1];

        generator.claimFor(request(5), (request, highest) -> {
            told[0] = highest;
            return new DelegatedClaim(table.claim(request), false);
        });

        assertThat(told[0]).isEqualTo(100);
    }

    @Test
    void unusedIdsBelowARangeOfOthersAreNotGivenBackNorForgotten() {
        SegmentIdGenerator generator = generator(TestSettings.of().returnUnused());
        draw(generator.forTag(TAG), 10);
        claim(generator, 50);
        table.beforeReturn = () -> {
            throw new IllegalStateException("connection lost");
        };

        generator.stop();

        assertThat(table.row(TAG)).hasValue(150);
        assertThat(generator.highestReceived(TAG)).isEqualTo(150);
        assertThat(status(generator).wasted()).isEqualTo(90);
    }

    @Test
    void unusedIdsAreStillGivenBackAboveARangeOfOthers() {
        SegmentIdGenerator generator = generator(TestSettings.of().returnUnused());
        claim(generator, 50);
        draw(generator.forTag(TAG), 10);

        generator.stop();

        assertThat(table.row(TAG)).hasValue(60);
        assertThat(generator.highestReceived(TAG)).isEqualTo(60);
    }

    @Test
    void aFailureIsTheCallersAndTheNextTryIsFree() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        table.fail(new IllegalStateException("down"));

        assertThatThrownBy(() -> claim(generator, 50)).hasMessage("down");
        table.beforeClaim = request -> {
            throw new LinkageError("broken");
        };
        assertThatThrownBy(() -> claim(generator, 50)).isInstanceOf(LinkageError.class);
        table.recover();

        assertThat(claim(generator, 50).last()).isEqualTo(50);
        assertThat(status(generator).failedClaims()).isEqualTo(2);
        assertThat(status(generator).wasted()).isZero();
    }

    @Test
    void aClaimThatMayHaveTakenEffectCountsAsWasted() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        claim(generator, 1);
        table.fail(new UncertainClaimException(new IllegalStateException("lost")));

        assertThatThrownBy(() -> claim(generator, 50)).isInstanceOf(UncertainClaimException.class);

        assertThat(status(generator).wasted()).isEqualTo(50);
    }

    @Test
    void aRangeThatIsNoneIsRefused() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        for (SegmentClaim claim :
                List.of(new SegmentClaim(5_000, 1_001, 0), new SegmentClaim(10, 11, 0), new SegmentClaim(10, 0, 0))) {
            assertThatThrownBy(() ->
                            generator.claimFor(request(50), (request, highest) -> new DelegatedClaim(claim, false)))
                    .hasMessageContaining("cannot be used");
        }
        assertThat(claim(generator, 50).last()).isEqualTo(50);
    }

    @Test
    void unknownTagsDoNotPileUp() {
        table.createsRows = false;
        SegmentIdGenerator generator = generator(TestSettings.of());

        for (int i = 0; i < 1_000; i++) {
            SegmentRequest request = new SegmentRequest("unknown-" + i, 10, 0, 1_000);
            assertThatThrownBy(() -> generator.claimFor(request, source)).isInstanceOf(UnknownTagException.class);
        }

        assertThat(generator.statuses()).isEmpty();
        await().until(() -> {
            System.gc();
            return generator.status("unknown-1").isEmpty()
                    && generator.status("unknown-500").isEmpty();
        });
    }

    @Test
    void allWhoWaitHearThatTheTagIsUnknown() throws Exception {
        table.createsRows = false;
        SegmentIdGenerator generator = generator(TestSettings.of());
        CountDownLatch gate = holdClaims();
        FutureTask<Throwable> claiming = Concurrently.start(() -> catchThrowable(() -> claim(generator, 7)));
        await().until(() -> table.requests.size() == 1);
        FutureTask<Throwable> own = Concurrently.start(() -> catchThrowable(() -> generator.nextId(TAG)));
        awaitWaiters(generator, 1);

        gate.countDown();

        assertThat(Concurrently.get(claiming)).isInstanceOf(UnknownTagException.class);
        assertThat(Concurrently.get(own)).isInstanceOf(UnknownTagException.class);
    }

    @Test
    void whoeverWaitsForTheRowGivesUpAtTheDeadline() {
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofMillis(50)));
        holdClaims();
        generator.warmUp(List.of(TAG), Duration.ZERO);

        assertThatThrownBy(() -> claim(generator, 7)).isInstanceOf(IdsExhaustedException.class);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of());
        holdClaims();
        generator.warmUp(List.of(TAG), Duration.ZERO);
        Throwable[] thrown = new Throwable[1];
        Thread caller = new Thread(() -> thrown[0] = catchThrowable(() -> claim(generator, 7)));
        caller.start();
        await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);

        caller.interrupt();
        caller.join(10_000);

        assertThat(thrown[0]).isInstanceOf(IdAcquisitionInterruptedException.class);
    }

    @Test
    void aStopWaitsForIt() throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 1);
        CountDownLatch gate = holdClaims();
        FutureTask<SegmentClaim> claiming = Concurrently.start(() -> claim(generator, 7));
        await().until(() -> table.requests.size() == 2);
        FutureTask<Void> stopping = Concurrently.start(() -> {
            generator.stop();
            return null;
        });
        await().until(() -> !generator.isRunning());
        assertThatThrownBy(() -> claim(generator, 7)).isInstanceOf(IdGeneratorStoppedException.class);
        assertThat(stopping.isDone()).isFalse();

        gate.countDown();

        Concurrently.get(stopping);
        assertThat(Concurrently.get(claiming).last()).isEqualTo(107);
        assertThat(status(generator).loading()).isFalse();
        assertThat(status(generator).remaining()).isZero();
        generator.start();
        assertThat(generator.nextId(TAG)).isEqualTo(108);
    }

    /** A process image taken after the stop would else hold ids, and each restored copy would issue them. */
    @Test
    void aStopMeanwhileLeavesNoIdsInMemory() throws Exception {
        SegmentIdGenerator generator = generator(TestSettings.of().step(100).returnUnused());
        draw(generator.forTag(TAG), 95);
        await().until(() -> status(generator).next() != null);
        CountDownLatch gate = holdClaims();
        FutureTask<SegmentClaim> claiming = Concurrently.start(() -> claim(generator, 7));
        await().until(() -> table.requests.size() == 3);
        FutureTask<Void> stopping = Concurrently.start(() -> {
            generator.stop();
            return null;
        });
        await().until(() -> !generator.isRunning());

        assertThat(catchThrowable(() -> generator.nextIds(TAG, 10))).isInstanceOf(IdGeneratorStoppedException.class);
        gate.countDown();
        Concurrently.get(stopping);
        Concurrently.get(claiming);

        assertThat(catchThrowable(() -> generator.nextId(TAG))).isInstanceOf(IdGeneratorStoppedException.class);
        TagStatus status = status(generator);
        assertThat(status.remaining()).isZero();
        assertThat(status.next()).isNull();
        assertThat(status.issued() + status.wasted() + status.delegatedIds()).isEqualTo(table.claimed(TAG));
    }

    @Test
    void aClaimThatIsToldAgainMayBeLongerThanIsAllowedByNow() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        DelegatedClaim longer = new DelegatedClaim(new SegmentClaim(5_000, 5_000, 0), true);

        assertThat(generator.claimFor(request(50), (request, highest) -> longer))
                .isEqualTo(longer);
    }
}
