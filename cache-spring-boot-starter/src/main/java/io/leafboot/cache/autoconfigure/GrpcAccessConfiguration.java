package io.leafboot.cache.autoconfigure;

import io.grpc.stub.ServerCalls;
import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.access.AccessRules;
import io.leafboot.cache.access.OutsideCaches;
import io.leafboot.cache.codec.JsonValueCodec;
import io.leafboot.cache.grpc.CacheGrpcService;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service, in an application that has what serves it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({GrpcServerProperties.class, ServerCalls.class})
@ConditionalOnBean(CacheRegistry.class)
class GrpcAccessConfiguration {

    @Bean
    static GrpcAccessAddress cacheGrpcAddress(ConfigurableListableBeanFactory beans) {
        return new GrpcAccessAddress(beans);
    }

    @Bean
    CacheGrpcService cacheGrpcService(CacheProperties properties, CacheRegistry registry) {
        int maxCalls = properties.grpc().maxCalls();
        if (maxCalls < 1 || maxCalls > 100_000) {
            throw new InvalidCacheSpecException(
                    "cache.grpc.max-calls is " + maxCalls + ", which is out of range.", "Set it between 1 and 100000.");
        }
        return new CacheGrpcService(
                new OutsideCaches(registry, rules(properties.grpc()), new JsonValueCodec()), maxCalls);
    }

    @Bean
    GrpcAccessGuard cacheGrpcGuard(
            CacheProperties properties,
            ObjectProvider<GrpcServerProperties> servers,
            ListableBeanFactory beans,
            CacheRegistry registry) {
        return new GrpcAccessGuard(properties.grpc(), rules(properties.grpc()), servers, beans, registry);
    }

    private static AccessRules rules(GrpcAccessProperties grpc) {
        return new AccessRules(
                "cache.grpc", grpc.caches(), grpc.tokens(), grpc.maxValueSize().toBytes());
    }
}
