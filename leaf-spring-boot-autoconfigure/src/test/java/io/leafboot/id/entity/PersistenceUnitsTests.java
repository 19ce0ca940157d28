package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.entity.orders.Orders;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jpa.EntityManagerFactoryBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/** Several persistence units, of Spring Boot's making and of the application's own, in one application and in several. */
class PersistenceUnitsTests {

    private static ApplicationContextRunner runner(TestDatabase database, Class<?>... configurations) {
        return new ApplicationContextRunner()
                .withUserConfiguration(Orders.class)
                .withUserConfiguration(configurations)
                .withPropertyValues(
                        "spring.datasource.url=" + database.url(),
                        "spring.flyway.enabled=false",
                        "spring.data.jpa.repositories.enabled=false",
                        "spring.jpa.hibernate.ddl-auto=update",
                        "leaf.tags.bolt.step=10",
                        "leaf.tags.nut.step=10");
    }

    @Test
    void unitsOfTheBuilderAndUnitsBuiltByHandDrawFromTheSameGenerator() {
        runner(TestDatabases.H2.create(), Built.class, ByHand.class).run(context -> {
            assertThat(context).hasNotFailed();
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ids.add(persist(context, "bolts", new Bolt()).id);
                ids.add(persist(context, "nuts", new Nut()).id);
                ids.add(context.getBean(IdGenerator.class).nextId("bolt"));
            }
            assertThat(ids).containsExactly(1L, 1L, 2L, 3L, 2L, 4L, 5L, 3L, 6L);
        });
    }

    @Test
    void applicationsInOneJvmHaveTheirOwnSequences() {
        runner(TestDatabases.H2.create(), Built.class)
                .run(one -> runner(TestDatabases.H2.create(), Built.class).run(other -> {
                    assertThat(persist(one, "bolts", new Bolt()).id).isEqualTo(1);
                    assertThat(persist(other, "bolts", new Bolt()).id).isEqualTo(1);
                    assertThat(persist(one, "bolts", new Bolt()).id).isEqualTo(2);
                }));
    }

    @Test
    void aUnitBuiltByHandThatDoesNotKnowTheGeneratorIsAnError() {
        runner(TestDatabases.H2.create(), Unaware.class).run(context -> {
            assertThat(context).hasFailed();
            assertThat(TagsAtStartTests.startupError(context.getStartupFailure())
                            .getMessage())
                    .startsWith(Nut.class.getName() + ".id has @LeafId and its EntityManagerFactory does not know")
                    .contains("customizers.forEach(c -> c.customize(factory.getJpaPropertyMap()))");
        });
    }

    @Test
    void aUnitThatIsBuiltAfterTheStartIsCheckedThen() {
        runner(TestDatabases.H2.create(), Built.class).run(context -> {
            LocalContainerEntityManagerFactoryBean late = byHand(context.getBean(DataSource.class), Screw.class);
            context.getBeanProvider(HibernatePropertiesCustomizer.class)
                    .forEach(c -> c.customize(late.getJpaPropertyMap()));
            assertThat(TagsAtStartTests.startupError(catchThrowable(late::afterPropertiesSet))
                            .description())
                    .isEqualTo(Screw.class.getName() + ".id has @LeafId(\"screw\"), and there is no tag 'screw'.");
        });
    }

    private static <T> T persist(ApplicationContext context, String unit, T entity) {
        context.getBean(unit, EntityManagerFactory.class).runInTransaction(manager -> manager.persist(entity));
        return entity;
    }

    private static LocalContainerEntityManagerFactoryBean byHand(DataSource dataSource, Class<?> entity) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setDataSource(dataSource);
        factory.setManagedTypes(PersistenceManagedTypes.of(entity.getName()));
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.getJpaPropertyMap().put("hibernate.hbm2ddl.auto", "update");
        return factory;
    }

    @Configuration(proxyBeanMethods = false)
    static class Built {

        @Bean
        @Primary
        LocalContainerEntityManagerFactoryBean bolts(EntityManagerFactoryBuilder builder, DataSource dataSource) {
            return builder.dataSource(dataSource)
                    .managedTypes(PersistenceManagedTypes.of(Bolt.class.getName()))
                    .persistenceUnit("bolts")
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ByHand {

        @Bean
        LocalContainerEntityManagerFactoryBean nuts(
                DataSource dataSource, ObjectProvider<HibernatePropertiesCustomizer> customizers) {
            LocalContainerEntityManagerFactoryBean factory = byHand(dataSource, Nut.class);
            factory.setPersistenceUnitName("nuts");
            customizers.forEach(c -> c.customize(factory.getJpaPropertyMap()));
            return factory;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Unaware {

        @Bean
        LocalContainerEntityManagerFactoryBean unaware(DataSource dataSource) {
            return byHand(dataSource, Nut.class);
        }
    }

    @Entity
    static class Bolt {
        @Id
        @LeafId("bolt")
        Long id;
    }

    @Entity
    static class Nut {
        @Id
        @LeafId("nut")
        Long id;
    }

    @Entity
    static class Screw {
        @Id
        @LeafId("screw")
        Long id;
    }
}
