package io.leafboot.cache.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * Configures access to caches over gRPC: a service beside those of the application, in the server that Spring Boot makes. It
 * goes before Spring Boot's, which configures a server, health and reflection only where there is a service.
 */
@AutoConfiguration(
        after = CacheRegistryAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.grpc.server.autoconfigure.GrpcServerAutoConfiguration",
            "org.springframework.boot.grpc.server.autoconfigure.GrpcServerServicesAutoConfiguration",
            "org.springframework.boot.grpc.server.autoconfigure.health.GrpcServerHealthAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "cache.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty("cache.grpc.enabled")
@EnableConfigurationProperties(CacheProperties.class)
@Import({GrpcAccessConfiguration.class, WithoutGrpcConfiguration.class})
public final class CacheGrpcAutoConfiguration {}
