package io.leafboot.id.segment;

/** Where a range for somebody else comes from; see {@link SegmentIdGenerator#claimFor}. */
@FunctionalInterface
public interface ClaimSource {

    /**
     * Claims once, on the calling thread, as {@link SegmentAllocator#claim} does, or tells again what was claimed before. The
     * exceptions are the same.
     *
     * @param request what to claim
     * @param highest the highest id that this instance received. A range that is not above it shows that the store went
     *     back; it is returned all the same, for the engine to refuse, but must not be kept to be told again.
     */
    DelegatedClaim claim(SegmentRequest request, long highest);
}
