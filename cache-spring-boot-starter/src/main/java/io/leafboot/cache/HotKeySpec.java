package io.leafboot.cache;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a remote cache get a place in memory of their own accord. What is not set is {@code null}; without a
 * threshold none do.
 *
 * @param threshold reads of a key on one node within ten seconds that make it hot, 2 to 1,000,000; 0 for never
 * @param localTtl how long a hot key stays in memory before it is read remotely again, 1 ms to 1 hour
 */
public record HotKeySpec(
        @Nullable Integer threshold, @Nullable Duration localTtl) {

    /** Nothing set. */
    public static final HotKeySpec UNSET = new HotKeySpec(null, null);

    static final HotKeySpec BUILT_IN = new HotKeySpec(null, Duration.ofSeconds(5));

    HotKeySpec orElse(HotKeySpec defaults) {
        return new HotKeySpec(
                threshold != null ? threshold : defaults.threshold, localTtl != null ? localTtl : defaults.localTtl);
    }

    void describe(BiConsumer<String, @Nullable Object> settings) {
        settings.accept("hot-keys.threshold", threshold);
        settings.accept("hot-keys.local-ttl", localTtl);
    }
}
