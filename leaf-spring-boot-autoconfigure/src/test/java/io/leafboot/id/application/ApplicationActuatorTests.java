package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.application.shop.Items;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an operator saw of the application before is still the same. */
class ApplicationActuatorTests {

    @Test
    void theHealthOfTheDatabaseIsThatOfOneDataSource() {
        ShopRunner.onNewDatabase().run(context -> {
            HealthEndpoint health = context.getBean(HealthEndpoint.class);
            assertThat(health.healthForPath("db")).isNotInstanceOf(CompositeHealthDescriptor.class);
        });
    }

    @Test
    void metersOfPoolsTransactionsAndHibernateKnowNothingOfOurs() {
        Set<String> with = meters("leaf.enabled=true");
        Set<String> without = meters("leaf.enabled=false");
        assertThat(without).anyMatch(meter -> meter.startsWith("hikaricp"));
        assertThat(with).anyMatch(meter -> meter.startsWith("leaf.issued"));
        with.removeIf(meter -> meter.startsWith("leaf."));
        assertThat(with).isEqualTo(without);
    }

    private static Set<String> meters(String property) {
        Set<String> ids = new TreeSet<>();
        ShopRunner.onNewDatabase()
                .withUserConfiguration(Fallback.class)
                .withPropertyValues(property, "spring.datasource.hikari.pool-name=shop")
                .run(context -> {
                    context.getBean(Items.class).add("pencil");
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    // Those of a tag come on the thread that claimed for it.
                    await().until(() -> property.endsWith("false")
                            || registry.find("leaf.quarantined").gauge() != null);
                    for (Meter meter : registry.getMeters()) {
                        if (!meter.getId().getName().startsWith("jvm.")) { // a collection makes one more of them
                            ids.add(meter.getId().getName() + meter.getId().getTags());
                        }
                    }
                });
        return ids;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "leaf.enabled", havingValue = false)
    static class Fallback {

        @Bean
        IdGenerator withoutUs() {
            return mock(IdGenerator.class);
        }
    }
}
