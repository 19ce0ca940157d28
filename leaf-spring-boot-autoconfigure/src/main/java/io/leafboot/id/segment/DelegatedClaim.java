package io.leafboot.id.segment;

/**
 * A range that was claimed for somebody else.
 *
 * @param claim the range, and the step stored with the tag
 * @param replayed whether it was claimed before, under the same key, and is only told again
 */
public record DelegatedClaim(SegmentClaim claim, boolean replayed) {}
