package io.leafboot.cache.actuate;

import io.leafboot.cache.cluster.ClusterNode;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Configures the health contributor {@code cacheCluster}, where caches may live in a cluster. */
@AutoConfiguration(afterName = "io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration")
@ConditionalOnClass(
        value = {HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class},
        name = "org.infinispan.manager.EmbeddedCacheManager")
@ConditionalOnBean(ClusterNode.class)
@ConditionalOnEnabledHealthIndicator("cacheCluster")
public final class CacheClusterHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "cacheClusterHealthIndicator")
    HealthIndicator cacheClusterHealthIndicator(ClusterNode node) {
        return new CacheClusterHealthIndicator(node);
    }
}
