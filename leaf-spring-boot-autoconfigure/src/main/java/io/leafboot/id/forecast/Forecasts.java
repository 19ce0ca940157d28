package io.leafboot.id.forecast;

import io.leafboot.id.segment.TagStatus;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the tags that have a highest id reach it. Safe for concurrent use; performs no I/O. */
public final class Forecasts {

    private static final Logger log = LoggerFactory.getLogger(Forecasts.class);

    private static final double[] WARNINGS = {0.80, 0.95};

    /** By tag; those that never begin anew. */
    private final Map<String, Long> limits;

    private final Map<String, Progress> progress = new HashMap<>();

    /** How many warnings there were of a tag. */
    private final Map<String, Integer> warned = new ConcurrentHashMap<>();

    private final Function<String, @Nullable TagStatus> statuses;

    private final Clock clock;

    Forecasts(Map<String, Long> limits, Function<String, @Nullable TagStatus> statuses, Clock clock) {
        this.limits = Map.copyOf(limits);
        this.statuses = statuses;
        this.clock = clock;
        limits.keySet().forEach(tag -> progress.put(tag, new Progress()));
    }

    /** Returns forecasts of no tag. */
    public static Forecasts none() {
        return new Forecasts(Map.of(), tag -> null, Clock.systemUTC());
    }

    /** Returns the tags that there are forecasts of, in no order. */
    public Set<String> tags() {
        return limits.keySet();
    }

    /**
     * Returns a tag's forecast.
     *
     * @param tag the tag
     * @param maxIdOfRow its row's {@code max_id}, if that was just read, or {@code null} to go by this instance's claims
     * @return the forecast, or {@code null} if the tag has no highest id or nothing is known of its row
     */
    public @Nullable Exhaustion of(String tag, @Nullable Long maxIdOfRow) {
        Long limit = limits.get(tag);
        Progress seen = progress.get(tag);
        if (limit == null || seen == null) {
            return null;
        }
        long maxId = maxIdOfRow != null ? maxIdOfRow : seen.maxId();
        return maxId < 0 ? null : Exhaustion.of(limit, maxId, rate(tag, seen), clock.instant());
    }

    /** Returns the forecasts of all tags of which anything is known, by name. */
    public Map<String, Exhaustion> all() {
        Map<String, Exhaustion> all = new TreeMap<>();
        for (String tag : limits.keySet()) {
            Exhaustion exhaustion = of(tag, null);
            if (exhaustion != null) {
                all.put(tag, exhaustion);
            }
        }
        return all;
    }

    /** Until there are two claims to compare, what this instance hands out is the best there is. */
    private double rate(String tag, Progress seen) {
        double rate = seen.rate(nanos());
        if (Double.isNaN(rate)) {
            TagStatus status = statuses.apply(tag);
            return status == null || status.idsPerSecond() <= 0 ? Double.NaN : status.idsPerSecond();
        }
        return rate;
    }

    private long nanos() {
        return clock.millis() * 1_000_000;
    }

    /** A claim has raised a row to {@code maxId}. */
    void claimed(String tag, long maxId) {
        Progress seen = progress.get(tag);
        if (seen == null) {
            return;
        }
        seen.add(nanos(), maxId);
        Exhaustion exhaustion = of(tag, null);
        if (exhaustion == null) {
            return;
        }
        int reached = 0;
        while (reached < WARNINGS.length && exhaustion.usedShare() >= WARNINGS[reached]) {
            reached++;
        }
        Integer before = warned.put(tag, Math.max(reached, warned.getOrDefault(tag, 0)));
        if (reached > (before == null ? 0 : before)) {
            log.warn(
                    "Tag '{}' has used {} % of its ids up to {}; {}.",
                    tag,
                    Math.floor(exhaustion.usedShare() * 1_000) / 10,
                    exhaustion.maxId(),
                    exhaustion.at() == null
                            ? "when the rest is used up is not known yet"
                            : "at the present rate the rest lasts until " + exhaustion.at());
        }
    }
}
