package io.leafboot.id.testing;

import io.leafboot.id.autoconfigure.SegmentAllocatorDecorator;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.UncertainClaimException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.Assert;

/**
 * Makes the store that ids come from slow, or broken, when a test says so. It stands before whatever
 * {@link SegmentAllocator} there is: the one in memory of {@link AutoConfigureLeaf}, which brings a bean of this type, or
 * the table, if the test imports it:
 *
 * <pre>{@code
 * @SpringBootTest
 * @Import(ChaosAllocator.class)
 * class OutageTests {
 *
 *     @Test
 *     void ordersArePlacedWhileTheTableIsDown(@Autowired ChaosAllocator chaos) {
 *         chaos.down();
 *         …
 *     }
 * }
 * }</pre>
 *
 * <p>Without Spring: {@code SegmentIdGenerator.create(chaos.decorate(allocator))}.
 *
 * <p>The faults concern claims and returns of unused ids; ids that are in memory are handed out whatever happens here.
 * They add up: a call first waits, then fails or goes to the store, then loses its answer. A test finds everything healed
 * at its beginning. Safe for concurrent use; a change shows in the calls that begin after it, and, but for the failures
 * that are counted, in those that still wait.
 */
@Order(Ordered.HIGHEST_PRECEDENCE) // next to the store, so that other decorators see what it does
public final class ChaosAllocator implements SegmentAllocatorDecorator, ApplicationListener<ContextClosedEvent> {

    private static final Duration LONGEST = Duration.ofHours(1);

    private record Faults(
            @Nullable Duration delay,
            @Nullable Supplier<RuntimeException> failure,
            boolean answersLost,
            CountDownLatch healed) {

        static Faults none() {
            return new Faults(null, null, false, new CountDownLatch(1));
        }
    }

    /** Where a tag's row stood after its last claim. */
    private record Row(SegmentAllocator store, long maxId) {}

    /** Replaced as a whole, under this object's monitor, and read without it. */
    private volatile Faults faults = Faults.none();

    private final AtomicInteger failuresLeft = new AtomicInteger();

    private final AtomicInteger waiting = new AtomicInteger();

    /** Calls to the store share it; taking a row back excludes them, so that it meets no claim on its way. */
    private final ReadWriteLock access = new ReentrantReadWriteLock();

    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    /**
     * Every call waits before it goes to the store. {@link #heal()} lets those that wait go on at once, and so does the
     * end of the application context.
     *
     * @param delay from 1 millisecond to 1 hour
     */
    public synchronized void slow(Duration delay) {
        Assert.isTrue(
                delay.toMillis() >= 1 && delay.compareTo(LONGEST) <= 0,
                () -> "The delay is " + delay + "; allowed is from 1 ms to 1 h.");
        Faults now = faults;
        faults = new Faults(delay, now.failure(), now.answersLost(), now.healed());
    }

    /** Every call fails before it reaches the store. */
    public void down() {
        downWith(() -> new IllegalStateException("The store is down, as the test asked for."));
    }

    /** Every call fails with {@code failure} before it reaches the store. */
    public void down(RuntimeException failure) {
        downWith(() -> failure);
    }

    private synchronized void downWith(Supplier<RuntimeException> failure) {
        Faults now = faults;
        faults = new Faults(now.delay(), failure, now.answersLost(), now.healed());
    }

    /**
     * The next {@code n} calls fail before they reach the store; those after them do not.
     *
     * @param n at least 1; replaces what is left of an earlier number
     */
    public void failNext(int n) {
        Assert.isTrue(n >= 1, () -> "The number of calls is " + n + "; it is at least 1.");
        failuresLeft.set(n);
    }

    /** Every call takes effect in the store, and its answer is lost: the ids of such a claim are used by nobody. */
    public synchronized void loseAnswers() {
        Faults now = faults;
        faults = new Faults(now.delay(), now.failure(), true, now.healed());
    }

    /**
     * Takes a tag's row back, as a restore from a backup does: the store itself, by a return of ids that were used. The
     * next claim then gets ids that were received before, and the generator refuses them with
     * {@link io.leafboot.id.TagQuarantinedException}. {@link #heal()} leaves the row where it is;
     * {@link io.leafboot.id.LeafTags#advance} raises it. Only for a store whose ids nobody else uses.
     *
     * @param tag a tag from which a claim was made through this object
     * @param ids by how many, from 1 to the row's highest id
     * @throws IllegalStateException if there was no such claim, if another instance has claimed since, or if the store
     *     does not take ids back ({@link SegmentAllocator#giveBack})
     */
    public void goBack(String tag, long ids) {
        access.writeLock().lock();
        try {
            Row row = rows.get(tag);
            Assert.state(row != null, () -> "Nothing was claimed of tag '" + tag + "' yet; draw an id first.");
            Assert.isTrue(
                    ids >= 1 && ids <= row.maxId(),
                    () -> "Tag '" + tag + "' cannot go back by " + ids + "; allowed is from 1 to " + row.maxId() + ".");
            long to = row.maxId() - ids;
            Assert.state(
                    row.store().giveBack(tag, row.maxId(), to),
                    () -> "Tag '" + tag + "' could not be taken back from " + row.maxId() + " to " + to
                            + ": another instance has claimed since, or the store does not take ids back.");
            rows.put(tag, new Row(row.store(), to));
        } finally {
            access.writeLock().unlock();
        }
    }

    /** Ends all faults, and lets calls that wait go on. */
    public void heal() {
        Faults before;
        synchronized (this) {
            before = faults;
            faults = Faults.none();
        }
        failuresLeft.set(0);
        before.healed().countDown();
    }

    /** Returns how many calls {@link #slow} holds up at this moment. */
    public int waiting() {
        return waiting.get();
    }

    /** Heals, so that the application's stop does not wait for a slow store. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        heal();
    }

    @Override
    public SegmentAllocator decorate(SegmentAllocator allocator) {
        return new SegmentAllocator() {

            @Override
            public SegmentClaim claim(SegmentRequest request) {
                passFaults();
                SegmentClaim claim = reach(() -> {
                    SegmentClaim made = allocator.claim(request);
                    rows.put(request.tag(), new Row(allocator, made.last()));
                    return made;
                });
                if (faults.answersLost()) {
                    throw new UncertainClaimException(lostAnswer());
                }
                return claim;
            }

            @Override
            public boolean giveBack(String tag, long last, long lastUsed) {
                passFaults();
                boolean taken = reach(() -> {
                    boolean done = allocator.giveBack(tag, last, lastUsed);
                    if (done) {
                        rows.put(tag, new Row(allocator, lastUsed));
                    }
                    return done;
                });
                if (faults.answersLost()) {
                    throw lostAnswer();
                }
                return taken;
            }
        };
    }

    private static IllegalStateException lostAnswer() {
        return new IllegalStateException("The store's answer is lost, as the test asked for.");
    }

    private <T> T reach(Supplier<T> call) {
        access.readLock().lock();
        try {
            return call.get();
        } finally {
            access.readLock().unlock();
        }
    }

    private void passFaults() {
        Faults met = faults;
        if (met.delay() != null) {
            await(met.healed(), met.delay());
        }
        Supplier<RuntimeException> failure = faults.failure();
        if (failure != null) {
            throw failure.get();
        }
        if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("The store failed this once, as the test asked for.");
        }
    }

    private void await(CountDownLatch healed, Duration delay) {
        waiting.incrementAndGet();
        try {
            boolean unused = healed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the store was slow, as the test asked for.", e);
        } finally {
            waiting.decrementAndGet();
        }
    }
}
