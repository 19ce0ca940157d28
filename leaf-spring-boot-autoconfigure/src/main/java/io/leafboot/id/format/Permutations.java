package io.leafboot.id.format;

import org.jspecify.annotations.Nullable;

/**
 * The permutations of a tag: one, or where numbers begin anew one for each period, so that the first number of a day does not
 * look like that of the day before. The last one asked for is remembered. Safe for concurrent use.
 */
final class Permutations {

    private record Known(String period, Permutation permutation) {}

    private final String key;

    private final int bits;

    private volatile @Nullable Known last;

    Permutations(String key, int bits) {
        this.key = key;
        this.bits = bits;
    }

    /** Returns the permutation of a period, of the empty one for the only one. */
    Permutation of(String period) {
        Known known = last;
        if (known == null || !known.period.equals(period)) {
            known = new Known(period, new Permutation(key, bits, period));
            last = known;
        }
        return known.permutation;
    }
}
