package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.access.AccessRules;
import io.leafboot.cache.access.ClusterInfo;
import io.leafboot.cache.access.OutsideCaches;
import io.leafboot.cache.codec.JsonValueCodec;
import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.http.CacheHttpMapping;
import jakarta.servlet.Servlet;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Configures access to caches over HTTP, in an application with Spring MVC that asks for it. */
@AutoConfiguration(after = CacheRegistryAutoConfiguration.class)
@ConditionalOnBooleanProperty("cache.http.enabled")
@ConditionalOnBean(CacheRegistry.class)
@EnableConfigurationProperties(CacheProperties.class)
public final class CacheHttpAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Servlet.class, DispatcherServlet.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class WithSpringMvc {

        @Bean
        CacheHttpMapping cacheHttpMapping(
                CacheProperties properties,
                CacheRegistry registry,
                ListableBeanFactory beans,
                ObjectProvider<ClusterInfo> cluster,
                ObjectProvider<WebMvcConfigurer> configurers) {
            HttpAccessProperties http = properties.http();
            AccessRules rules = new AccessRules(
                    "cache.http",
                    http.caches(),
                    http.tokens(),
                    http.maxValueSize().toBytes());
            boolean guarded = AccessReport.isBehindSpringSecurity(beans);
            rules.requireGuard(guarded, http.open());
            ValueCodec json = new JsonValueCodec();
            CacheHttpMapping mapping = new CacheHttpMapping(
                    http.basePath(),
                    new OutsideCaches(registry, rules, json),
                    json,
                    http.maxBulk(),
                    guarded && !rules.asksForTokens() && !http.open(),
                    cluster.getIfAvailable(),
                    configurers.orderedStream().toList());
            AccessReport.log("cache.http", http.basePath(), rules, guarded && !http.open(), registry);
            return mapping;
        }

        @Bean
        SmartInitializingSingleton cacheHttpPathCheck(
                CacheHttpMapping cacheHttpMapping, ObjectProvider<HandlerMapping> mappings) {
            return () -> cacheHttpMapping.requireOwnPath(mappings);
        }
    }

    /** Where nobody could answer a call, a setting that asks for it is not passed over in silence. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(NoSpringMvc.class)
    static class WithoutSpringMvc {

        WithoutSpringMvc() {
            throw new InvalidCacheSpecException(
                    "cache.http.enabled is true, but this is not a servlet web application with Spring MVC.",
                    "Add 'spring-boot-starter-webmvc' and set no other spring.main.web-application-type than servlet,"
                            + " or set cache.http.enabled=false.");
        }
    }

    static final class NoSpringMvc extends AnyNestedCondition {

        NoSpringMvc() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnMissingClass("org.springframework.web.servlet.DispatcherServlet")
        static class WithoutDispatcherServlet {}

        @ConditionalOnMissingClass("jakarta.servlet.Servlet")
        static class WithoutServlet {}

        @ConditionalOnNotWebApplication
        static class NotWeb {}

        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        static class Reactive {}
    }
}
