package io.leafboot.id.actuate;

import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.forecast.Forecasts;
import io.leafboot.id.forecast.LeafForecastAutoConfiguration;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.snowflake.SnowflakeIds;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Configures the meters {@code leaf.*}. */
@AutoConfiguration(
        after = {LeafAutoConfiguration.class, LeafForecastAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({SegmentIdGenerator.class, MeterRegistry.class})
public final class LeafMetricsAutoConfiguration {

    @Bean
    LeafMeters leafMeters(SegmentIdGenerator generator, LeafProperties properties) {
        return new LeafMeters(generator, properties::tagOf);
    }

    @Bean
    @ConditionalOnBean(Forecasts.class)
    ForecastMeters leafForecastMeters(Forecasts forecasts) {
        return new ForecastMeters(forecasts);
    }

    @Bean
    @ConditionalOnBean(SnowflakeIds.class)
    SnowflakeMeters leafSnowflakeMeters(SnowflakeIds ids) {
        return new SnowflakeMeters(ids);
    }
}
