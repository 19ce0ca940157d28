package io.leafboot.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.autoconfigure.CacheRegistryAutoConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

/** Applications whose nodes meet over a bundle of theirs, hear what happens, and leave when they end. */
@Timeout(120)
class ClusterApplicationTests {

    @Test
    void applicationsMeetOverTheirBundlesAndHearOfEachOther() {
        try (TestNodes ports = new TestNodes(2)) {
            runner(ports, 0, TestCertificates.store("first", "shop")).run(first -> {
                ClusterNode here = first.getBean(ClusterNode.class);
                here.manager();
                Heard heard = first.getBean(Heard.class);
                runner(ports, 1, TestCertificates.store("second", "shop")).run(second -> {
                    second.getBean(ClusterNode.class).manager();
                    await().untilAsserted(() -> {
                        assertThat(heard.events).hasAtLeastOneElementOfType(ClusterEvent.MemberJoined.class);
                        assertThat(second.getBean(Heard.class).events)
                                .hasAtLeastOneElementOfType(ClusterEvent.Joined.class);
                    });
                    assertThat(here.status().cluster()).isEqualTo("orders");
                });
                await().untilAsserted(() -> assertThat(heard.events)
                        .filteredOn(ClusterEvent.MemberLeft.class::isInstance)
                        .singleElement()
                        .satisfies(event -> assertThat(((ClusterEvent.MemberLeft) event).graceful())
                                .isTrue()));

                ConfigurableApplicationContext source = first.getSourceApplicationContext();
                source.stop();
                assertThat(here.status()).isNull();
                source.start();
                here.manager();
                assertThat(here.figures().members()).isEqualTo(1);
            });
        }
    }

    private static ApplicationContextRunner runner(TestNodes ports, int seat, Path store) {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(CacheRegistryAutoConfiguration.class, SslAutoConfiguration.class))
                .withBean(Heard.class)
                .withPropertyValues(
                        "spring.application.name=orders",
                        "cache.cluster.bind=127.0.0.1:" + ports.port(seat),
                        "cache.cluster.seeds=" + String.join(",", List.of(ports.seeds())),
                        "cache.cluster.tls.bundle=mesh",
                        "spring.ssl.bundle.jks.mesh.keystore.location=file:" + store,
                        "spring.ssl.bundle.jks.mesh.keystore.password=" + TestCertificates.PASSWORD,
                        "spring.ssl.bundle.jks.mesh.truststore.location=file:" + store,
                        "spring.ssl.bundle.jks.mesh.truststore.password=" + TestCertificates.PASSWORD);
    }

    static final class Heard {

        final Queue<ClusterEvent> events = new ConcurrentLinkedQueue<>();

        @EventListener
        void heard(ClusterEvent event) {
            events.add(event);
        }
    }
}
