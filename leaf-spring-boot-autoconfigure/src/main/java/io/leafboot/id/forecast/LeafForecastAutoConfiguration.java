package io.leafboot.id.forecast;

import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.SegmentAllocatorDecorator;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** Keeps tags below their highest id, and tells when they reach it. */
@AutoConfiguration(after = LeafAutoConfiguration.class)
@ConditionalOnBean(SegmentIdGenerator.class)
public final class LeafForecastAutoConfiguration {

    @Bean
    LimitSettings leafLimitSettings(LeafProperties properties) {
        return new LimitSettings(properties);
    }

    /** The generator is looked up late: it is made with the decorator below. */
    @Bean
    Forecasts leafForecasts(LimitSettings limits, ObjectProvider<SegmentIdGenerator> generator) {
        return new Forecasts(
                limits.ofTags(), tag -> generator.getObject().status(tag).orElse(null), Clock.systemUTC());
    }

    @Bean
    SegmentAllocatorDecorator leafLimits(LimitSettings limits, Forecasts forecasts) {
        Set<String> usedUp = ConcurrentHashMap.newKeySet();
        return allocator -> new LimitedSegmentAllocator(allocator, limits::ofRow, forecasts, usedUp);
    }
}
