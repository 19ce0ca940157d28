package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Exposed as any endpoint of Spring Boot's: not at all unless asked for. */
class CacheStatsEndpointTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    JmxAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    JmxEndpointAutoConfiguration.class,
                    CacheStatsEndpointAutoConfiguration.class))
            .withUserConfiguration(Caches.class);

    @Test
    void isHiddenByDefault() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(CacheStatsEndpoint.class)
                .doesNotHaveBean(CacheStatsEndpointWebExtension.class));
    }

    @Test
    void isThereWhenExposedOverHttp() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=cachestats")
                .run(context -> assertThat(context)
                        .hasSingleBean(CacheStatsEndpoint.class)
                        .hasSingleBean(CacheStatsEndpointWebExtension.class));
    }

    @Test
    void isNotThereWhenAccessIsDenied() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=*", "management.endpoint.cachestats.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheStatsEndpoint.class));
    }

    @Test
    void isNotThereWithoutOurCaches() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CacheStatsEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheStatsEndpoint.class));
    }

    @Test
    void anEndpointOfTheApplicationReplacesOurs() {
        CacheStatsEndpoint own = new CacheStatsEndpoint(null);
        runner.withBean("own", CacheStatsEndpoint.class, () -> own)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context ->
                        assertThat(context.getBean(CacheStatsEndpoint.class)).isSameAs(own));
    }

    @Test
    void exposedOverJmxOnlyItAnswersThere() {
        runner.withPropertyValues(
                        "spring.jmx.enabled=true",
                        "management.endpoints.web.exposure.exclude=*",
                        "management.endpoints.jmx.exposure.include=cachestats",
                        "management.endpoints.jmx.domain=cachestats.test",
                        "spring.jmx.unique-names=true")
                .run(context -> {
                    assertThat(context)
                            .hasSingleBean(CacheStatsEndpoint.class)
                            .doesNotHaveBean(CacheStatsEndpointWebExtension.class);
                    NamedCache users =
                            context.getBean(DefaultCacheRegistry.class).create("users", CacheSpec.memory());
                    users.put("ada", 1);
                    assertThat(invoke("caches").toString()).contains("name=users");
                    assertThat(((Map<?, ?>) invoke("cache", "users")).get("size"))
                            .isEqualTo(1L);
                    assertThat(invoke("cache", "nothing")).isNull();
                    assertThat(((Map<?, ?>) invoke("evict", "users", "ada")).get("size"))
                            .isEqualTo(0L);
                    assertThat(users.get("ada")).isNull();
                    assertThat(invoke("evict", "nothing", null)).isNull();
                });
    }

    @Test
    void neverCreatesACacheEvenWhereUnknownNamesAre() {
        try (DefaultCacheRegistry registry = Caches.registry(new RemoteCacheType(), true)) {
            CacheStatsEndpoint endpoint = new CacheStatsEndpoint(registry);
            assertThat(endpoint.cache("mistyped")).isNull();
            assertThat(endpoint.evict("mistyped", null)).isNull();
            assertThat(registry.names()).isEmpty();
        }
    }

    private static Object invoke(String operation, Object... arguments) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = server.queryNames(new ObjectName("cachestats.test:name=Cachestats,*"), null)
                .iterator()
                .next();
        String[] signature = new String[arguments.length];
        Arrays.fill(signature, "java.lang.String");
        return server.invoke(name, operation, arguments, signature);
    }
}
