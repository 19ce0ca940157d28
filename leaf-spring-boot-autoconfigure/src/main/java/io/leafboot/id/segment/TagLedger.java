package io.leafboot.id.segment;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a tag for the life of the generator, also while the tag itself is out of memory: above all the
 * highest id ever received, against which each new range is held. Not thread-safe; its buffer's lock guards it.
 */
final class TagLedger {

    /** The highest id of all ranges received and not given back; 0 before the first. */
    long highest;

    /** The step stored with the tag, 0 while unknown. */
    int storedStep;

    /** The length of the last claim, 0 before the first. */
    int lastLength;

    /** Ids issued from segments that are no longer current. */
    long issuedBefore;

    long claims;
    long switches;
    long waits;
    long failedClaims;
    long failedCalls;
    long wasted;
    long returned;
    long regressions;
    long delegatedClaims;
    long delegatedIds;
    long delegatedFailuresInARow;

    @Nullable
    Throwable lastError;

    /** Begins anew; the counts go on. See {@link SegmentIdGenerator#forgetReceived()}. */
    void forgetReceived() {
        highest = 0;
        storedStep = 0;
        lastLength = 0;
        lastError = null;
    }

    boolean everReceived() {
        return claims + delegatedClaims > 0;
    }
}
