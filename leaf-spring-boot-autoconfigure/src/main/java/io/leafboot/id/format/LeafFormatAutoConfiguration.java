package io.leafboot.id.format;

import io.leafboot.id.IdFormats;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.TagGeneratorCustomizer;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.annotation.Order;

/** Configures the shapes of ids: {@link IdFormats}, and the texts that the declared tags' generators give. */
@AutoConfiguration(after = LeafAutoConfiguration.class)
@ConditionalOnBean(IdGenerator.class)
@EnableConfigurationProperties(LeafProperties.class)
public final class LeafFormatAutoConfiguration {

    /** An application's own is injected in its place; the texts of the tags stay those of the settings. */
    @Bean
    @Fallback
    Shapes leafIdFormats(LeafProperties properties) {
        return ShapeSettings.shapes(properties);
    }

    @Bean
    @Order(TagGeneratorCustomizer.SHAPE)
    TagGeneratorCustomizer leafShapes(Shapes shapes, ObjectProvider<SegmentIdGenerator> segments) {
        return (tag, settings, generator) -> shapes.isPlain(tag)
                ? generator
                : new ShapedIdGenerator(
                        shapes.of(tag), generator, row -> segments.getObject().forTag(row), Clock.systemUTC());
    }

    @Bean
    @ConditionalOnBean(SegmentIdGenerator.class)
    PeriodLifecycle leafPeriods(SegmentIdGenerator segments, Shapes shapes) {
        return new PeriodLifecycle(new Periods(segments, shapes.all(), Clock.systemUTC()));
    }
}
