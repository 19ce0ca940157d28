package io.leafboot.id.actuate;

import io.leafboot.id.snowflake.SnowflakeIds;
import io.leafboot.id.snowflake.SnowflakeTagStatus;
import io.leafboot.id.snowflake.WorkerStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Meters of the worker id and of the tags of type snowflake. They read its state when somebody looks. */
final class SnowflakeMeters implements MeterBinder {

    private final SnowflakeIds ids;

    SnowflakeMeters(SnowflakeIds ids) {
        this.ids = ids;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "leaf.snowflake.worker", null, "Worker id held, -1 for none", SnowflakeMeters::workerId);
        gauge(
                registry,
                "leaf.snowflake.clock.ahead",
                "seconds",
                "How far the clock is ahead of the database's",
                worker -> worker.clockAhead().toMillis() / 1e3);
        gauge(
                registry,
                "leaf.snowflake.lease.remaining",
                "seconds",
                "How long ids are issued without the database",
                SnowflakeMeters::remaining);
        FunctionCounter.builder("leaf.snowflake.takeovers", ids, s -> s.worker().takeOvers())
                .description("Worker ids that were lost before they were given back")
                .register(registry);
        ids.tags().forEach(tag -> bind(registry, tag.tag()));
    }

    private void bind(MeterRegistry registry, String tag) {
        counter(registry, "leaf.issued", "ids", "Ids handed out", tag, SnowflakeTagStatus::issued);
        counter(registry, "leaf.waits", "calls", "Calls that waited", tag, SnowflakeTagStatus::waits);
        counter(registry, "leaf.call.failures", "calls", "Calls that failed", tag, SnowflakeTagStatus::failedCalls);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String unit,
            String description,
            String tag,
            ToDoubleFunction<SnowflakeTagStatus> value) {
        FunctionCounter.builder(name, ids, s -> value.applyAsDouble(s.tag(tag)))
                .baseUnit(unit)
                .description(description)
                .tag("tag", tag)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<WorkerStatus> value) {
        Gauge.builder(name, ids, s -> value.applyAsDouble(s.worker()))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private static double workerId(WorkerStatus worker) {
        Integer id = worker.workerId();
        return id == null ? -1 : id;
    }

    private static double remaining(WorkerStatus worker) {
        Instant until = worker.issuableUntil();
        return until == null
                ? 0
                : Math.max(0, Duration.between(Instant.now(), until).toMillis() / 1e3);
    }
}
