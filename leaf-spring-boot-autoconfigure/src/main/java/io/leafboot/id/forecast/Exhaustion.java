package io.leafboot.id.forecast;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a tag runs out of ids.
 *
 * @param maxId the highest id that its settings allow
 * @param usedShare how much of that is claimed, from 0 to 1
 * @param idsPerSecond the rate that the forecast goes by, or {@code null} while it is not known
 * @param secondsLeft how long the rest lasts at this rate, or {@code null} if nothing is claimed or no rate is known
 * @param at when that will be, or {@code null} if not known, or not for a thousand years
 */
public record Exhaustion(
        long maxId,
        double usedShare,
        @Nullable Double idsPerSecond,
        @Nullable Double secondsLeft,
        @Nullable Instant at) {

    private static final double LONGEST_SECONDS = 1_000 * 366 * 86_400.0;

    static Exhaustion of(long limit, long maxId, double idsPerSecond, Instant now) {
        double left = Math.max(0, limit - maxId);
        boolean known = !Double.isNaN(idsPerSecond);
        Double seconds = left == 0 ? Double.valueOf(0) : known && idsPerSecond > 0 ? left / idsPerSecond : null;
        return new Exhaustion(
                limit,
                Math.min(1.0, (double) maxId / limit),
                known ? idsPerSecond : null,
                seconds,
                seconds == null || seconds > LONGEST_SECONDS ? null : now.plusSeconds(seconds.longValue()));
    }
}
