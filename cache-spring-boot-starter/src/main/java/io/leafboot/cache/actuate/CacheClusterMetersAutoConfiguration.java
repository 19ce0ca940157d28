package io.leafboot.cache.actuate;

import io.leafboot.cache.cluster.ClusterNode;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Configures the meters {@code leaf.cache.cluster.*}, where caches may live in a cluster. */
@AutoConfiguration(after = CacheMetersAutoConfiguration.class)
@ConditionalOnClass(value = MeterRegistry.class, name = "org.infinispan.manager.EmbeddedCacheManager")
@ConditionalOnBean({ClusterNode.class, MeterRegistry.class})
public final class CacheClusterMetersAutoConfiguration {

    @Bean
    CacheClusterMeters leafCacheClusterMeters(ClusterNode node) {
        return new CacheClusterMeters(node);
    }
}
