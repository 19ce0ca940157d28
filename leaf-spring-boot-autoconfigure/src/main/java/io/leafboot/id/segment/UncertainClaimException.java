package io.leafboot.id.segment;

/**
 * Thrown by a {@link SegmentAllocator} when a claim failed but may have taken effect: the connection broke, or the answer
 * did not come in time. The range is not used; its ids count as wasted.
 */
public final class UncertainClaimException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with the store's own error. */
    public UncertainClaimException(RuntimeException cause) {
        super("The claim may have taken effect: " + cause.getMessage(), cause);
    }
}
