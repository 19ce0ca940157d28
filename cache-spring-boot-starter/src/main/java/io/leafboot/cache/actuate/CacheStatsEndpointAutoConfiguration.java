package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheRegistry;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Configures {@code /actuator/cachestats}; exposed and secured as any endpoint of Spring Boot's. */
@AutoConfiguration(afterName = "io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(CacheRegistry.class)
@ConditionalOnAvailableEndpoint(CacheStatsEndpoint.class)
public final class CacheStatsEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CacheStatsEndpoint cacheStatsEndpoint(CacheRegistry registry) {
        return new CacheStatsEndpoint(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = CacheStatsEndpoint.class, exposure = EndpointExposure.WEB)
    CacheStatsEndpointWebExtension cacheStatsEndpointWebExtension(CacheStatsEndpoint cacheStatsEndpoint) {
        return new CacheStatsEndpointWebExtension(cacheStatsEndpoint);
    }
}
