package io.leafboot.id.snowflake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tag in one instance as it stood at one moment; reading it takes no id.
 *
 * @param tag the tag
 * @param issued how many ids were handed out
 * @param lastTime the time in the last id, or {@code null} before the first
 * @param waits how many calls had to wait
 * @param failedCalls how many calls ended with an exception
 */
public record SnowflakeTagStatus(
        String tag, long issued, @Nullable Instant lastTime, long waits, long failedCalls) {}
