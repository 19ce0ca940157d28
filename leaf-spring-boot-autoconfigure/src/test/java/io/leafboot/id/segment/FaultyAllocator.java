package io.leafboot.id.segment;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** One instance's way to a shared row: calls fail before or after their effect, or take long, at random. */
final class FaultyAllocator implements SegmentAllocator {

    private final AtomicLong row;

    /** How many ids the instance was told of. */
    final AtomicLong claimed = new AtomicLong();

    /** How many of 100 calls fail or are slow. */
    volatile int faults = 20;

    FaultyAllocator(AtomicLong row) {
        this.row = row;
    }

    @Override
    public SegmentClaim claim(SegmentRequest request) {
        fault("before the claim");
        SegmentClaim claim = new SegmentClaim(row.addAndGet(request.length()), request.length(), 0);
        fault("after the claim");
        claimed.addAndGet(request.length());
        return claim;
    }

    @Override
    public boolean giveBack(String tag, long last, long lastUsed) {
        fault("before the return");
        boolean taken = row.compareAndSet(last, lastUsed);
        fault("after the return");
        return taken;
    }

    private void fault(String when) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int chance = random.nextInt(300);
        if (chance >= faults) {
            return;
        }
        if (chance % 3 == 0) {
            MemoryAllocator.pause(random.nextInt(1, 8));
        } else if (chance % 3 == 1) {
            throw new IllegalStateException("connection lost " + when);
        } else {
            throw new LinkageError("broken " + when);
        }
    }
}
