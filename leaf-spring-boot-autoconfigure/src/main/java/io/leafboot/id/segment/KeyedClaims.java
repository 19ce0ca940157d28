package io.leafboot.id.segment;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.UnknownTagException;

/**
 * Claims that can be repeated: the range is kept with a key that the caller chose, so that a caller who lost the answer gets
 * the same range by asking again. Implementations are safe for concurrent use and bound their own I/O.
 */
public interface KeyedClaims {

    /**
     * Claims a range, or returns the one that was claimed with this key before. Range and key are stored in one atomic step:
     * whoever calls again with the key, at any instance on the same store and after any crash, either gets the same range
     * or finds that nothing was claimed.
     *
     * @param key 1 to 64 characters of {@code [A-Za-z0-9._-]}
     * @param wanted how many ids the caller asked for, which has to be the same each time
     * @param request what to claim
     * @param highest the highest id that this instance received; see {@link ClaimSource#claim}
     * @throws KeyReusedException if the key was used for another tag or another number of ids
     * @throws UnknownTagException if the store has no such tag
     * @throws InvalidSegmentException if the tag's stored state cannot be claimed from
     * @throws RuntimeException for any passing failure; whether the claim took effect is told by the next call with the key
     */
    DelegatedClaim claim(String key, int wanted, SegmentRequest request, long highest);

    /**
     * Forgets keys that are older than the retention. A call with a forgotten key claims anew, so the range before is wasted
     * and none is repeated.
     *
     * @param atMost how many to forget in one call
     * @return how many were forgotten; if {@code atMost}, there may be more
     */
    int sweep(int atMost);
}
