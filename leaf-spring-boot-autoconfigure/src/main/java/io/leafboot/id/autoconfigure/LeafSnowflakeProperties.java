package io.leafboot.id.autoconfigure;

import java.time.Instant;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Tags of type snowflake.
 *
 * @param epoch Moment that times are counted from. Never change it once ids were issued.
 */
public record LeafSnowflakeProperties(
        @DefaultValue("2024-01-01T00:00:00Z") Instant epoch) {}
