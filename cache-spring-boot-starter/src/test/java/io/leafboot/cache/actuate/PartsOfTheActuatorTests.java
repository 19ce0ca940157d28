package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Each part is there with what it needs on the class path, and the caches work without any. */
class PartsOfTheActuatorTests {

    private static final String ACTUATOR = "org.springframework.boot.actuate";
    private static final String HEALTH = "org.springframework.boot.health";
    private static final String MICROMETER = "io.micrometer";
    private static final String METRICS = "org.springframework.boot.micrometer";

    private static final String ENDPOINT = "cacheStatsEndpoint";
    private static final String INDICATOR = "cacheHealthIndicator";
    private static final String METERS = "leafCacheMeters";

    // Imported as in an application: conditions are read from class files, whose annotations may be missing.
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Parts.class)
            .withPropertyValues("management.endpoints.web.exposure.include=*");

    private final ApplicationContextRunner runnerWithMeters =
            runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void areAllThereWithTheActuator() {
        runnerWithMeters.run(context -> {
            assertThat(context).hasBean(ENDPOINT).hasBean(INDICATOR).hasBean(METERS);
            cachesWork(context);
        });
    }

    @Test
    void areNotThereWithoutAnything() {
        without(runner, ACTUATOR, HEALTH, MICROMETER, METRICS).run(context -> {
            cachesWork(context);
            assertThat(context)
                    .doesNotHaveBean(ENDPOINT)
                    .doesNotHaveBean(INDICATOR)
                    .doesNotHaveBean(METERS);
        });
    }

    @Test
    void withoutTheActuatorHealthAndMetersStay() {
        without(runnerWithMeters, ACTUATOR).run(context -> {
            cachesWork(context);
            assertThat(context).doesNotHaveBean(ENDPOINT).hasBean(INDICATOR).hasBean(METERS);
        });
    }

    @Test
    void withoutHealthTheOthersStay() {
        without(runnerWithMeters, HEALTH).run(context -> {
            cachesWork(context);
            assertThat(context).hasBean(ENDPOINT).doesNotHaveBean(INDICATOR).hasBean(METERS);
        });
    }

    @Test
    void withoutMicrometerTheOthersStay() {
        without(runner, MICROMETER, METRICS).run(context -> {
            cachesWork(context);
            assertThat(context).hasBean(ENDPOINT).hasBean(INDICATOR).doesNotHaveBean(METERS);
        });
    }

    @Test
    void healthIsLeftOutOnRequest() {
        runner.withPropertyValues("management.health.cache.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(INDICATOR));
    }

    @Test
    void anIndicatorOfTheApplicationReplacesOurs() {
        CacheHealthIndicator own = new CacheHealthIndicator(null);
        runner.withBean(INDICATOR, CacheHealthIndicator.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(CacheHealthIndicator.class)).isSameAs(own));
    }

    @Test
    void areThereForTheCachesOfTheSettings() {
        withSettings(CacheStatsEndpointAutoConfiguration.class)
                .run(context -> assertThat(context.getBean(CacheStatsEndpoint.class)
                                .cache("users")
                                .settings())
                        .containsEntry("ttl", "PT10M")
                        .containsEntry("max-size", 10L));
        withSettings(CacheHealthContributorAutoConfiguration.class)
                .run(context -> assertThat(context).hasBean(INDICATOR));
        withSettings(CacheMetersAutoConfiguration.class)
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                .get("cache.gets")
                                .tags("cache", "users", "cache.manager", "cacheManager")
                                .meters())
                        .hasSize(2));
    }

    /** Each part without the others, for one that waits for the registry's configuration would do so for all. */
    private static ApplicationContextRunner withSettings(Class<?> part) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        part,
                        CacheRegistryAutoConfiguration.class,
                        MetricsAutoConfiguration.class,
                        CompositeMeterRegistryAutoConfiguration.class,
                        SimpleMetricsExportAutoConfiguration.class))
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=*",
                        "cache.caches.users.ttl=10m",
                        "cache.caches.users.max-size=10");
    }

    private static ApplicationContextRunner without(ApplicationContextRunner runner, String... packages) {
        return runner.withClassLoader(new FilteredClassLoader(packages));
    }

    private static void cachesWork(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        NamedCache users = context.getBean(DefaultCacheRegistry.class).create("users", CacheSpec.memory());
        users.put("ada", 1);
        assertThat(users.get("ada")).isNotNull();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        CacheStatsEndpointAutoConfiguration.class,
        CacheHealthContributorAutoConfiguration.class,
        CacheMetersAutoConfiguration.class
    })
    @Import(Caches.class)
    static class Parts {}
}
