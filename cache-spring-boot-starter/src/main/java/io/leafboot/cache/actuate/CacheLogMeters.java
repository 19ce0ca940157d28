package io.leafboot.cache.actuate;

import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisLinks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Meters of the log by which nodes learn of each other's writes: over all logs, of which there is one as a rule. */
final class CacheLogMeters implements MeterBinder {

    private final RedisLinks links;

    CacheLogMeters(RedisLinks links) {
        this.links = links;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        TimeGauge.builder("leaf.cache.log.lag", links, TimeUnit.NANOSECONDS, CacheLogMeters::lagNanos)
                .description("Time since the log of writes was last read to its end")
                .register(meters);
        counter(
                meters,
                "leaf.cache.log.gaps",
                "Times that writes were missed and memory was dropped",
                InvalidationLog::gaps);
        counter(meters, "leaf.cache.log.delivered", "Writes of other nodes acted on", InvalidationLog::delivered);
        counter(
                meters,
                "leaf.cache.log.replayed",
                "Writes of other nodes read after a break",
                InvalidationLog::replayed);
    }

    private static double lagNanos(RedisLinks links) {
        return links.logs().stream().mapToLong(InvalidationLog::lagNanos).max().orElse(0);
    }

    private void counter(
            MeterRegistry meters, String name, String description, ToLongFunction<InvalidationLog> figure) {
        FunctionCounter.builder(
                        name,
                        links,
                        all -> all.logs().stream().mapToLong(figure).sum())
                .description(description)
                .register(meters);
    }
}
