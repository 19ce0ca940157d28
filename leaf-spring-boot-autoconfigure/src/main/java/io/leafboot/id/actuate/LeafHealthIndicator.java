package io.leafboot.id.actuate;

import io.leafboot.id.forecast.Exhaustion;
import io.leafboot.id.forecast.Forecasts;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import io.leafboot.id.snowflake.SnowflakeIds;
import io.leafboot.id.snowflake.WorkerStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * DOWN when a tag cannot issue ids, or a declared one never could, with the tag and the reason; else UP, also while the database is down and the buffers
 * last. Shows how long they last, and which tags would not outlast the outage budget.
 */
final class LeafHealthIndicator extends AbstractHealthIndicator {

    /** A tag that reaches its highest id sooner is shown. */
    private static final double RUNS_OUT_SECONDS = Duration.ofDays(30).toSeconds();

    private static final double RUNS_OUT_SHARE = 0.8;

    private final SegmentIdGenerator generator;

    private final @Nullable SnowflakeIds snowflake;

    private final Forecasts forecasts;

    /** Tells rows that nobody draws from any more, though they may be in memory still. */
    private final Predicate<String> isPast;

    /** Tags that the application is not ready without, and that have had no segment yet. */
    private final Set<String> cold = ConcurrentHashMap.newKeySet();

    LeafHealthIndicator(
            SegmentIdGenerator generator,
            @Nullable SnowflakeIds snowflake,
            Forecasts forecasts,
            Set<String> declaredTags,
            Predicate<String> isPast) {
        super("The id generator's health could not be told");
        this.generator = generator;
        this.snowflake = snowflake;
        this.forecasts = forecasts;
        this.isPast = isPast;
        cold.addAll(declaredTags);
        generator.onFirstSegment(cold::remove);
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        double budget = generator.settings().outageBudget().toMillis() / 1e3;
        Map<String, String> down = new TreeMap<>();
        Map<String, String> failing = new TreeMap<>();
        Map<String, Double> belowBudget = new TreeMap<>();
        double shortest = Double.POSITIVE_INFINITY;
        int tags = 0;
        for (TagStatus status : generator.statuses()) {
            if (isPast.test(status.tag())) {
                continue;
            }
            tags++;
            if (status.claims() + status.delegatedClaims() > 0) {
                cold.remove(status.tag()); // listeners are told a moment after a caller may have had an id
            }
            shortest = Math.min(shortest, status.secondsToEmpty());
            String reason = reasonDown(status);
            if (reason != null) {
                down.put(status.tag(), reason);
            } else if (status.lastError() != null) {
                failing.put(status.tag(), status.lastError());
            }
            if (status.secondsToEmpty() < budget) {
                belowBudget.put(status.tag(), status.secondsToEmpty());
            }
        }
        cold.forEach(tag -> down.putIfAbsent(tag, "no ids yet"));
        if (snowflake != null) {
            WorkerStatus worker = snowflake.worker();
            builder.withDetail("workerId", worker.workerId() == null ? "none" : worker.workerId());
            if (!worker.canIssue()) {
                String reason = (worker.workerId() == null ? "no worker id" : "no id may have the present time")
                        + (worker.lastError() == null ? "" : ": " + worker.lastError());
                snowflake.tags().forEach(tag -> down.put(tag.tag(), reason));
            } else if (worker.lastError() != null) {
                failing.put("worker id " + worker.workerId(), worker.lastError());
            }
        }
        if (!generator.isRunning()) {
            builder.down().withDetail("reason", "stopped");
        } else if (!down.isEmpty()) {
            builder.down().withDetail("cannotIssue", down);
        } else {
            builder.up();
        }
        builder.withDetail("tags", tags).withDetail("outageBudgetSeconds", budget);
        if (!Double.isInfinite(shortest)) {
            builder.withDetail("shortestSecondsToEmpty", shortest);
        }
        if (!belowBudget.isEmpty()) {
            builder.withDetail("secondsToEmptyBelowBudget", belowBudget);
        }
        if (!failing.isEmpty()) {
            builder.withDetail("claimsFailing", failing);
        }
        Map<String, Exhaustion> runningOut = forecasts.all();
        runningOut.values().removeIf(LeafHealthIndicator::lasts);
        if (!runningOut.isEmpty()) {
            builder.withDetail("runningOut", runningOut);
        }
    }

    private static boolean lasts(Exhaustion exhaustion) {
        Double seconds = exhaustion.secondsLeft();
        return exhaustion.usedShare() < RUNS_OUT_SHARE && (seconds == null || seconds >= RUNS_OUT_SECONDS);
    }

    private static @Nullable String reasonDown(TagStatus status) {
        if (status.quarantine() != null) {
            return status.quarantine();
        }
        return status.remaining() == 0 && status.lastError() != null ? "no ids left: " + status.lastError() : null;
    }
}
