package io.leafboot.id.snowflake;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The worker id of an instance as it stood at one moment.
 *
 * @param running whether ids are issued at all
 * @param workerId the worker id, or {@code null} while there is none
 * @param owner as whom this instance stands in the table
 * @param issuableUntil the latest time that an id may have now, or {@code null} without a worker id
 * @param canIssue whether the present time is one that ids of every tag may have, if need be after a wait of
 *     {@link SnowflakeSettings#maxBackward()}
 * @param clockAhead how far this process's clock is ahead of the table's, negative if behind; as last seen, and within the
 *     time that the table took to answer
 * @param takeOvers how often somebody else held the worker id when it was to be extended
 * @param lastError why the worker id could not be had or extended at the last try, or {@code null}
 */
public record WorkerStatus(
        boolean running,
        @Nullable Integer workerId,
        String owner,
        @Nullable Instant issuableUntil,
        boolean canIssue,
        Duration clockAhead,
        long takeOvers,
        @Nullable String lastError) {}
