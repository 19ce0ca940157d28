package io.leafboot.id.http.claims;

import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.SegmentAllocatorDecorator;
import io.leafboot.id.http.LeafHttpAutoConfiguration;
import io.leafboot.id.http.TagAccess;
import io.leafboot.id.segment.KeyedClaims;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentIdGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.DispatcherServlet;

/** Configures the call by which clients claim ranges, {@code POST /api/v1/segments/{tag}}; never without its tokens. */
@AutoConfiguration(after = {LeafAutoConfiguration.class, LeafHttpAutoConfiguration.class})
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "leaf.http.enabled")
@ConditionalOnBooleanProperty(name = "leaf.http.claims.enabled", matchIfMissing = true)
@ConditionalOnBean({SegmentIdGenerator.class, TagAccess.class})
public final class LeafClaimsAutoConfiguration {

    /** For an allocator that is the application's own. */
    @Bean
    @ConditionalOnMissingBean
    KeyedClaims leafMemoryKeyedClaims(SegmentAllocator allocator, LeafProperties properties) {
        return new MemoryKeyedClaims(
                allocator, properties.http().claims().checkedRetention().toNanos());
    }

    @Bean("/api/v1/segments/{tag}")
    HttpRequestHandler leafClaimCall(
            SegmentIdGenerator generator,
            SegmentAllocator allocator,
            KeyedClaims keyed,
            ObjectProvider<SegmentAllocatorDecorator> decorators,
            TagAccess access,
            LeafProperties properties) {
        return new ClaimHandler(
                generator,
                new ClaimSources(allocator, keyed, decorators.orderedStream().toList()),
                access,
                properties.http().claims().checkedMaxSize(properties.maxStep()));
    }

    @Bean
    ClaimSweeper leafClaimSweeper(KeyedClaims keyed, LeafProperties properties) {
        return new ClaimSweeper(keyed, properties.http().claims().checkedRetention());
    }
}
