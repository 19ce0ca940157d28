package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStatistics.Level;
import io.leafboot.cache.CacheStatistics.Loading;
import io.leafboot.cache.CacheStatistics.Writer;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.NamedCache;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Meters of one cache that other caches do not have: {@code leaf.cache.*}. */
final class OwnMeters {

    private final FigureMeters meters;

    OwnMeters(FigureMeters meters) {
        this.meters = meters;
    }

    void bind() {
        bindLoads();
        bindLoading();
        CacheStatistics now = meters.cache().statistics();
        bindUndelivered(now);
        bindHottest(meters.cache().spec());
        bindWriter(now);
        now.levels().forEach(level -> new LevelMeters(meters, level).bind());
    }

    private void bindLoads() {
        String loads = "leaf.cache.loads";
        String description = "Calls of loaders that the cache made";
        meters.tagged("result", "success").counter(loads, description, CacheStatistics::loads);
        meters.tagged("result", "failure").counter(loads, description, CacheStatistics::loadFailures);
        meters.counter(
                "leaf.cache.rejected.fills",
                "Loaded values not kept, because their key was evicted or put meanwhile",
                CacheStatistics::rejectedFills);
        meters.timer(
                "leaf.cache.load.time",
                "Time spent in loaders",
                statistics -> statistics.loads() + statistics.loadFailures(),
                statistics -> statistics.loadTime().toNanos());
    }

    private void bindLoading() {
        meters.counter(
                "leaf.cache.loads.shared",
                "Callers who got what a load gave that another had begun",
                ofLoading(Loading::shared));
        String leases = "leaf.cache.leases";
        String description = "Loads by whether they kept those of other nodes out, or had to wait for one of theirs";
        meters.tagged("result", "taken").counter(leases, description, ofLoading(Loading::leases));
        meters.tagged("result", "waited").counter(leases, description, ofLoading(Loading::waits));
        meters.counter(
                "leaf.cache.stale.answers",
                "Old values that were answered, because there was no new one",
                ofLoading(Loading::staleAnswers));
        String timeouts = "leaf.cache.load.timeouts";
        description = "Callers who did not wait longer for a load";
        meters.tagged("limit", "soft").counter(timeouts, description, ofLoading(Loading::softTimeouts));
        meters.tagged("limit", "hard").counter(timeouts, description, ofLoading(Loading::hardTimeouts));
        String refreshes = "leaf.cache.refreshes";
        description = "Loads in the background of values that were not old yet";
        meters.tagged("result", "success").counter(refreshes, description, ofLoading(Loading::refreshes));
        meters.tagged("result", "failure").counter(refreshes, description, ofLoading(Loading::refreshFailures));
    }

    private static ToDoubleFunction<CacheStatistics> ofLoading(ToDoubleFunction<Loading> figure) {
        return statistics -> figure.applyAsDouble(statistics.loading());
    }

    private void bindUndelivered(CacheStatistics now) {
        if (undelivered(now) == null) {
            return;
        }
        meters.gauge("leaf.cache.undelivered", "Keys whose last write waits to be delivered", cache -> {
            Long waiting = undelivered(cache.statistics());
            return waiting == null ? Double.NaN : waiting;
        });
    }

    /** Over all levels; {@code null} if writes of none of them wait. */
    private static @Nullable Long undelivered(CacheStatistics statistics) {
        return statistics.levels().stream()
                .map(Level::undelivered)
                .filter(Objects::nonNull)
                .reduce(Long::sum)
                .orElse(null);
    }

    /** Keys are no tags: there would be too many. The endpoint shows which they are. */
    private void bindHottest(CacheSpec spec) {
        Integer threshold = spec.hotKeys().threshold();
        if (threshold == null || threshold == 0 || !CacheSpec.REDIS.equals(spec.type())) {
            return;
        }
        meters.gauge(
                "leaf.cache.hottest.reads",
                "Reads of the key that is read most, within ten seconds or so",
                OwnMeters::hottestReads);
    }

    private static double hottestReads(NamedCache cache) {
        return cache.hottest(1).stream()
                .map(HotKey::reads)
                .filter(Objects::nonNull)
                .mapToLong(reads -> reads)
                .sum();
    }

    private void bindWriter(CacheStatistics now) {
        if (now.writer() == null) {
            return;
        }
        String writes = "leaf.cache.writer.writes";
        String description = "Values given to the writer of the cache, each time that one was";
        meters.tagged("result", "success").counter(writes, description, ofWriter(Writer::writes));
        meters.tagged("result", "failure").counter(writes, description, ofWriter(Writer::failures));
        meters.counter(
                "leaf.cache.writer.given.up",
                "Values that were put and are not in the source, since the writer failed too often",
                ofWriter(Writer::givenUp));
        meters.gauge(
                "leaf.cache.writer.queue",
                "Values that wait to be written to the source",
                cache -> ofWriter(Writer::waiting).applyAsDouble(cache.statistics()));
    }

    private static ToDoubleFunction<CacheStatistics> ofWriter(ToDoubleFunction<Writer> figure) {
        return statistics -> {
            Writer writer = statistics.writer();
            return writer == null ? 0 : figure.applyAsDouble(writer);
        };
    }
}
