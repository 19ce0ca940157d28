package io.leafboot.cache.interceptor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Puts our interceptor in the place of the one that {@code @EnableCaching} defines, the application's own or ours: a second
 * bean of that name would be refused, since Spring Boot does not let definitions override each other. An interceptor that
 * the application defines itself is left alone.
 */
public final class CacheInterceptorReplacer implements BeanDefinitionRegistryPostProcessor {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private static final String NAME = "cacheInterceptor";
    private static final String ADVISOR = "org.springframework.cache.config.internalCacheAdvisor";
    private static final String ASPECT = "org.springframework.cache.config.internalCacheAspect";
    private static final String DEFINED_BY = "org.springframework.cache.annotation.ProxyCachingConfiguration";

    /** A post-processor. */
    public CacheInterceptorReplacer() {}

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        if (!registry.containsBeanDefinition(NAME)) {
            return;
        }
        BeanDefinition present = registry.getBeanDefinition(NAME);
        if (DEFINED_BY.equals(present.getFactoryBeanName())) {
            RootBeanDefinition ours = new RootBeanDefinition(NamedCacheInterceptor.class);
            ours.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
            ours.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
            registry.removeBeanDefinition(NAME);
            registry.registerBeanDefinition(NAME, ours);
        } else if (!registry.containsBeanDefinition(ADVISOR) && !registry.containsBeanDefinition(ASPECT)) {
            log.warn(
                    "@Cacheable and its like do nothing here: the bean '{}' of the application has the name of Spring's"
                            + " interceptor for them. Rename it, or define with it what @EnableCaching defines.",
                    NAME);
        }
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {}
}
