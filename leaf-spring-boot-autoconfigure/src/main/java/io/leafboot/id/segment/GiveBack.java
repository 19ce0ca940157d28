package io.leafboot.id.segment;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the unused ends of a tag's segments back to its row, on a claim thread, and keeps the books of it. */
final class GiveBack {

    private static final Logger log = LoggerFactory.getLogger(GiveBack.class);

    private final String tag;

    private final SegmentAllocator allocator;

    private final TagLedger ledger;

    /** Guards the ledger; not held over I/O. */
    private final ReentrantLock lock;

    GiveBack(String tag, SegmentAllocator allocator, TagLedger ledger, ReentrantLock lock) {
        this.tag = tag;
        this.allocator = allocator;
        this.ledger = ledger;
        this.lock = lock;
    }

    /**
     * From the top down, since the row's highest id must be the end of what is given back; what cannot be is wasted.
     *
     * @param leftOfCurrent how many ids at the end of {@code current} were not used
     * @param next the segment behind it, wholly unused, or {@code null}
     */
    void run(Segment current, long leftOfCurrent, @Nullable Segment next) {
        boolean topTaken = next == null || giveBack(next, next.size());
        if (topTaken && (next == null || next.first == current.last + 1)) {
            giveBack(current, leftOfCurrent);
        } else {
            countLoss(leftOfCurrent);
        }
    }

    private boolean giveBack(Segment segment, long left) {
        if (left == 0) {
            return false;
        }
        boolean taken = false;
        boolean unknown = false;
        try {
            taken = allocator.giveBack(tag, segment.last, segment.last - left);
        } catch (Throwable e) { // an Error too, or the tag would stay busy for ever
            unknown = true;
            log.warn("Could not give back {} unused ids of tag '{}': {}", left, tag, e.toString());
        }
        lock.lock();
        try {
            if ((taken || unknown) && ledger.highest == segment.last) {
                // These ids are never used here again, so if the row did go down, that is no regression. Where a
                // range for somebody else came after them, it did not.
                ledger.highest = left == segment.size() ? segment.floor : segment.last - left;
            }
            if (taken) {
                ledger.returned += left;
            } else {
                ledger.wasted += left;
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    private void countLoss(long ids) {
        lock.lock();
        try {
            ledger.wasted += ids;
        } finally {
            lock.unlock();
        }
    }
}
