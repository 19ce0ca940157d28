package io.leafboot.cache.memory;

import io.leafboot.cache.CacheEntry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which tags were evicted when, counted in evicts: an entry that has a tag holds if the tag was not evicted since the entry's
 * load began. So an evict is one write, however many entries there are, and they are looked at when they are read.
 *
 * <p>Memory ordering: an evict raises the count first and marks its tag after. A load that saw the raised count began after
 * the evict did; one that saw the old count does not hold once the tag is marked, which it is when the evict returns. Marks
 * are in pieces that come into being when one of their tags is first evicted.
 */
public final class TagVersions {

    private static final int PIECE = 1 << 10;

    private final AtomicLong evicts = new AtomicLong();
    private final AtomicReferenceArray<@Nullable Piece> pieces =
            new AtomicReferenceArray<>(CacheEntry.TAG_NUMBERS / PIECE);
    /** Whether any tag was ever evicted: what a reader asks first. */
    private volatile boolean any;

    private static final class Piece {

        final AtomicLongArray marks = new AtomicLongArray(PIECE);
    }

    /** To be taken before the source is read. */
    public long now() {
        return evicts.get();
    }

    /** Whether none of the tags was evicted since then. */
    public boolean hold(int @Nullable [] tags, long since) {
        if (tags == null || !any) {
            return true;
        }
        for (int tag : tags) {
            Piece piece = pieces.get(tag / PIECE);
            if (piece != null && piece.marks.get(tag % PIECE) > since) {
                return false;
            }
        }
        return true;
    }

    /** All that was loaded with this tag until now holds no more. */
    public void evict(int tag) {
        int at = tag / PIECE;
        if (pieces.get(at) == null) {
            pieces.compareAndSet(at, null, new Piece());
        }
        long number = evicts.incrementAndGet();
        Piece piece = pieces.get(at);
        if (piece != null) {
            piece.marks.accumulateAndGet(tag % PIECE, number, Math::max);
        }
        any = true;
    }
}
