package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.codec.JsonValueCodec;
import io.leafboot.cache.codec.ValueWeigher;
import io.leafboot.cache.interceptor.CacheInterceptorReplacer;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.memory.MemoryCacheType;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/**
 * Auto-configuration of the named caches. Like Spring Boot's own it leaves an application alone that defines a
 * {@link CacheManager} or a {@code cacheResolver} itself; setting {@code spring.cache.type} gives way to Spring Boot's own.
 */
@AutoConfiguration(
        before = CacheAutoConfiguration.class,
        afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnBooleanProperty(name = "cache.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "spring.cache.type", matchIfMissing = true, havingValue = "never set")
@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
@EnableConfigurationProperties(CacheProperties.class)
@Import({
    RedisCacheTypesConfiguration.class,
    WithoutRedisConfiguration.class,
    ClusterCacheTypeConfiguration.class,
    WithoutClusterConfiguration.class
})
public final class CacheRegistryAutoConfiguration {

    private static final String REGISTRY = "cacheManager";

    @Bean
    static CacheInterceptorReplacer cacheInterceptorReplacer() {
        return new CacheInterceptorReplacer();
    }

    @Bean
    static VariablesOfOthers cacheVariablesOfOthers() {
        return new VariablesOfOthers();
    }

    @Bean
    CacheThreads cacheThreads() {
        return new CacheThreads();
    }

    @Bean
    MemoryCacheType memoryCacheType(CacheThreads threads) {
        return new MemoryCacheType(threads.scheduler(), new ValueWeigher(new JsonValueCodec()));
    }

    @Bean
    LoadingThreads cacheLoadingThreads(CacheProperties properties) {
        CacheProperties.Loading loading = properties.loading();
        range("threads", loading.threads(), 10_000);
        range("queue-size", loading.queueSize(), 10_000_000);
        return new LoadingThreads(loading.threads(), loading.queueSize());
    }

    private static void range(String setting, int value, int most) {
        if (value < 1 || value > most) {
            throw new InvalidCacheSpecException(
                    "cache.loading." + setting + " is " + value + ", which is out of range.",
                    "Set it between 1 and " + most + ".");
        }
    }

    @Bean
    CacheSourceBeans cacheSourceBeans(ConfigurableListableBeanFactory beans) {
        return new CacheSourceBeans(beans, REGISTRY);
    }

    @Bean(REGISTRY)
    @Primary
    DefaultCacheRegistry cacheManager(
            CacheProperties properties,
            ObjectProvider<CacheType> types,
            LoadingThreads threads,
            CacheSourceBeans sources) {
        boolean createUnknown = createsUnknown(properties);
        CacheSpec defaults = properties.defaults().toSpec();
        List<CacheType> all = types.orderedStream().toList();
        DefaultCacheRegistry registry = new DefaultCacheRegistry(all, defaults, createUnknown, threads, sources);
        try {
            properties.caches().forEach((name, settings) -> registry.create(name, settings.toSpec()));
        } catch (RuntimeException ex) {
            registry.close();
            throw ex;
        }
        return registry;
    }

    private static boolean createsUnknown(CacheProperties properties) {
        return properties.createUnknown() != null
                ? properties.createUnknown()
                : properties.caches().isEmpty();
    }

    @Bean
    SmartInitializingSingleton cacheSourcesOfCaches(
            CacheProperties properties, DefaultCacheRegistry registry, CacheSourceBeans sources) {
        boolean allDeclared =
                !createsUnknown(properties) && !properties.caches().isEmpty();
        return () -> sources.matchWith(registry, allDeclared);
    }

    @Bean
    CacheLifecycle cacheLifecycle(DefaultCacheRegistry registry) {
        return new CacheLifecycle(CacheLifecycle.WRITES, () -> {}, registry::flush);
    }

    /**
     * For applications that do not say {@code @EnableCaching} themselves, in either mode. A bean that has the name of Spring's
     * interceptor would be replaced by it, or the application would not start.
     */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(
            name = {
                "org.springframework.cache.config.internalCacheAdvisor",
                "org.springframework.cache.config.internalCacheAspect",
                "cacheInterceptor"
            })
    @EnableCaching
    static class CachingConfiguration {}
}
