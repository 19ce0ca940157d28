package io.leafboot.id.actuate;

import io.leafboot.id.segment.SegmentAllocator;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Observes the claims of whatever {@link SegmentAllocator} there is. */
@AutoConfiguration
@ConditionalOnClass(ObservationRegistry.class)
public final class LeafObservationAutoConfiguration {

    /** Static, and with the registry looked up late, so that no bean is created before its time. */
    @Bean
    static BeanPostProcessor leafObservation(ObjectProvider<ObservationRegistry> registry) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String beanName) {
                return bean instanceof SegmentAllocator allocator
                        ? new ObservedSegmentAllocator(
                                allocator, () -> registry.getIfAvailable(() -> ObservationRegistry.NOOP))
                        : bean;
            }
        };
    }
}
