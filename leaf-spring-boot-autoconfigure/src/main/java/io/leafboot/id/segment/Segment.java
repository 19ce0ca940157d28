package io.leafboot.id.segment;

/**
 * A claimed range of ids and the cursor over it.
 *
 * <p>Memory ordering. The cursor is the one point of decision: every id is taken by an atomic step on it (an add, a
 * compare-and-set, a swap), so no value is taken twice, and a value is good exactly if it is not above {@link #last},
 * which is final. A segment is published through a volatile field of its buffer; a thread that still holds an old one
 * either takes an id that is left in it, which is as good as any, or a value past its end, and goes on to look at the
 * buffer. Nothing is ever put back into a segment, so a value seen past the end stays past it.
 */
final class Segment extends PaddedCursor {

    /** The lowest id. */
    final long first;

    /** The highest id. */
    final long last;

    /** The highest id that the tag had received before this segment; what giving all of it back returns to. */
    final long floor;

    /** Ids up to here are handed out without a look at whether a refill is due; written under the buffer's lock. */
    volatile long checkpoint;

    Segment(long first, long last, long floor) {
        this.first = first;
        this.last = last;
        this.floor = floor;
        this.checkpoint = last;
        this.cursor = first;
    }

    /** Returns a segment without ids, in place of none. */
    static Segment empty() {
        return new Segment(1, 0, 0);
    }

    /** Takes one value; it is an id of this segment if it is not above {@link #last}. */
    long take() {
        return getAndIncrement();
    }

    /**
     * Takes up to {@code atMost} contiguous ids.
     *
     * @return the first of them; above {@link #last} if there was none. The run ends at
     *     {@code min(result + atMost - 1, last)}.
     */
    long takeRange(int atMost) {
        while (true) {
            long from = cursor;
            if (from > last) {
                return from;
            }
            long next = from + Math.min(atMost, last - from + 1);
            if (compareAndSet(from, next)) {
                return from;
            }
        }
    }

    /** Takes all that is left, so that nobody else gets any, and returns how many ids that was. */
    long drain() {
        long from = getAndSet(last + 1);
        return Math.max(0, last + 1 - from);
    }

    long size() {
        return last - first + 1;
    }

    /** Returns how many ids are left; callers push the cursor past the end, so it is never below 0. */
    long remaining() {
        return Math.max(0, last + 1 - cursor);
    }

    long used() {
        return size() - remaining();
    }
}
