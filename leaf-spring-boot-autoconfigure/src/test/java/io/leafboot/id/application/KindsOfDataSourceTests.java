package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.application.shop.ItemRepository;
import io.leafboot.id.application.shop.Items;
import io.leafboot.id.jpa.OurUnit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** The application's DataSource need not be a Hikari pool with the usual settings. */
class KindsOfDataSourceTests {

    @Test
    void oneWithoutAPool() {
        works(() -> new SimpleDriverDataSource(new org.h2.Driver(), ShopRunner.newDatabase()));
    }

    @Test
    void aWrappedPool() {
        works(() -> new DelegatingDataSource(hikari()));
    }

    @Test
    void aPoolWhoseConnectionsAreFetchedLate() {
        works(() -> new LazyConnectionDataSourceProxy(hikari()));
    }

    @Test
    void aPoolWhoseConnectionsTakePartInTransactions() {
        works(() -> new TransactionAwareDataSourceProxy(hikari()));
    }

    /** What a routing DataSource unwraps to is whatever route it has at the moment, a read replica perhaps. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRouteIsTakenByTheRoutingDataSourceAlone(boolean wrapped) {
        DataSource routing = new ByRoute(hikari());
        ShopRunner.onNewDatabase()
                .withBean(
                        "dataSource",
                        DataSource.class,
                        () -> wrapped ? new LazyConnectionDataSourceProxy(routing) : routing)
                .run(context -> {
                    assertThat(OurUnit.pool(context).unwrap(HikariDataSource.class))
                            .extracting(HikariDataSource::getDataSource)
                            .isSameAs(context.getBean(DataSource.class));
                    addsItems(context);
                });
    }

    @Test
    void aPoolThatReportsToAMeterRegistry() {
        works(() -> {
            HikariDataSource pool = hikari();
            pool.setMetricRegistry(new SimpleMeterRegistry());
            return pool;
        });
    }

    @Test
    void aPoolWithoutAutoCommit() {
        worksWith("spring.datasource.hikari.auto-commit=false");
    }

    @Test
    void aPoolWithMoreSettings() {
        works(() -> {
            HikariDataSource pool = hikari();
            pool.setConnectionInitSql("SELECT 1");
            pool.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
            pool.setRegisterMbeans(true);
            pool.setPoolName("shop");
            return pool;
        });
    }

    @Test
    void aPoolOfOursWithOneConnection() {
        ShopRunner.onNewDatabase()
                .withPropertyValues("leaf.datasource.maximum-pool-size=1")
                .run(context -> {
                    addsItems(context);
                    assertThat(OurUnit.pool(context)
                                    .unwrap(HikariDataSource.class)
                                    .getMaximumPoolSize())
                            .isEqualTo(1);
                });
    }

    @Test
    void theConnectionsOfAHikariPoolAreLeftToTheApplication() {
        ShopRunner.onNewDatabase()
                .withBean("dataSource", DataSource.class, () -> new LazyConnectionDataSourceProxy(hikari()))
                .run(context -> {
                    HikariDataSource application =
                            context.getBean(DataSource.class).unwrap(HikariDataSource.class);
                    assertThat(OurUnit.pool(context).isWrapperFor(HikariDataSource.class))
                            .isTrue();
                    assertThat(OurUnit.pool(context).unwrap(HikariDataSource.class))
                            .isNotSameAs(application)
                            .extracting(HikariDataSource::getDataSource)
                            .isNull();
                });
    }

    private static HikariDataSource hikari() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(ShopRunner.newDatabase());
        pool.setUsername("clerk");
        pool.setPassword("secret");
        pool.setMaximumPoolSize(4);
        return pool;
    }

    private static void works(Supplier<DataSource> dataSource) {
        ShopRunner.onNewDatabase()
                .withBean("dataSource", DataSource.class, dataSource)
                .run(KindsOfDataSourceTests::addsItems);
    }

    private static void worksWith(String property) {
        ShopRunner.onNewDatabase().withPropertyValues(property).run(KindsOfDataSourceTests::addsItems);
    }

    private static void addsItems(ApplicationContext context) {
        assertThat(context.getBean(Items.class).add("pencil")).isEqualTo(1);
        for (int i = 2; i <= 12; i++) {
            assertThat(context.getBean(Items.class).add("pencil")).isEqualTo(i);
        }
        assertThat(context.getBean(ItemRepository.class).count()).isEqualTo(12);
    }

    private static final class ByRoute extends AbstractRoutingDataSource {

        ByRoute(DataSource only) {
            setTargetDataSources(Map.of("only", only));
            setDefaultTargetDataSource(only);
            afterPropertiesSet();
        }

        @Override
        protected Object determineCurrentLookupKey() {
            return "only";
        }
    }
}
