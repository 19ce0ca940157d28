package io.leafboot.id.http;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.HttpRequestHandler;

/** The calls of Meituan's Leaf. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("leaf.http.meituan.enabled")
class MeituanConfiguration {

    @Bean
    MeituanCalls leafMeituanCalls(TagAccess access, IdGenerator ids, LeafProperties properties) {
        return new MeituanCalls(ids, access, properties.tags());
    }

    @Bean("/api/segment/get/{key}")
    HttpRequestHandler leafMeituanSegmentCall(MeituanCalls calls) {
        return calls::segment;
    }

    @Bean("/api/snowflake/get/{key}")
    HttpRequestHandler leafMeituanSnowflakeCall(MeituanCalls calls) {
        return calls::snowflake;
    }
}
