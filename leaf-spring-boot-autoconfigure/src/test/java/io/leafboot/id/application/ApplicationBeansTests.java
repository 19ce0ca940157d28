package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.application.shop.Items;
import io.leafboot.id.application.shop.Shop;
import io.leafboot.id.segment.SegmentIdGenerator;
import jakarta.persistence.EntityManagerFactory;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.AlternativeJdkIdGenerator;

/** By type and by name, the application's beans are what they are without us. */
class ApplicationBeansTests {

    @Test
    void eachTypeOfPersistenceHasTheApplicationsBeanOnly() {
        ShopRunner.onNewDatabase().run(context -> {
            onlyBean(context, DataSource.class, "dataSource");
            onlyBean(context, EntityManagerFactory.class, "entityManagerFactory");
            onlyBean(context, PlatformTransactionManager.class, "transactionManager");
            onlyBean(context, TransactionManager.class, "transactionManager");
            onlyBean(context, JdbcOperations.class, "jdbcTemplate");
            onlyBean(context, TransactionOperations.class, "transactionTemplate");
            assertThat(context).doesNotHaveBean(Flyway.class);
        });
    }

    private static void onlyBean(ApplicationContext context, Class<?> type, String name) {
        assertThat(context.getBeansOfType(type)).containsOnlyKeys(name);
    }

    /** All of ours have names that no application gives. */
    @Test
    void theStarterAddsNoBeanUnderACommonName() {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withUserConfiguration(Nothing.class)
                .withPropertyValues("spring.datasource.url=" + ShopRunner.newDatabase(), "spring.flyway.enabled=false");
        Set<String> names = new TreeSet<>();
        runner.run(context -> names.addAll(Arrays.asList(context.getBeanDefinitionNames())));
        assertThat(names).contains("leafPool");
        runner.withPropertyValues("leaf.enabled=false")
                .run(context -> names.removeAll(Arrays.asList(context.getBeanDefinitionNames())));
        assertThat(names).allMatch(name -> name.startsWith("leaf") || name.contains(".leafboot."));
    }

    @Test
    void aBeanOfTheApplicationCalledIdGeneratorIsNoTrouble() {
        ShopRunner.onNewDatabase()
                .withUserConfiguration(SpringsOwn.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(IdGenerator.class)
                        .hasSingleBean(AlternativeJdkIdGenerator.class));
    }

    @Test
    void lazyInitializationLeavesDeclaredTagsWarm() {
        ShopRunner.onNewDatabase()
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    assertThat(context.getBean(SegmentIdGenerator.class).status("item"))
                            .hasValueSatisfying(
                                    status -> assertThat(status.remaining()).isEqualTo(10));
                    assertThat(context.getBean(Items.class).add("pencil")).isEqualTo(1);
                });
    }

    @Test
    void openInViewIsTheApplicationsOwn() {
        new WebApplicationContextRunner()
                .withUserConfiguration(Shop.class)
                .withPropertyValues(
                        "spring.datasource.url=" + ShopRunner.newDatabase(),
                        "spring.flyway.enabled=false",
                        "spring.jpa.open-in-view=true")
                .run(context -> {
                    OpenEntityManagerInViewInterceptor interceptor =
                            context.getBean(OpenEntityManagerInViewInterceptor.class);
                    assertThat(interceptor.getEntityManagerFactory())
                            .isSameAs(context.getBean(EntityManagerFactory.class));
                });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    static class SpringsOwn {

        @Bean
        AlternativeJdkIdGenerator idGenerator() {
            return new AlternativeJdkIdGenerator();
        }
    }
}
