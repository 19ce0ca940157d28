package io.leafboot.id.actuate;

import io.leafboot.id.LeafTag;
import io.leafboot.id.forecast.Exhaustion;
import io.leafboot.id.segment.SegmentStatus;
import io.leafboot.id.segment.TagStatus;
import io.leafboot.id.snowflake.SnowflakeTagStatus;
import org.jspecify.annotations.Nullable;

/**
 * A tag as the endpoint shows it.
 *
 * @param row the row in the table, or {@code null} if it could not be read
 * @param highestReceived the highest id this instance ever received and did not give back, also of a tag that has left its
 *     memory; 0 for none
 * @param exhaustion when it reaches its highest id, or {@code null} if it has none or nothing is known of its row
 * @param buffer this instance's buffer, or {@code null} if the tag is not in its memory
 * @param snowflake what this instance issued, or {@code null} if the tag is of another type
 */
public record TagDescriptor(
        @Nullable RowDescriptor row,
        long highestReceived,
        @Nullable Exhaustion exhaustion,
        @Nullable BufferDescriptor buffer,
        @Nullable SnowflakeTagStatus snowflake) {

    static TagDescriptor of(
            @Nullable LeafTag row, long highestReceived, @Nullable Exhaustion exhaustion, @Nullable TagStatus status) {
        return new TagDescriptor(
                row == null ? null : new RowDescriptor(row.maxId(), row.step(), row.description()),
                highestReceived,
                exhaustion,
                status == null ? null : BufferDescriptor.of(status),
                null);
    }

    static TagDescriptor of(SnowflakeTagStatus status) {
        return new TagDescriptor(null, 0, null, null, status);
    }

    /**
     * The row.
     *
     * @param maxId highest id claimed by any instance
     * @param step length of a fresh instance's first segment
     * @param description free text, or {@code null}
     */
    public record RowDescriptor(
            long maxId, int step, @Nullable String description) {}

    /** The buffer; the components are those of {@link TagStatus}, with times in milliseconds. */
    public record BufferDescriptor(
            SegmentStatus current,
            @Nullable SegmentStatus next,
            String nextState,
            int step,
            int nextStep,
            long remaining,
            @Nullable Double secondsToEmpty,
            long issued,
            double idsPerSecond,
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
            double lastRefillMillis,
            double slowestRefillMillis,
            @Nullable String quarantined,
            @Nullable String lastError) {

        static BufferDescriptor of(TagStatus status) {
            double seconds = status.secondsToEmpty();
            return new BufferDescriptor(
                    status.current(),
                    status.next(),
                    status.next() != null ? "ready" : status.loading() ? "loading" : "not needed yet",
                    status.step(),
                    status.nextStep(),
                    status.remaining(),
                    Double.isInfinite(seconds) ? null : seconds,
                    status.issued(),
                    status.idsPerSecond(),
                    status.successRate(),
                    status.claims(),
                    status.failedClaims(),
                    status.switches(),
                    status.waits(),
                    status.failedCalls(),
                    status.wasted(),
                    status.returned(),
                    status.regressions(),
                    status.delegatedClaims(),
                    status.delegatedIds(),
                    status.lastRefill().toNanos() / 1e6,
                    status.slowestRefill().toNanos() / 1e6,
                    status.quarantine(),
                    status.lastError());
        }
    }
}
