package io.leafboot.id.segment;

/**
 * What the engine asks an {@link SegmentAllocator} for.
 *
 * @param tag the tag, already checked for length and blankness
 * @param length how many ids to claim, at least 1
 * @param knownStep the step stored with the tag as the engine last saw it, or 0 if it never did. A store whose step
 *     differs claims its own step instead of {@code length}, so that a change made by an operator takes effect with this
 *     very claim.
 * @param maxLength the most ids that the engine accepts in one claim
 */
public record SegmentRequest(String tag, int length, int knownStep, int maxLength) {

    /** A {@code knownStep} that stands for any: {@code length} ids are claimed whatever step is stored. */
    public static final int ANY_STEP = -1;
}
