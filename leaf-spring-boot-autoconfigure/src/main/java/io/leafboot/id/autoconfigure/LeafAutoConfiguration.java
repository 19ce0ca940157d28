package io.leafboot.id.autoconfigure;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Primary;

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
    SegmentIdGenerator leafIdGenerator(
            SegmentAllocator allocator,
            LeafProperties properties,
            ObjectProvider<SegmentAllocatorDecorator> decorators) {
        SegmentAllocator decorated = allocator;
        for (SegmentAllocatorDecorator decorator : decorators.orderedStream().toList()) {
            decorated = decorator.decorate(decorated);
        }
        return SegmentIdGenerator.create(decorated, properties.toSegmentSettings());
    }

    @Bean
    LeafLifecycle leafLifecycle(SegmentIdGenerator generator, LeafProperties properties, BeanFactory beanFactory) {
        checkPreparedFor(properties, beanFactory.containsBean("leafRoutingIdGenerator"));
        return new LeafLifecycle(generator, properties.tagsWithRow().keySet());
    }

    /** An application prepared ahead of time has the beans that the settings of that time asked for. */
    private static void checkPreparedFor(LeafProperties properties, boolean routed) {
        properties.tags().forEach((tag, settings) -> {
            if (!routed && !settings.isPlain()) {
                throw new LeafStartupException(
                        "Tag '" + tag + "' has a type or a shape, and when the application was prepared ahead of time"
                                + " (process-aot) no tag had one.",
                        "Prepare it with 'leaf.tags' as they are now: types and shapes are fixed by then.",
                        null);
            }
        });
    }

    /** What applications inject where some declared tag is more than a sequence. */
    @Bean
    @Primary
    @Conditional(OnRoutedTagsCondition.class)
    IdGenerator leafRoutingIdGenerator(
            SegmentIdGenerator segments,
            LeafProperties properties,
            ObjectProvider<TagGeneratorCustomizer> customizers) {
        List<TagGeneratorCustomizer> inOrder = customizers.orderedStream().toList();
        Map<String, TagIdGenerator> routes = new HashMap<>();
        properties.tags().forEach((tag, settings) -> {
            if (!settings.isPlain()) {
                TagIdGenerator generator = segments.forTag(tag);
                for (TagGeneratorCustomizer customizer : inOrder) {
                    generator = customizer.customize(tag, settings, generator);
                }
                routes.put(tag, generator);
            }
        });
        return new RoutingIdGenerator(routes, segments);
    }
}
