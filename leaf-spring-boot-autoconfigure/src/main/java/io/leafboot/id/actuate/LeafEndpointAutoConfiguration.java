package io.leafboot.id.actuate;

import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.forecast.Forecasts;
import io.leafboot.id.forecast.LeafForecastAutoConfiguration;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.snowflake.SnowflakeIds;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Configures {@code /actuator/leaf}; exposed and secured as any endpoint of Spring Boot's. */
@AutoConfiguration(after = {LeafAutoConfiguration.class, LeafForecastAutoConfiguration.class})
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(SegmentIdGenerator.class)
@ConditionalOnAvailableEndpoint(LeafEndpoint.class)
public final class LeafEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    LeafEndpoint leafEndpoint(
            SegmentIdGenerator generator,
            ObjectProvider<LeafTags> tags,
            ObjectProvider<SnowflakeIds> snowflake,
            ObjectProvider<Forecasts> forecasts,
            LeafProperties properties) {
        return new LeafEndpoint(
                generator,
                tags::getIfAvailable,
                snowflake::getIfAvailable,
                forecasts.getIfAvailable(Forecasts::none),
                properties);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = LeafEndpoint.class, exposure = EndpointExposure.WEB)
    LeafEndpointWebExtension leafEndpointWebExtension(LeafEndpoint leafEndpoint) {
        return new LeafEndpointWebExtension(leafEndpoint);
    }
}
