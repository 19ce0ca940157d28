package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of a cache's clears and its evicts by tag: a random number for the last clear, and one for the last evict
 * of each tag. A value carries those that were known when its load began, and is seen only while they are the present ones;
 * so a clear and an evict by tag are one write, whatever the number of values, and a load that began before is out of date
 * without anybody looking for it. Immutable; a change copies two small arrays.
 */
final class Marks {

    private static final int PIECE = 256;
    private static final long[] EMPTY = new long[PIECE];

    static final Marks NONE = new Marks(0, null, 0);

    private final long generation;
    private final long @Nullable [][] pieces;
    private final long tagEvicts;

    private Marks(long generation, long @Nullable [][] pieces, long tagEvicts) {
        this.generation = generation;
        this.pieces = pieces;
        this.tagEvicts = tagEvicts;
    }

    /** A number that nobody has drawn before; not 0, which stands for none. */
    static long random() {
        long number;
        do {
            number = ThreadLocalRandom.current().nextLong();
        } while (number == 0);
        return number;
    }

    long generation() {
        return generation;
    }

    /** A number that every evict by tag changes, of whichever tag, and that is the same in whichever order they are heard of. */
    long tagEvicts() {
        return tagEvicts;
    }

    Marks withGeneration(long changed) {
        return new Marks(changed, pieces, tagEvicts);
    }

    Marks withTag(int tag, long mark) {
        long[][] copy;
        if (pieces == null) {
            copy = new long[CacheEntry.TAG_NUMBERS / PIECE][];
            Arrays.fill(copy, EMPTY);
        } else {
            copy = pieces.clone();
        }
        long[] piece = copy[tag / PIECE].clone();
        piece[tag % PIECE] = mark;
        copy[tag / PIECE] = piece;
        return new Marks(generation, copy, tagEvicts ^ of(tag) ^ mark);
    }

    long of(int tag) {
        return pieces == null ? 0 : pieces[tag / PIECE][tag % PIECE];
    }

    /** The numbers of these tags' last evicts. */
    long[] of(int[] tags) {
        long[] marks = new long[tags.length];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = of(tags[i]);
        }
        return marks;
    }

    /** Whether there was no clear, and no evict by tag, of whichever tag, between these and others. */
    boolean areThoseOf(Marks others) {
        return generation == others.generation && tagEvicts == others.tagEvicts;
    }

    /** Whether none of the tags was evicted since these were their marks. */
    boolean hold(int[] tags, long[] marks) {
        for (int i = 0; i < tags.length; i++) {
            if (of(tags[i]) != marks[i]) {
                return false;
            }
        }
        return true;
    }
}
