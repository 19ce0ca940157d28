package io.leafboot.id.jpa;

import io.leafboot.id.autoconfigure.LeafStartupException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.function.SingletonSupplier;

/**
 * The persistence unit {@code leaf}: one entity, a repository and transactions of its own, all inside this one object.
 * None of them is a bean, so the application's entities, repositories, transaction managers and {@code ddl-auto} never
 * meet them, by type or by name.
 */
final class LeafPersistence implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(LeafPersistence.class);

    /** Sees the entity, and may make a proxy of a repository that is not public. A thread's loader may lie below it. */
    private static final ClassLoader LOADER = LeafPersistence.class.getClassLoader();

    /** This process, too, may be slow between two statements. */
    private static final long SHORTEST_IDLE_MILLIS = 3_000;

    /** The repository is built when it is first used: its queries take a while to parse, and claims need none of them. */
    private record Unit(
            EntityManagerFactory entityManagers,
            SingletonSupplier<LeafAllocRepository> repository,
            TransactionTemplate transactions) {}

    /** Built on a thread of its own, while the application goes on starting; the first use waits for it. */
    private final FutureTask<Unit> unit;

    private final LeafDatabase database;

    private final String tableName;

    private final Duration claimTimeout;

    LeafPersistence(DataSource dataSource, LeafDatabase database, String tableName, Duration claimTimeout) {
        this.database = database;
        this.tableName = tableName;
        this.claimTimeout = claimTimeout;
        this.unit = new FutureTask<>(() -> build(entityManagerFactory(dataSource, database, tableName)));
        Thread builder = new Thread(unit, "leaf-persistence");
        builder.setDaemon(true);
        builder.start();
    }

    private static Unit build(EntityManagerFactory entityManagers) {
        JpaTransactionManager manager = new JpaTransactionManager(entityManagers);
        manager.afterPropertiesSet();
        TransactionTemplate transactions = new TransactionTemplate(manager);
        transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return new Unit(entityManagers, SingletonSupplier.of(() -> repository(entityManagers)), transactions);
    }

    private static LeafAllocRepository repository(EntityManagerFactory entityManagers) {
        EntityManager shared = SharedEntityManagerCreator.createSharedEntityManager(entityManagers);
        JpaRepositoryFactory repositories = new JpaRepositoryFactory(shared);
        repositories.setBeanClassLoader(LOADER);
        return repositories.getRepository(LeafAllocRepository.class);
    }

    private static EntityManagerFactory entityManagerFactory(
            DataSource dataSource, LeafDatabase database, String tableName) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        factory.setPersistenceUnitName("leaf");
        factory.setDataSource(dataSource);
        factory.setManagedTypes(PersistenceManagedTypes.of(LeafAlloc.class.getName()));
        // Both given, though there are none: else Spring reads those of the application.
        factory.setMappingResources();
        factory.setPersistenceXmlLocation("classpath*:io/leafboot/id/jpa/no-persistence.xml");
        factory.setBeanClassLoader(LOADER);
        factory.setResourceLoader(new DefaultResourceLoader(LOADER));
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setValidationMode(ValidationMode.NONE);
        factory.setSharedCacheMode(SharedCacheMode.NONE);
        Map<String, Object> properties = new HashMap<>();
        // Whatever the class path's hibernate.properties say: this unit never touches the schema.
        properties.put("hibernate.hbm2ddl.auto", "none");
        properties.put("jakarta.persistence.schema-generation.database.action", "none");
        properties.put("hibernate.transaction.coordinator_class", "jdbc");
        properties.put(
                "hibernate.connection.provider_disables_autocommit", false); // this unit's pool commits by itself
        properties.put("hibernate.jdbc.log.errors", false); // each is thrown, and told once an outage by the engine
        properties.put("hibernate.archive.scanner", new NothingToScan());
        properties.put("hibernate.physical_naming_strategy", new TableNaming(tableName));
        if (database.dialect != null) {
            properties.put("hibernate.dialect", database.dialect);
        }
        if (database == LeafDatabase.MARIADB) {
            // Told by hand, because MySQL's own driver fails to describe a MariaDB server; by its name and not by its
            // dialect, because Hibernate warns of a dialect that it could have found.
            properties.put("jakarta.persistence.database-product-name", "MariaDB");
            properties.put("hibernate.boot.allow_jdbc_metadata_access", false);
        }
        factory.setJpaPropertyMap(properties);
        factory.afterPropertiesSet();
        return Objects.requireNonNull(factory.getObject());
    }

    private Unit unit() {
        try {
            return unit.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the persistence unit 'leaf' was being built", e);
        } catch (ExecutionException e) {
            throw new LeafStartupException(
                    "The persistence unit of the id generator could not be built: " + LeafPool.reason(e),
                    "If Hibernate does not know the database, set 'hibernate.dialect' in a file hibernate.properties on the"
                            + " class path; else mend the cause.",
                    e.getCause());
        }
    }

    /**
     * Returns after how many seconds the driver asks the server to cancel a claim, if possible before the connection is
     * given up: else the server would go on waiting for a row that somebody locked, and claim when nobody listens.
     */
    int cancelSeconds() {
        return (int) Math.max(1, claimTimeout.toMillis() * 3 / 4 / 1_000);
    }

    String tableName() {
        return tableName;
    }

    /** Waits until the unit is built; throws if it could not be. */
    void awaitBuilt() {
        unit();
    }

    /** Runs {@code work} in a transaction of its own, whatever transaction the calling thread is in. */
    <T> T inTransaction(Function<LeafAllocRepository, T> work) {
        LeafAllocRepository repository = repository(); // built before, not while the transaction waits
        return inTransactionWithEntityManager(manager -> work.apply(repository));
    }

    /** Returns the repository, which takes part in this thread's transaction. */
    LeafAllocRepository repository() {
        return unit().repository.obtain();
    }

    /** Runs {@code work} in a transaction of its own with its entity manager. */
    <T> T inTransactionWithEntityManager(Function<EntityManager, T> work) {
        Unit built = unit();
        return Objects.requireNonNull(built.transactions.execute(status -> {
            EntityManager manager = Objects.requireNonNull(
                    EntityManagerFactoryUtils.getTransactionalEntityManager(built.entityManagers));
            if (database != LeafDatabase.POSTGRESQL) {
                return work.apply(manager);
            }
            prepare(manager);
            T result = work.apply(manager);
            manager.flush();
            // Here, for whoever commits otherwise does not hear what the server says of it; he then finds nothing to
            // commit.
            manager.unwrap(Session.class).doWork(PostgresCommits::commit);
            return result;
        }));
    }

    /**
     * Has PostgreSQL commit durably, and end the transaction if it is left. A process that is stopped within one, or whose
     * host is gone without a word, would keep the locks of its rows for hours. Both for this transaction only, because the
     * connection may be the application's, or a proxy's; stricter settings stay as they are.
     */
    private void prepare(EntityManager manager) {
        manager.createNativeQuery("SELECT " + PostgresCommits.DURABLY + ", CASE WHEN"
                        + " CAST(current_setting('idle_in_transaction_session_timeout') AS interval)"
                        + " NOT BETWEEN interval '1 millisecond' AND CAST(:limit AS interval)"
                        + " THEN set_config('idle_in_transaction_session_timeout', :limit, true) END")
                .setParameter("limit", Math.max(SHORTEST_IDLE_MILLIS, claimTimeout.toMillis()) + "ms")
                .getSingleResult();
    }

    /** Makes durable what was committed before on H2, which acknowledges a commit half a second before it writes it. */
    void secure() {
        if (database == LeafDatabase.H2) {
            inAutoCommit(manager -> manager.unwrap(Session.class).doReturningWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("CHECKPOINT SYNC");
                }
            }));
        }
    }

    /** Runs {@code work} without a transaction: each statement is committed when it returns. */
    <T> T inAutoCommit(Function<EntityManager, T> work) {
        try (EntityManager manager = unit().entityManagers.createEntityManager()) {
            return work.apply(manager);
        }
    }

    /** Runs {@code work} in a transaction of its own, or without one if it is a single statement. */
    <T> T inOneCommit(boolean inTransaction, Function<EntityManager, T> work) {
        return inTransaction ? inTransactionWithEntityManager(work) : inAutoCommit(work);
    }

    @Override
    public void destroy() {
        try {
            unit.get().entityManagers.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) { // it was never built: there is nothing to close
            log.debug("The persistence unit 'leaf' was not built", e.getCause());
        }
    }
}
