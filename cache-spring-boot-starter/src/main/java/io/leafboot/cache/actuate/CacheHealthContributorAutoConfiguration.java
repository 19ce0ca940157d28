package io.leafboot.cache.actuate;

import io.leafboot.cache.registry.DefaultCacheRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Configures the health contributor {@code cache}; {@code management.health.cache.enabled=false} leaves it out. */
@AutoConfiguration(afterName = "io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration")
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(DefaultCacheRegistry.class)
@ConditionalOnEnabledHealthIndicator("cache")
public final class CacheHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "cacheHealthIndicator")
    HealthIndicator cacheHealthIndicator(DefaultCacheRegistry registry) {
        return new CacheHealthIndicator(registry);
    }
}
