package io.leafboot.cache;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How the {@link CacheWriter} of a cache is called. What is not set is {@code null}.
 *
 * @param mode whether a put waits for the writer
 * @param interval with write-behind, how long a value waits for others at most, 1 ms to 10 minutes
 * @param batchSize with write-behind, how many values the writer is given at once, 1 to 10,000
 * @param queueSize with write-behind, how many values may wait; a put waits when that many do; 1 to 1,000,000
 * @param maxAttempts with write-behind, how often a value is tried before it is given up, 1 to 1000
 * @param backoff with write-behind, how long after a failure the next attempt is made, 1 ms to 1 hour; it doubles each
 *     time, up to a minute or to itself if that is longer
 */
public record WriterSpec(
        @Nullable Mode mode,
        @Nullable Duration interval,
        @Nullable Integer batchSize,
        @Nullable Integer queueSize,
        @Nullable Integer maxAttempts,
        @Nullable Duration backoff) {

    /** Whether a put waits for the writer. */
    public enum Mode {
        /** The writer is called first, on the caller's thread; what it throws is the caller's, and nothing is put. */
        WRITE_THROUGH,
        /** The value is put at once and written later, the newest of each key, in batches. */
        WRITE_BEHIND
    }

    /** Nothing set. */
    public static final WriterSpec UNSET = new WriterSpec(null, null, null, null, null, null);

    static final WriterSpec BUILT_IN =
            new WriterSpec(Mode.WRITE_THROUGH, Duration.ofSeconds(1), 100, 10_000, 5, Duration.ofMillis(500));

    WriterSpec orElse(WriterSpec defaults) {
        return new WriterSpec(
                mode != null ? mode : defaults.mode,
                interval != null ? interval : defaults.interval,
                batchSize != null ? batchSize : defaults.batchSize,
                queueSize != null ? queueSize : defaults.queueSize,
                maxAttempts != null ? maxAttempts : defaults.maxAttempts,
                backoff != null ? backoff : defaults.backoff);
    }

    void describe(BiConsumer<String, @Nullable Object> settings) {
        settings.accept("writer.mode", mode);
        settings.accept("writer.interval", interval);
        settings.accept("writer.batch-size", batchSize);
        settings.accept("writer.queue-size", queueSize);
        settings.accept("writer.max-attempts", maxAttempts);
        settings.accept("writer.backoff", backoff);
    }
}
