package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheSpec;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What stands in for the type that needs Infinispan, where that is missing. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingClass("org.infinispan.manager.EmbeddedCacheManager")
class WithoutClusterConfiguration {

    @Bean
    UnavailableCacheType clusterCacheType() {
        return new UnavailableCacheType(CacheSpec.CLUSTER, "Infinispan", "org.infinispan:infinispan-core");
    }
}
