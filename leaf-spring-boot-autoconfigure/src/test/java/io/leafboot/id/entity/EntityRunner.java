package io.leafboot.id.entity;

import io.leafboot.id.entity.orders.Orders;
import io.leafboot.id.entity.orders.PurchaseOrder;
import io.leafboot.id.test.TestDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;

/** Starts an application, all auto-configuration included, with the entities of a test. */
final class EntityRunner {

    private EntityRunner() {}

    static ApplicationContextRunner on(TestDatabase database, Class<?>... entities) {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withUserConfiguration(Orders.class)
                .withBean(
                        PersistenceManagedTypes.class,
                        () -> PersistenceManagedTypes.of(
                                Arrays.stream(entities).map(Class::getName).toArray(String[]::new)))
                .withPropertyValues(
                        "spring.flyway.enabled=false",
                        "spring.data.jpa.repositories.enabled="
                                + List.of(entities).contains(PurchaseOrder.class),
                        "spring.jpa.hibernate.ddl-auto=update",
                        "leaf.min-step=1");
        for (Map.Entry<String, String> property : database.springProperties().entrySet()) {
            runner = runner.withPropertyValues(property.getKey() + "=" + property.getValue());
        }
        return runner;
    }

    /** Counts what the application executes; claims are made past the counter. */
    static ApplicationContextRunner counting(ApplicationContextRunner runner, TestDatabase database) {
        return runner.withUserConfiguration(Counted.class)
                .withPropertyValues(
                        "leaf.datasource.url=" + database.url(),
                        "leaf.datasource.username=" + database.username(),
                        "leaf.datasource.password=" + database.password());
    }

    @Configuration(proxyBeanMethods = false)
    static class Counted {

        @Bean
        static BeanPostProcessor countingPostProcessor() {
            return new BeanPostProcessor() {

                @Override
                public Object postProcessAfterInitialization(Object bean, String beanName) {
                    return bean instanceof DataSource source ? new CountingDataSource(source) : bean;
                }
            };
        }
    }
}
