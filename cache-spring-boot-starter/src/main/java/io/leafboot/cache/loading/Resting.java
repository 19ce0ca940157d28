package io.leafboot.cache.loading;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keys whose load has failed lately, so that the source is left alone for a while. Bounded: of very many, some are forgotten. */
final class Resting {

    private static final int MOST = 10_000;

    private final Cache<Object, Failure> failures = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfter(Expiry.<Object, Failure>writing((key, failure) -> Duration.ofNanos(failure.restNanos())))
            .build();

    /**
     * A load that failed.
     *
     * @param exception what it threw
     * @param restNanos for how long the source is left alone
     * @param answeredUntil until when it is answered to those who have no old value
     */
    record Failure(Exception exception, long restNanos, long answeredUntil) {

        boolean isAnswered() {
            return System.nanoTime() - answeredUntil < 0;
        }
    }

    /** Leaves the source alone: for the first time if there is an old value, and for the second if there is none. */
    void failed(Object key, Exception exception, long oldNanos, long noneNanos) {
        long rest = Math.max(oldNanos, noneNanos);
        if (rest > 0) {
            failures.put(key, new Failure(exception, rest, System.nanoTime() + noneNanos));
        }
    }

    @Nullable
    Failure of(Object key) {
        return failures.getIfPresent(key);
    }

    void forget(Object key) {
        failures.invalidate(key);
    }

    void forgetAll() {
        failures.invalidateAll();
    }
}
