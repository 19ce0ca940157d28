package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Our caches and another manager's in one application, with the meters that Spring Boot configures. */
class CacheMetersBesideSpringBootsTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class,
                    SimpleMetricsExportAutoConfiguration.class,
                    CacheMetricsAutoConfiguration.class,
                    CacheMetersAutoConfiguration.class))
            .withUserConfiguration(Caches.class, OtherCaches.class);

    @Test
    void ofOneNameHaveTheSameTagsWhoeverBindsThem() {
        runner.run(context -> {
            context.getBean(DefaultCacheRegistry.class).create("users", CacheSpec.memory());
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            for (String name : List.of("cache.gets", "cache.puts", "cache.evictions", "cache.size")) {
                Collection<Meter> ours = meters.get(name).tag("cache", "users").meters();
                Collection<Meter> others =
                        meters.get(name).tag("cache", "books").meters();
                assertThat(descriptions(ours, "users", "cacheManager"))
                        .isEqualTo(descriptions(others, "books", "other"));
            }
        });
    }

    @Test
    void areNotBoundBySpringBootToo() {
        runner.run(context -> {
            NamedCache users = context.getBean(DefaultCacheRegistry.class).create("users", CacheSpec.memory());
            assertThat(context.getBean(CacheMetricsRegistrar.class).bindCacheToRegistry(users))
                    .isFalse();
        });
    }

    @Test
    void areNotThereWithoutAMeterRegistry() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CacheMetersAutoConfiguration.class))
                .withUserConfiguration(Caches.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheMeters.class));
    }

    /** Type, unit, description and tags, with what differs from cache to cache left out. */
    private static List<String> descriptions(Collection<Meter> meters, String cache, String manager) {
        return meters.stream()
                .map(meter -> {
                    TreeMap<String, String> tags = new TreeMap<>();
                    for (Tag tag : meter.getId().getTags()) {
                        tags.put(tag.getKey(), tag.getValue());
                    }
                    assertThat(tags.remove("cache")).isEqualTo(cache);
                    assertThat(tags.remove("name")).isEqualTo(cache);
                    assertThat(tags.remove("cache.manager")).isEqualTo(manager);
                    return meter.getId().getType() + " " + meter.getId().getBaseUnit() + " " + tags + " "
                            + meter.getId().getDescription();
                })
                .sorted()
                .collect(Collectors.toList());
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherCaches {

        @Bean
        CaffeineCacheManager otherCacheManager() {
            CaffeineCacheManager manager = new CaffeineCacheManager("books");
            manager.setCaffeine(Caffeine.newBuilder().recordStats());
            return manager;
        }
    }
}
