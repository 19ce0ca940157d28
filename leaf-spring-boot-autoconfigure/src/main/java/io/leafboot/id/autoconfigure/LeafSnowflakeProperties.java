package io.leafboot.id.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Tags of type snowflake.
 *
 * @param epoch Moment that times are counted from. Never change it once ids were issued.
 * @param workerBits Bits of an id that hold the worker id. Never change them once ids were issued.
 * @param sequenceBits Bits of an id that hold the number within a millisecond. Never change them once ids were issued.
 * @param lease How long ids are issued while the database is down, and how long the worker id of an instance that died is
 *     given to nobody else.
 * @param maxBackward How far the clock may go back and be waited for; further back, ids are refused.
 * @param maxClockSkew How far apart the clocks of this machine and of the database may be.
 */
public record LeafSnowflakeProperties(
        @DefaultValue("2024-01-01T00:00:00Z") Instant epoch,
        @DefaultValue("10") int workerBits,
        @DefaultValue("12") int sequenceBits,
        @DefaultValue("1m") Duration lease,
        @DefaultValue("2s") Duration maxBackward,
        @DefaultValue("5s") Duration maxClockSkew) {}
