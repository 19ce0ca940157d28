package io.leafboot.id.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;

/**
 * Ranges that are claimed for clients with buffers of their own.
 *
 * @param enabled Whether ranges are claimed for clients, where the id service is enabled.
 * @param maxSize Most ids in one range; leaf.max-step if not set.
 * @param retention How long a claim can be repeated with its idempotency key.
 */
public record LeafHttpClaimsProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Integer maxSize,
        @DefaultValue("1h") Duration retention) {

    /** Returns {@code max-size}, checked, or its default. */
    public int checkedMaxSize(int maxStep) {
        if (maxSize == null) {
            return maxStep;
        }
        if (maxSize < 1 || maxSize > maxStep) {
            throw LeafStartupException.outOfRange(
                    "leaf.http.claims.max-size", maxSize, "from 1 to leaf.max-step, which is " + maxStep);
        }
        return maxSize;
    }

    /** Returns {@code retention}, checked. */
    public Duration checkedRetention() {
        if (retention.compareTo(Duration.ofMinutes(1)) < 0 || retention.compareTo(Duration.ofDays(30)) > 0) {
            throw LeafStartupException.outOfRange(
                    "leaf.http.claims.retention", DurationStyle.SIMPLE.print(retention), "from 1m to 30d");
        }
        return retention;
    }
}
