package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerationException;
import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.segment.SegmentSettings;
import io.leafboot.id.segment.TagStatus;
import io.leafboot.id.segment.UncertainClaimException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A life of one process: a generator over an allocator that keeps the books, from its start to its end or its crash. */
final class FuzzedProcess implements SegmentAllocator {

    private final SegmentAllocator allocator;

    private final int greatestStep;

    private final SegmentIdGenerator generator;

    /** Held, so that what it counted is not forgotten when the tag falls idle. */
    private final TagIdGenerator ids;

    private final AtomicLong drawn = new AtomicLong();

    private final AtomicLong claimed = new AtomicLong();

    /** What claims asked for that may have taken effect: the waste meter counts it. */
    private final AtomicLong uncertain = new AtomicLong();

    /** The most that claims may have taken, and returns given back, whose outcome nobody knows. */
    final AtomicLong claimedPerhaps = new AtomicLong();

    final AtomicLong returnedPerhaps = new AtomicLong();

    FuzzedProcess(SegmentAllocator allocator, String tag, Ordering ordering, int greatestStep) {
        this.allocator = allocator;
        this.greatestStep = greatestStep;
        this.generator = SegmentIdGenerator.create(
                this,
                new SegmentSettings(
                        ordering,
                        10,
                        2,
                        200,
                        2.0,
                        Duration.ofSeconds(1),
                        0.5,
                        Duration.ofMillis(100),
                        Duration.ofMillis(150),
                        Duration.ofMillis(40),
                        true,
                        100));
        this.ids = generator.forTag(tag);
    }

    @Override
    public SegmentClaim claim(SegmentRequest request) {
        try {
            SegmentClaim claim = allocator.claim(request);
            claimed.addAndGet(claim.length());
            return claim;
        } catch (RuntimeException e) {
            if (e instanceof UncertainClaimException) {
                uncertain.addAndGet(request.length());
            }
            // Several statements may have been tried, but only one of them can have raised the row.
            claimedPerhaps.addAndGet(Math.max(request.length(), greatestStep));
            throw e;
        }
    }

    @Override
    public boolean giveBack(String tag, long last, long lastUsed) {
        try {
            return allocator.giveBack(tag, last, lastUsed);
        } catch (RuntimeException e) {
            returnedPerhaps.addAndGet(last - lastUsed);
            throw e;
        }
    }

    /** Draws once in one of three ways; what fails, fails for a reason. */
    void draw(Random random, LongConsumer sink) {
        try {
            switch (random.nextInt(3)) {
                case 0 -> take(ids.nextId(), sink);
                case 1 -> {
                    for (long id : ids.nextIds(1 + random.nextInt(30))) {
                        take(id, sink);
                    }
                }
                default -> {
                    IdRange range = ids.nextRange(1 + random.nextInt(30));
                    range.forEach(id -> take(id, sink));
                }
            }
        } catch (IdGenerationException e) {
            Thread.yield();
        }
    }

    private void take(long id, LongConsumer sink) {
        drawn.incrementAndGet();
        sink.accept(id);
    }

    void stop() {
        generator.stop();
    }

    void restart() {
        generator.stop();
        generator.start();
    }

    /** Ends it, and checks its books: every id claimed was issued, wasted, returned, or is still there. */
    TagStatus close() {
        generator.close();
        TagStatus status = generator.status(ids.tag()).orElseThrow();
        assertThat(status.quarantine()).isNull();
        assertThat(status.issued()).isEqualTo(drawn.get());
        assertThat(status.issued() + status.wasted() + status.returned() + status.remaining())
                .isEqualTo(claimed.get() + uncertain.get());
        return status;
    }

    long claimed() {
        return claimed.get();
    }
}
