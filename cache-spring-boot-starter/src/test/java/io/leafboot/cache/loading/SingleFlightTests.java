package io.leafboot.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SingleFlightTests {

    private final SingleFlight flights = new SingleFlight(60_000_000_000L);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void interruptThreads() {
        threads.forEach(Thread::interrupt);
    }

    private <T> Running<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return new Running<>(thread, task);
    }

    private record Running<T>(Thread thread, FutureTask<T> task) {

        T join() throws Exception {
            return task.get(20, TimeUnit.SECONDS);
        }

        boolean waitsForALoad() {
            return thread.getState() == Thread.State.TIMED_WAITING
                    && List.of(thread.getStackTrace()).stream()
                            .anyMatch(frame -> frame.getMethodName().equals("isDoneWithin"));
        }

        void awaitWaiting() {
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(this::waitsForALoad);
        }
    }

    private static void pass(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nobody opened the latch");
        }
    }

    @Test
    void aLoadThatIsAloneIsRunByItsCaller() throws Exception {
        Thread caller = Thread.currentThread();

        assertThat(flights.load("a", Thread::currentThread)).isSameAs(caller);
        assertThat(flights.<Object>load("a", () -> null)).isNull();
    }

    @Test
    void loadsOneAfterTheOtherAreLoadsOfTheirOwn() throws Exception {
        AtomicInteger loads = new AtomicInteger();

        assertThat(flights.load("a", loads::incrementAndGet)).isEqualTo(1);
        assertThat(flights.load("a", loads::incrementAndGet)).isEqualTo(2);
    }

    @Test
    void manyCallersAtOnceRunOneLoad() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger loads = new AtomicInteger();
            CountDownLatch open = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(1);
            Callable<Integer> load = () -> {
                begun.countDown();
                pass(open);
                return loads.incrementAndGet();
            };
            List<Running<Integer>> callers = new ArrayList<>();
            callers.add(start(() -> flights.load("a", load)));
            pass(begun);
            for (int i = 0; i < 3; i++) {
                callers.add(start(() -> flights.load("a", load)));
            }
            callers.subList(1, 4).forEach(Running::awaitWaiting);
            open.countDown();
            for (Running<Integer> caller : callers) {
                assertThat(caller.join()).isEqualTo(1);
            }
        }
    }

    @Test
    void aFailureIsSharedAsTheVeryInstance() throws Exception {
        for (Throwable failure : List.of(new IOException("checked"), new AssertionError("an error"))) {
            CountDownLatch open = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(1);
            Callable<Object> load = () -> {
                begun.countDown();
                pass(open);
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (Exception) failure;
            };
            Running<Object> first = start(() -> flights.load("a", load));
            pass(begun);
            Running<Object> second = start(() -> flights.load("a", () -> "loaded after all"));
            second.awaitWaiting();
            open.countDown();

            for (Running<Object> caller : List.of(first, second)) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(caller::join)
                        .satisfies(ex -> assertThat(ex.getCause()).isSameAs(failure));
            }
        }
    }

    @Test
    void whoIsInterruptedStopsWaitingAndTheLoadGoesOn() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Running<String> first = start(() -> flights.load("a", () -> {
            begun.countDown();
            pass(open);
            return "loaded";
        }));
        pass(begun);
        Running<String> second = start(() -> flights.load("a", () -> "other"));
        second.awaitWaiting();
        second.thread.interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(second::join)
                .withCauseInstanceOf(InterruptedException.class);
        open.countDown();
        assertThat(first.join()).isEqualTo("loaded");
    }

    @Test
    void whoWaitsForALoadThatIsInterruptedLoadsInItsPlace() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Running<String> first = start(() -> flights.load("a", () -> {
            begun.countDown();
            pass(new CountDownLatch(1));
            return "never";
        }));
        pass(begun);
        Running<String> second = start(() -> flights.load("a", () -> "other"));
        second.awaitWaiting();
        first.thread.interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(first::join)
                .withCauseInstanceOf(InterruptedException.class);
        assertThat(second.join()).isEqualTo("other");
    }

    @Test
    void threeThreadsInACircleDoNotDeadlock() throws Exception {
        for (int round = 0; round < 30; round++) {
            CyclicBarrier all = new CyclicBarrier(3);
            List<Running<String>> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String own = "key-" + i;
                String next = "key-" + (i + 1) % 3;
                callers.add(start(() -> flights.load(own, () -> {
                    all.await(20, TimeUnit.SECONDS);
                    return own + " after " + flights.load(next, () -> "a load of its own");
                })));
            }
            for (Running<String> caller : callers) {
                assertThat(caller.join()).startsWith("key-");
            }
        }
    }

    /** Whoever runs the load that closes a circle does not wait: others who come must not chase it round the circle. */
    @Test
    void whoComesWhileACircleIsBrokenWaitsQuietly() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch inner = new CountDownLatch(1);
        Running<String> first = start(() -> flights.load(
                "a",
                () -> flights.load("a", () -> {
                    inner.countDown();
                    pass(open);
                    return "loaded within its own load";
                })));
        pass(inner);
        Running<String> third = start(() -> flights.load("a", () -> "other"));
        third.awaitWaiting();
        open.countDown();

        assertThat(first.join()).isEqualTo("loaded within its own load");
        assertThat(third.join()).isEqualTo("loaded within its own load");
    }

    /** One load waits for another; who has just ended that one, and asks for the first, closes no circle. */
    @Test
    void whoHasEndedALoadThatAnotherWaitedForIsNotTakenForItsLoader() throws Exception {
        for (int round = 0; round < 300; round++) {
            String outer = "outer-" + round;
            String inner = "inner-" + round;
            AtomicInteger loads = new AtomicInteger();
            CountDownLatch innerBegun = new CountDownLatch(1);
            CountDownLatch outerWaits = new CountDownLatch(1);
            Running<String> one = start(() -> {
                flights.load(inner, () -> {
                    innerBegun.countDown();
                    pass(outerWaits);
                    return "inner";
                });
                return flights.load(outer, () -> "second load " + loads.incrementAndGet());
            });
            pass(innerBegun);
            CountDownLatch end = new CountDownLatch(1);
            Running<String> two = start(() -> flights.load(outer, () -> {
                loads.incrementAndGet();
                String value = flights.load(inner, () -> "never");
                pass(end);
                return "with " + value;
            }));
            two.awaitWaiting();
            outerWaits.countDown();
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> one.task.isDone()
                            || (one.waitsForALoad()
                                    && !two.waitsForALoad()
                                    && two.thread.getState() == Thread.State.TIMED_WAITING));
            end.countDown();

            assertThat(one.join()).isEqualTo("with inner");
            assertThat(two.join()).isEqualTo("with inner");
            assertThat(loads).hasValue(1);
        }
    }

    @Test
    void whoComesAfterALoadWasForgottenRunsItsOwn() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Running<String> first = start(() -> flights.load("a", () -> {
            begun.countDown();
            pass(open);
            return "before";
        }));
        pass(begun);
        flights.forget("a");
        CountDownLatch secondOpen = new CountDownLatch(1);
        CountDownLatch secondBegun = new CountDownLatch(1);
        Running<String> second = start(() -> flights.load("a", () -> {
            secondBegun.countDown();
            pass(secondOpen);
            return "after";
        }));
        pass(secondBegun);
        open.countDown();
        assertThat(first.join()).isEqualTo("before");

        // The end of the first is not the end of the second.
        Running<String> third = start(() -> flights.load("a", () -> "third"));
        third.awaitWaiting();
        secondOpen.countDown();
        assertThat(second.join()).isEqualTo("after");
        assertThat(third.join()).isEqualTo("after");
    }

    @Test
    void futuresShareOneLoadAndItsFailure() {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> first = flights.loadAsync("a", () -> source);
        CompletableFuture<String> second = flights.loadAsync("a", () -> CompletableFuture.completedFuture("other"));
        second.cancel(true);
        CompletableFuture<String> third = flights.loadAsync("a", () -> CompletableFuture.completedFuture("other"));
        IOException failure = new IOException("source is down");
        source.completeExceptionally(failure);

        for (CompletableFuture<String> caller : List.of(first, third)) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(caller::join)
                    .withCause(failure);
        }
        assertThat(flights.loadAsync("a", () -> CompletableFuture.completedFuture("again"))
                        .join())
                .isEqualTo("again");
    }

    @Test
    void aSupplierThatThrowsEndsItsFlight() {
        CompletableFuture<String> future = flights.loadAsync("a", () -> {
            throw new IllegalStateException("no future");
        });

        assertThat(future).isCompletedExceptionally();
        assertThat(flights.loadAsync("a", () -> CompletableFuture.completedFuture("again"))
                        .join())
                .isEqualTo("again");
    }

    @Test
    void aThreadThatWaitsForAFutureSharesItsValueAndItsFailure() throws Exception {
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> future = flights.loadAsync("a", () -> source);
        Running<String> thread = start(() -> flights.load("a", () -> "other"));
        thread.awaitWaiting();
        IOException failure = new IOException("source is down");
        source.completeExceptionally(failure);

        assertThat(future).isCompletedExceptionally();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(thread::join)
                .satisfies(ex -> assertThat(ex.getCause()).isSameAs(failure));
    }

    @Test
    void whetherACallerIsPartOfALoadIsKnownWhileItRuns() throws Exception {
        assertThat(flights.isLoadedByCaller("a")).isFalse();
        assertThat(flights.load("a", () -> flights.isLoadedByCaller("a"))).isTrue();
        assertThat(flights.loadAsync("a", () -> CompletableFuture.completedFuture(flights.isLoadedByCaller("a")))
                        .join())
                .isTrue();
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<String> future = flights.loadAsync("a", () -> source);
        assertThat(flights.isLoadedByCaller("a")).isFalse();
        source.complete("value");
        assertThat(future).isCompletedWithValue("value");
    }
}
