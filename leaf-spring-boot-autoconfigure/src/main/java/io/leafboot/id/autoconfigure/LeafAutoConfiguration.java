package io.leafboot.id.autoconfigure;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentIdGenerator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Configures the {@link IdGenerator} over whatever {@link SegmentAllocator} there is. Backs off where the application has
 * an {@code IdGenerator} of its own.
 */
@AutoConfiguration(afterName = "io.leafboot.id.jpa.LeafJpaAutoConfiguration")
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
@ConditionalOnBean(SegmentAllocator.class)
@ConditionalOnMissingBean(IdGenerator.class)
@EnableConfigurationProperties(LeafProperties.class)
public final class LeafAutoConfiguration {

    @Bean
    SegmentIdGenerator idGenerator(SegmentAllocator allocator, LeafProperties properties) {
        return SegmentIdGenerator.create(allocator, properties.toSegmentSettings());
    }

    @Bean
    LeafLifecycle leafLifecycle(SegmentIdGenerator idGenerator, LeafProperties properties) {
        return new LeafLifecycle(idGenerator, properties.tags().keySet());
    }
}
