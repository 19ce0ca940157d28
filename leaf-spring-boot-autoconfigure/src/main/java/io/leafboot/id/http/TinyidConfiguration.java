package io.leafboot.id.http;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafHttpProperties;
import io.leafboot.id.autoconfigure.LeafProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.HttpRequestHandler;

/** The calls of tinyid. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("leaf.http.tinyid.enabled")
class TinyidConfiguration {

    @Bean
    TinyidCalls leafTinyidCalls(TagAccess access, IdGenerator ids, LeafProperties properties) {
        LeafHttpProperties http = properties.http();
        return new TinyidCalls(ids, access, http.maxCount(), http.tinyid().segmentSize());
    }

    @Bean("/tinyid/id/nextId")
    HttpRequestHandler leafTinyidIdCall(TinyidCalls calls) {
        return calls::nextId;
    }

    @Bean("/tinyid/id/nextIdSimple")
    HttpRequestHandler leafTinyidSimpleIdCall(TinyidCalls calls) {
        return calls::nextIdSimple;
    }

    @Bean("/tinyid/id/nextSegmentId")
    HttpRequestHandler leafTinyidSegmentCall(TinyidCalls calls) {
        return calls::nextSegmentId;
    }

    @Bean("/tinyid/id/nextSegmentIdSimple")
    HttpRequestHandler leafTinyidSimpleSegmentCall(TinyidCalls calls) {
        return calls::nextSegmentIdSimple;
    }
}
