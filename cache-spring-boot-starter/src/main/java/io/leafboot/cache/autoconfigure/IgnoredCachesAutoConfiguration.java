package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Says so where caches are declared and something else is in the place of their registry. */
@AutoConfiguration(after = {CacheRegistryAutoConfiguration.class, CacheAutoConfiguration.class})
@ConditionalOnBooleanProperty(name = "cache.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(DefaultCacheRegistry.class)
public final class IgnoredCachesAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");
    private static final Bindable<Map<String, Object>> CACHES = Bindable.mapOf(String.class, Object.class);

    @Bean
    static SmartInitializingSingleton ignoredCachesWarning(Environment environment, ListableBeanFactory beans) {
        return () -> {
            Map<String, Object> declared =
                    Binder.get(environment).bind("cache.caches", CACHES).orElse(Map.of());
            if (!declared.isEmpty()) {
                log.warn(
                        "The caches declared under cache.caches ({}) are ignored, because of {}."
                                + " Remove that or them; cache.enabled=false says that it is meant.",
                        String.join(", ", new TreeSet<>(declared.keySet())),
                        reason(environment, beans));
            }
        };
    }

    private static String reason(Environment environment, ListableBeanFactory beans) {
        String type = environment.getProperty("spring.cache.type");
        if (type != null) {
            return "spring.cache.type=" + type;
        }
        String[] managers = beans.getBeanNamesForType(CacheManager.class, true, false);
        return managers.length == 0
                ? "the bean 'cacheResolver'"
                : "the bean '" + String.join("', '", Arrays.asList(managers))
                        + "', which is the application's CacheManager";
    }
}
