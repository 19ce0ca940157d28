package io.leafboot.id.actuate;

import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.forecast.Forecasts;
import io.leafboot.id.forecast.LeafForecastAutoConfiguration;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.snowflake.SnowflakeIds;
import java.time.Instant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Configures the health contributor {@code leaf}; {@code management.health.leaf.enabled=false} leaves it out. */
@AutoConfiguration(after = {LeafAutoConfiguration.class, LeafForecastAutoConfiguration.class})
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(SegmentIdGenerator.class)
@ConditionalOnEnabledHealthIndicator("leaf")
public final class LeafHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "leafHealthIndicator")
    HealthIndicator leafHealthIndicator(
            SegmentIdGenerator generator,
            ObjectProvider<SnowflakeIds> snowflake,
            ObjectProvider<Forecasts> forecasts,
            LeafProperties properties) {
        return new LeafHealthIndicator(
                generator,
                snowflake.getIfAvailable(),
                forecasts.getIfAvailable(Forecasts::none),
                properties.tagsWithRow().keySet(),
                row -> {
                    LeafProperties.Period period = properties.periodOf(row);
                    return period != null && period.isPast(Instant.now());
                });
    }
}
