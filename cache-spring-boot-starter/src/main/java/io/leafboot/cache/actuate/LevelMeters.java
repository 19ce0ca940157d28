package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheStatistics.Level;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Meters of one level of a cache: {@code leaf.cache.level.*}. Sizes that the level cannot tell have none. */
final class LevelMeters {

    private final FigureMeters meters;
    private final Level level;

    /** Of this level, as it is now. */
    LevelMeters(FigureMeters meters, Level level) {
        this.meters = meters.tagged("level", level.name());
        this.level = level;
    }

    void bind() {
        String gets = "leaf.cache.level.gets";
        String description = "Look-ups of a level";
        counter(meters.tagged("result", "hit"), gets, description, Level::hits);
        counter(meters.tagged("result", "miss"), gets, description, Level::misses);
        counter(
                meters,
                "leaf.cache.level.evictions",
                "Entries that a level dropped because of their size or age",
                Level::evictions);
        counter(meters, "leaf.cache.level.errors", "Operations that failed on a level", Level::errors);
        counter(
                meters,
                "leaf.cache.level.unreadable",
                "Entries that could not be read, because their class or format had changed",
                Level::unreadable);
        gauge("leaf.cache.level.size", null, "Entries on a level", Level::size);
        gauge("leaf.cache.level.bytes", BaseUnits.BYTES, "Weight of the entries on a level", Level::bytes);
    }

    private void counter(FigureMeters tagged, String name, String description, ToDoubleFunction<Level> figure) {
        String levelName = level.name();
        // A level's figures may be told from several that move while they are read. A fall, however small, would pass
        // for a restart of the application.
        DoubleAccumulator highest = new DoubleAccumulator(Math::max, 0);
        tagged.counter(name, description, statistics -> {
            highest.accumulate(statistics.levels().stream()
                    .filter(each -> each.name().equals(levelName))
                    .mapToDouble(figure)
                    .sum());
            return highest.get();
        });
    }

    private void gauge(String name, @Nullable String unit, String description, Function<Level, @Nullable Long> figure) {
        if (figure.apply(level) == null) {
            return;
        }
        String levelName = level.name();
        meters.gauge(name, unit, description, cache -> {
            for (Level each : cache.statistics().levels()) {
                Long value = each.name().equals(levelName) ? figure.apply(each) : null;
                if (value != null) {
                    return value;
                }
            }
            return Double.NaN;
        });
    }
}
