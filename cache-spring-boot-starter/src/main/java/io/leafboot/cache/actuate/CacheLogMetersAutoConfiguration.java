package io.leafboot.cache.actuate;

import io.leafboot.cache.redis.RedisLinks;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Configures the meters {@code leaf.cache.log.*} and {@code leaf.cache.redis.*}, where caches may live in Redis. */
@AutoConfiguration(after = CacheMetersAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, RedisClient.class})
@ConditionalOnBean({RedisLinks.class, MeterRegistry.class})
public final class CacheLogMetersAutoConfiguration {

    @Bean
    CacheLogMeters leafCacheLogMeters(RedisLinks links) {
        return new CacheLogMeters(links);
    }
}
