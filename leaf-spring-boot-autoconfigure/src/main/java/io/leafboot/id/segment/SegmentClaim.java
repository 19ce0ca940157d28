package io.leafboot.id.segment;

/**
 * A claimed range: the ids {@code last - length + 1} to {@code last}.
 *
 * @param last the highest id
 * @param length how many ids, at least 1
 * @param step the step stored with the tag; the requested {@code knownStep} or {@code length} where none is stored
 */
public record SegmentClaim(long last, int length, int step) {

    /**
     * The highest id there is: 2^40 below the greatest long, kept free so that cursors, which callers push past the end of
     * a segment, never wrap.
     */
    public static final long HIGHEST_ID = Long.MAX_VALUE - (1L << 40);

    /** Returns the lowest id. */
    public long first() {
        return last - length + 1;
    }
}
