package io.leafboot.id.actuate;

import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.SegmentAllocatorDecorator;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Observes the claims, whatever they go to. */
@AutoConfiguration(after = LeafAutoConfiguration.class)
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(SegmentIdGenerator.class)
public final class LeafObservationAutoConfiguration {

    /** The registry is looked up late, so that it is not created before its time. */
    @Bean
    SegmentAllocatorDecorator leafObservation(ObjectProvider<ObservationRegistry> registry, LeafProperties properties) {
        return allocator -> new ObservedSegmentAllocator(
                allocator, () -> registry.getIfAvailable(() -> ObservationRegistry.NOOP), properties::tagOf);
    }
}
