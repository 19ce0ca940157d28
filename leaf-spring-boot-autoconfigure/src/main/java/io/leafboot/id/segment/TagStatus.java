package io.leafboot.id.segment;

import io.leafboot.id.TagQuarantinedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A tag in one instance as it stood at one moment; reading it takes no id. Counts are since the generator was built.
 *
 * @param tag the tag
 * @param storedStep the step of the tag's row as last seen, 0 before the first claim
 * @param step the length of the last claim, 0 before the first
 * @param nextStep the length that a claim made now would have
 * @param current the segment that ids are drawn from
 * @param next the segment behind it, or {@code null} while it is not there
 * @param loading whether a claim (or a return of unused ids) is in flight
 * @param remaining how many ids are in memory
 * @param issued how many ids were handed out
 * @param idsPerSecond average rate of the last seconds
 * @param secondsToEmpty how long the ids in memory last at that rate; infinite without traffic
 * @param successRate ids handed out, divided by those and the calls that failed
 * @param claims how many segments were received
 * @param failedClaims how many claims failed
 * @param switches how often the next segment became the current one
 * @param waits how many calls had to wait for a claim
 * @param failedCalls how many calls ended with an exception
 * @param wasted how many ids were received and will never be handed out
 * @param returned how many unused ids were given back to the table
 * @param regressions how often the table gave ids that had been received before
 * @param delegatedClaims how many ranges were claimed here for others, such as clients of the id service
 * @param delegatedIds how many ids these were; they are not in {@code issued}
 * @param lastRefill how long the last refill took
 * @param slowestRefill the longest of the last 16 refills
 * @param highestReceived the highest id this instance ever received and did not give back, 0 for none
 * @param quarantine why nothing is issued, or {@code null}
 * @param lastError the error of the last claim, or {@code null} if it succeeded
 */
public record TagStatus(
        String tag,
        int storedStep,
        int step,
        int nextStep,
        SegmentStatus current,
        @Nullable SegmentStatus next,
        boolean loading,
        long remaining,
        long issued,
        double idsPerSecond,
        double secondsToEmpty,
        double successRate,
        long claims,
        long failedClaims,
        long switches,
        long waits,
        long failedCalls,
        long wasted,
        long returned,
        long regressions,
        long delegatedClaims,
        long delegatedIds,
        Duration lastRefill,
        Duration slowestRefill,
        long highestReceived,
        @Nullable String quarantine,
        @Nullable String lastError) {

    /** The buffer's lock is held. {@code issued} counts what stripes hold as issued; {@code inStripes} says how many. */
    static TagStatus of(
            String tag,
            TagLedger ledger,
            Segment current,
            @Nullable Segment next,
            long inStripes,
            long issued,
            TagRefiller refiller,
            double idsPerSecond,
            RefillTimes times) {
        long remaining = current.remaining() + inStripes + (next == null ? 0 : next.size());
        long handedOut = issued - inStripes;
        long calls = handedOut + ledger.failedCalls;
        TagQuarantinedException quarantine = refiller.quarantine();
        Throwable error = ledger.lastError;
        return new TagStatus(
                tag,
                ledger.storedStep,
                ledger.lastLength,
                refiller.nextLength(issued),
                SegmentStatus.of(current),
                next == null ? null : SegmentStatus.of(next),
                refiller.busy(),
                remaining,
                handedOut,
                idsPerSecond,
                idsPerSecond > 0 ? remaining / idsPerSecond : Double.POSITIVE_INFINITY,
                calls == 0 ? 1.0 : (double) handedOut / calls,
                ledger.claims,
                ledger.failedClaims,
                ledger.switches,
                ledger.waits,
                ledger.failedCalls,
                ledger.wasted,
                ledger.returned,
                ledger.regressions,
                ledger.delegatedClaims,
                ledger.delegatedIds,
                Duration.ofNanos(times.last()),
                Duration.ofNanos(times.slowest()),
                ledger.highest,
                quarantine == null ? null : quarantine.getMessage(),
                error == null ? null : error.toString());
    }
}
