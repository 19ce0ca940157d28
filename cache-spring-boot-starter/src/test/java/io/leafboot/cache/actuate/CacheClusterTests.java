package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.cluster.ClusterNode;
import io.leafboot.cache.cluster.ClusterSettings;
import io.leafboot.cache.cluster.Split;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.infinispan.manager.EmbeddedCacheManager;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an operator sees of a cluster before a node has joined, and where there is none. */
class CacheClusterTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Parts.class)
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues("management.endpoints.web.exposure.include=*");

    @Test
    void aNodeThatHasNotJoinedIsShownAsThatAndDoesNotJoinForIt() {
        runner.withUserConfiguration(Node.class).run(context -> {
            CacheClusterEndpoint.ClusterDescriptor cluster =
                    context.getBean(CacheClusterEndpoint.class).cluster();
            assertThat(cluster.joined()).isFalse();
            assertThat(cluster.members()).isEmpty();
            Health health = context.getBean("cacheClusterHealthIndicator", HealthIndicator.class)
                    .health();
            assertThat(health.getStatus().getCode()).isEqualTo("UP");
            assertThat(health.getDetails()).containsEntry("joined", false);
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            context.getBean(CacheClusterMeters.class).bindTo(meters);
            for (String gauge : List.of("members", "coordinator", "rebalance.time")) {
                assertThat(meters.get("leaf.cache.cluster." + gauge).gauge().value())
                        .isZero();
            }
            for (String counter : List.of("views", "merges", "rebalances", "rejected")) {
                assertThat(meters.get("leaf.cache.cluster." + counter)
                                .functionCounter()
                                .count())
                        .isZero();
            }
            assertThat(context.getBean(ClusterNode.class).status()).isNull();
        });
    }

    @Test
    void isHiddenByDefaultAndLeftOutOnRequest() {
        runner.withUserConfiguration(Node.class)
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=health",
                        "management.health.cacheCluster.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(CacheClusterEndpoint.class)
                        .doesNotHaveBean("cacheClusterHealthIndicator"));
    }

    @Test
    void isNotThereWithoutANodeOrItsEngine() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(CacheClusterEndpoint.class)
                .doesNotHaveBean(CacheClusterMeters.class)
                .doesNotHaveBean("cacheClusterHealthIndicator"));
        runner.withClassLoader(new FilteredClassLoader(EmbeddedCacheManager.class.getPackageName()))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheClusterEndpoint.class));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        CacheClusterEndpointAutoConfiguration.class,
        CacheClusterHealthContributorAutoConfiguration.class,
        CacheClusterMetersAutoConfiguration.class
    })
    static class Parts {}

    @Configuration(proxyBeanMethods = false)
    static class Node {

        @Bean
        ClusterNode clusterNode() {
            return new ClusterNode(new ClusterSettings(
                    "test",
                    "127.0.0.1",
                    0,
                    List.of(),
                    null,
                    Split.SERVE,
                    1,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    1 << 20));
        }
    }
}
