package io.leafboot.cache.actuate;

import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisLinks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Meters of the log by which nodes learn of each other's writes, and of what is left alone because it does not answer: over all
 * logs and connections, of which there is one as a rule.
 */
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
        Gauge.builder("leaf.cache.redis.breaker.open", links, CacheLogMeters::openBreakers)
                .description("Partitions of Redis that are left alone because they do not answer")
                .register(meters);
    }

    private static double openBreakers(RedisLinks links) {
        return links.breakers().stream().filter(RedisLinks.Breaker::open).count();
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
