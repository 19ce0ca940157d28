package io.leafboot.id.segment;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.UnknownTagException;

/**
 * Where segments come from: the extension point for a store of another kind. Implementations must be safe for concurrent
 * use and bound their own I/O; the engine makes one call at a time per tag, on its own threads.
 */
@FunctionalInterface
public interface SegmentAllocator {

    /**
     * Claims the next segment of a tag in one atomic, durable step. When the call returns, no other call in any process
     * may ever return an overlapping range. When it throws, the caller uses nothing, whether or not the claim took
     * effect.
     *
     * @param request the tag, the wanted length, and the step that the engine last saw
     * @return the claimed range and the step stored with the tag
     * @throws UnknownTagException if the store has no such tag
     * @throws InvalidSegmentException if the tag's stored state cannot be claimed from
     * @throws UncertainClaimException if the claim may have taken effect; its length is counted as wasted
     * @throws RuntimeException for any passing failure; the engine tries again after a back-off
     */
    SegmentClaim claim(SegmentRequest request);

    /**
     * Gives back the unused end of a range, only if nothing was claimed after it: the store's highest id goes from
     * {@code last} down to {@code lastUsed} if it still is {@code last}. The engine never uses the ids above
     * {@code lastUsed} again, whatever the outcome.
     *
     * @param tag the tag
     * @param last the last id of a range that {@link #claim} returned
     * @param lastUsed the new highest id, below {@code last}
     * @return whether the ids were taken back; {@code false} where the store cannot
     */
    default boolean giveBack(String tag, long last, long lastUsed) {
        return false;
    }
}
