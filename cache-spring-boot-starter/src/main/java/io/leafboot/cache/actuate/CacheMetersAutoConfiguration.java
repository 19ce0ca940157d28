package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Configures the meters {@code cache.*}, as Spring Boot has them for other caches, and {@code leaf.cache.*}. */
@AutoConfiguration(
        afterName = {
            "io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({CacheRegistry.class, MeterRegistry.class})
public final class CacheMetersAutoConfiguration {

    @Bean
    CacheMeters leafCacheMeters(Map<String, CacheRegistry> registries) {
        return new CacheMeters(registries);
    }
}
