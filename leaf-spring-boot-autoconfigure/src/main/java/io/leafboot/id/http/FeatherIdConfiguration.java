package io.leafboot.id.http;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.HttpRequestHandler;

/** FeatherID's calls. */
@Configuration(proxyBeanMethods = false)
class FeatherIdConfiguration {

    @Bean
    FeatherIdCalls leafFeatherIdCalls(TagAccess access, IdGenerator ids, LeafProperties properties) {
        return new FeatherIdCalls(ids, access, properties.http().maxCount());
    }

    @Bean("/api/v1/id")
    HttpRequestHandler leafIdCall(FeatherIdCalls calls) {
        return calls::id;
    }

    @Bean("/api/v1/id/batch")
    HttpRequestHandler leafIdBatchCall(FeatherIdCalls calls) {
        return calls::batch;
    }

    @Bean("/api/v1/log/level")
    @ConditionalOnBooleanProperty("leaf.http.log-level.enabled")
    HttpRequestHandler leafLogLevelCall(ObjectProvider<LoggingSystem> logging, TagAccess access) {
        return new LogLevelCall(
                logging.getIfAvailable(() -> LoggingSystem.get(getClass().getClassLoader())), access);
    }
}
