package io.leafboot.id.actuate;

import io.leafboot.id.forecast.Exhaustion;
import io.leafboot.id.forecast.Forecasts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Meters of the declared tags that have a highest id; worked out when somebody looks. */
final class ForecastMeters implements MeterBinder {

    private final Forecasts forecasts;

    ForecastMeters(Forecasts forecasts) {
        this.forecasts = forecasts;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String tag : forecasts.tags()) {
            Gauge.builder("leaf.exhaustion.seconds", () -> secondsLeft(tag))
                    .baseUnit("seconds")
                    .description("How long the ids below the tag's highest last at the present rate")
                    .tag("tag", tag)
                    .register(registry);
            Gauge.builder("leaf.used.ratio", () -> usedShare(tag))
                    .description("Share of the ids up to the tag's highest that is claimed")
                    .tag("tag", tag)
                    .register(registry);
        }
    }

    private double secondsLeft(String tag) {
        Exhaustion exhaustion = forecasts.of(tag, null);
        Double seconds = exhaustion == null ? null : exhaustion.secondsLeft();
        return seconds == null ? Double.POSITIVE_INFINITY : seconds;
    }

    private double usedShare(String tag) {
        Exhaustion exhaustion = forecasts.of(tag, null);
        return exhaustion == null ? Double.NaN : exhaustion.usedShare();
    }
}
