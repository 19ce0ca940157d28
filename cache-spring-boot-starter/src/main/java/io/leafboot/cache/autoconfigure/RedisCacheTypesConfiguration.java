package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.codec.JsonValueCodec;
import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.codec.ValueWeigher;
import io.leafboot.cache.redis.RedisCacheType;
import io.leafboot.cache.redis.RedisLinks;
import io.leafboot.cache.redis.RedisSettings;
import io.leafboot.cache.twolevel.TwoLevelCacheType;
import io.lettuce.core.RedisClient;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The types that need Redis, where its libraries are. Connections are looked for when a cache needs one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({LettuceConnectionFactory.class, RedisClient.class})
class RedisCacheTypesConfiguration {

    private static final String LINKS = "cacheRedisLinks";

    @Bean(LINKS)
    RedisLinks cacheRedisLinks(
            CacheProperties properties,
            CacheThreads threads,
            ConfigurableListableBeanFactory beans,
            ObjectProvider<RedisConnectionFactory> factories,
            ObjectProvider<ValueCodec> codecs) {
        for (String factory : beans.getBeanNamesForType(RedisConnectionFactory.class, true, false)) {
            beans.registerDependentBean(
                    factory, LINKS); // which end while connections are there, however the application does
        }
        CacheProperties.Redis redis = properties.redis();
        CacheProperties.Breaker breaker = redis.breaker();
        RedisSettings settings = new RedisSettings(
                redis.commandTimeout(),
                redis.maxValueSize().toBytes(),
                redis.partitions(),
                redis.log().maxLength(),
                redis.log().pollInterval(),
                new RedisSettings.Breaker(
                        breaker.windowSize(),
                        breaker.minCalls(),
                        breaker.failureRate().share(),
                        breaker.probeInterval()));
        return new RedisLinks(
                () -> BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, RedisConnectionFactory.class),
                factories::getIfUnique,
                codecs.orderedStream().toList(),
                settings,
                threads.scheduler());
    }

    @Bean
    CacheLifecycle cacheRedisLifecycle(RedisLinks links) {
        return new CacheLifecycle(CacheLifecycle.CONNECTIONS, links::start, links::stop);
    }

    @Bean
    RedisCacheType redisCacheType(RedisLinks links, TwoLevelCacheType twoLevel) {
        return new RedisCacheType(links, twoLevel::createForHotKeys);
    }

    @Bean
    TwoLevelCacheType twoLevelCacheType(RedisLinks links, CacheThreads threads) {
        return new TwoLevelCacheType(links, threads.scheduler(), new ValueWeigher(new JsonValueCodec()));
    }
}
