package io.leafboot.id.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The persistence unit {@code leaf}: one entity, a repository and transactions of its own, all inside this one object.
 * None of them is a bean, so the application's entities, repositories, transaction managers and {@code ddl-auto} never
 * meet them, by type or by name.
 */
final class LeafPersistence implements DisposableBean {

    private final EntityManagerFactory entityManagers;

    private final LeafAllocRepository repository;

    private final TransactionTemplate transactions;

    LeafPersistence(DataSource dataSource, LeafDatabase database, String tableName) {
        this.entityManagers = entityManagerFactory(dataSource, database, tableName);
        JpaTransactionManager manager = new JpaTransactionManager(entityManagers);
        manager.afterPropertiesSet();
        this.transactions = new TransactionTemplate(manager);
        transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        EntityManager shared = SharedEntityManagerCreator.createSharedEntityManager(entityManagers);
        this.repository = new JpaRepositoryFactory(shared).getRepository(LeafAllocRepository.class);
    }

    private static EntityManagerFactory entityManagerFactory(
            DataSource dataSource, LeafDatabase database, String tableName) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setPersistenceUnitName("leaf");
        factory.setDataSource(dataSource);
        factory.setManagedTypes(PersistenceManagedTypes.of(LeafAlloc.class.getName()));
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setValidationMode(ValidationMode.NONE);
        factory.setSharedCacheMode(SharedCacheMode.NONE);
        Map<String, Object> properties = new HashMap<>();
        // Whatever the class path's hibernate.properties say: this unit never touches the schema.
        properties.put("hibernate.hbm2ddl.auto", "none");
        properties.put("jakarta.persistence.schema-generation.database.action", "none");
        properties.put("hibernate.transaction.coordinator_class", "jdbc");
        properties.put("hibernate.physical_naming_strategy", new TableNaming(tableName));
        if (database.dialect != null) {
            properties.put("hibernate.dialect", database.dialect);
        }
        factory.setJpaPropertyMap(properties);
        factory.afterPropertiesSet();
        return Objects.requireNonNull(factory.getObject());
    }

    /** Runs {@code work} in a transaction of its own, whatever transaction the calling thread is in. */
    <T> T inTransaction(Function<LeafAllocRepository, T> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.apply(repository)));
    }

    /** Runs {@code work} in a transaction of its own with its entity manager. */
    <T> T inTransactionWithEntityManager(Function<EntityManager, T> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            EntityManager manager =
                    Objects.requireNonNull(EntityManagerFactoryUtils.getTransactionalEntityManager(entityManagers));
            return work.apply(manager);
        }));
    }

    /** Runs {@code work} without a transaction: each statement is committed when it returns. */
    <T> T inAutoCommit(Function<EntityManager, T> work) {
        try (EntityManager manager = entityManagers.createEntityManager()) {
            return work.apply(manager);
        }
    }

    @Override
    public void destroy() {
        entityManagers.close();
    }
}
