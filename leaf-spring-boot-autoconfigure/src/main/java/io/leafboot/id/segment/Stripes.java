package io.leafboot.id.segment;

import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The unordered front of a buffer: threads are spread over stripes by a hash of their id, and each stripe draws short runs
 * from the buffer and hands out their ids with a cursor of its own. Stripes rather than thread-locals, so that a million
 * virtual threads hold no more ids than a few platform threads.
 *
 * <p>Memory ordering. A run is a {@link Segment} with the same atomic cursor, published through a volatile field. A release
 * of the buffer drains the segment, raises {@link SegmentBuffer#releases()}, and drains every run, in this order; whoever
 * installs a run reads that number before it takes the ids and after it has installed them. So either the release drains
 * the new run, or the installer sees the new number and drains it itself. A stop waits for installers, so no run outlives
 * it.
 */
final class Stripes implements TagIdGenerator {

    /** What a stripe has before its first run; shared, so that a tag that few threads draw from costs no more for it. */
    private static final Segment NONE = Segment.empty();

    private static final int LONGEST_RUN = 8_192;

    /** All stripes together hold at most this fraction of a segment. */
    private static final int HELD_FRACTION = 16;

    private final SegmentBuffer buffer;

    private final Stripe[] stripes;

    private final int shift;

    Stripes(SegmentBuffer buffer) {
        this.buffer = buffer;
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), 16);
        int count = Integer.highestOneBit(4 * processors);
        this.stripes = new Stripe[count];
        for (int i = 0; i < count; i++) {
            stripes[i] = new Stripe();
        }
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
    }

    @Override
    public String tag() {
        return buffer.tag();
    }

    @Override
    public long nextId() {
        Stripe stripe = stripes[(int) ((Thread.currentThread().getId() * 0x9E3779B97F4A7C15L) >>> shift)];
        Segment run = stripe.run;
        long id = run.take();
        return id <= run.last ? id : stripe.refill();
    }

    @Override
    public long[] nextIds(int n) {
        return buffer.nextIds(n);
    }

    @Override
    public IdRange nextRange(int atMost) {
        return buffer.nextRange(atMost);
    }

    /** Empties all stripes and returns how many ids they held. */
    long drain() {
        long ids = 0;
        for (Stripe stripe : stripes) {
            ids += stripe.run.drain();
        }
        return ids;
    }

    /** Waits, after a release, until runs that were taken before it are drained. Their owners no longer wait for a claim. */
    void awaitRefills(long deadline) throws InterruptedException {
        for (Stripe stripe : stripes) {
            if (stripe.lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                stripe.lock.unlock();
            }
        }
    }

    long remaining() {
        long ids = 0;
        for (Stripe stripe : stripes) {
            ids += stripe.run.remaining();
        }
        return ids;
    }

    private final class Stripe {

        private final ReentrantLock lock = new ReentrantLock();

        private volatile Segment run = NONE;

        private long refill() {
            if (!lock.tryLock()) { // somebody fills this stripe already, and may have to wait for a claim
                return buffer.nextId();
            }
            try {
                Segment present = run;
                long id = present.take();
                if (id <= present.last) {
                    return id;
                }
                int releases = buffer.releases();
                IdRange range = buffer.takeRange(runLength(), System.nanoTime());
                Segment fresh = new Segment(range.first(), range.last(), 0);
                long mine = fresh.take();
                run = fresh;
                if (buffer.releases() != releases) {
                    buffer.countWasted(fresh.drain());
                }
                return mine;
            } finally {
                lock.unlock();
            }
        }

        private int runLength() {
            long share = buffer.currentSize() / ((long) HELD_FRACTION * stripes.length);
            return (int) Math.min(Math.max(share, 1), LONGEST_RUN);
        }
    }
}
