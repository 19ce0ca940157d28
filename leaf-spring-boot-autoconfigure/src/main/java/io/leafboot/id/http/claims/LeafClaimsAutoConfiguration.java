package io.leafboot.id.http.claims;

import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.segment.KeyedClaims;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentIdGenerator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;

/** Configures the call by which clients claim ranges, {@code POST /api/v1/segments/{tag}}. */
@AutoConfiguration(after = LeafAutoConfiguration.class)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "leaf.http.enabled")
@ConditionalOnBooleanProperty(name = "leaf.http.claims.enabled", matchIfMissing = true)
@ConditionalOnBean(SegmentIdGenerator.class)
public final class LeafClaimsAutoConfiguration {

    /** For an allocator that is the application's own. */
    @Bean
    @ConditionalOnMissingBean
    KeyedClaims leafMemoryKeyedClaims(SegmentAllocator allocator, LeafProperties properties) {
        return new MemoryKeyedClaims(
                allocator, properties.http().claims().checkedRetention().toNanos());
    }

    @Bean
    ClaimController leafClaimController(
            SegmentIdGenerator generator, SegmentAllocator allocator, KeyedClaims keyed, LeafProperties properties) {
        return new ClaimController(
                generator, allocator, keyed, properties.http().claims().checkedMaxSize(properties.maxStep()));
    }

    @Bean
    ClaimSweeper leafClaimSweeper(KeyedClaims keyed, LeafProperties properties) {
        return new ClaimSweeper(keyed, properties.http().claims().checkedRetention());
    }
}
