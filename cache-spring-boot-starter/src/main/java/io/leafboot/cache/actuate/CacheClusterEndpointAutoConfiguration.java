package io.leafboot.cache.actuate;

import io.leafboot.cache.cluster.ClusterNode;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Configures {@code /actuator/cachecluster}, where caches may live in a cluster. */
@AutoConfiguration(afterName = "io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration")
@ConditionalOnClass(value = ConditionalOnAvailableEndpoint.class, name = "org.infinispan.manager.EmbeddedCacheManager")
@ConditionalOnBean(ClusterNode.class)
@ConditionalOnAvailableEndpoint(CacheClusterEndpoint.class)
public final class CacheClusterEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    CacheClusterEndpoint cacheClusterEndpoint(ClusterNode node) {
        return new CacheClusterEndpoint(node);
    }
}
