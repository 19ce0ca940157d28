package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheSpec;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/** What stands in for the types that need Redis, where one of its libraries is missing. */
@Configuration(proxyBeanMethods = false)
@Conditional(WithoutRedisConfiguration.LibraryMissing.class)
class WithoutRedisConfiguration {

    private static final String SPRING_DATA =
            "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory";
    private static final String LETTUCE = "io.lettuce.core.RedisClient";

    @Bean
    UnavailableCacheType redisCacheType() {
        return unavailable(CacheSpec.REDIS);
    }

    @Bean
    UnavailableCacheType twoLevelCacheType() {
        return unavailable(CacheSpec.TWO_LEVEL);
    }

    /** Spring Data Redis may be there with another client. */
    private static UnavailableCacheType unavailable(String type) {
        return ClassUtils.isPresent(SPRING_DATA, null)
                ? new UnavailableCacheType(type, "Lettuce", "io.lettuce:lettuce-core")
                : new UnavailableCacheType(
                        type, "Spring Data Redis", "org.springframework.boot:spring-boot-starter-data-redis");
    }

    static final class LibraryMissing extends NoneNestedConditions {

        LibraryMissing() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnClass(name = {SPRING_DATA, LETTUCE})
        static class Both {}
    }
}
