package io.leafboot.cache.source;

import io.leafboot.cache.WriterSpec;
import java.time.Duration;
import java.util.Objects;

/**
 * What write-behind is set to.
 *
 * @param patience how long a put waits for room
 * @param limit how long an end waits until all is written
 */
record BehindSettings(
        Duration interval,
        int batchSize,
        int queueSize,
        int maxAttempts,
        Duration backoff,
        Duration patience,
        Duration limit) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    static BehindSettings of(WriterSpec spec) {
        return new BehindSettings(
                Objects.requireNonNull(spec.interval()),
                Objects.requireNonNull(spec.batchSize()),
                Objects.requireNonNull(spec.queueSize()),
                Objects.requireNonNull(spec.maxAttempts()),
                Objects.requireNonNull(spec.backoff()),
                PATIENCE,
                LIMIT);
    }
}
