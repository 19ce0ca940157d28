package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.actuate.LeafEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.persistence.EntityManager;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;

/** Conditions for what is not on the class path. {@link ClassPathTests} takes whole jars away, annotations too. */
class OptionalDependencyTests {

    private static ApplicationContextRunner runner() {
        return LeafRunner.onNewDatabase()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.endpoints.web.exposure.include=leaf", "leaf.tags.order.step=10");
    }

    @Test
    void withEverythingThereAreIdsAndAllThatShowsThem() {
        runner().run(context -> {
            assertThat(context).hasSingleBean(IdGenerator.class).hasSingleBean(LeafEndpoint.class);
            assertThat(context)
                    .hasBean("leafHealthIndicator")
                    .hasBean("leafMeters")
                    .hasBean("leafObservation");
        });
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Flyway.class,
                Session.class,
                EntityManager.class,
                HikariDataSource.class,
                JpaRepositoryFactory.class
            })
    void withoutWhatTheTableNeedsTheApplicationStartsWithoutIds(Class<?> missing) {
        runner().withClassLoader(new FilteredClassLoader(missing)).run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(IdGenerator.class)
                    .doesNotHaveBean(LeafEndpoint.class);
            assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.startsWith("leaf"));
        });
    }

    @Test
    void withoutMicrometerThereAreNoMeters() {
        lacks("leafMeters", new FilteredClassLoader(MeterRegistry.class));
    }

    @Test
    void withoutAMeterRegistryThereAreNoMeters() {
        LeafRunner.onNewDatabase()
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("leafMeters"));
    }

    @Test
    void withoutObservationsNothingIsObserved() {
        lacks("leafObservation", new FilteredClassLoader(ObservationRegistry.class));
    }

    private static void lacks(String bean, FilteredClassLoader classLoader) {
        runner().withClassLoader(classLoader).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(bean);
            assertThat(context.getBean(IdGenerator.class).nextId("order")).isEqualTo(1);
        });
    }
}
