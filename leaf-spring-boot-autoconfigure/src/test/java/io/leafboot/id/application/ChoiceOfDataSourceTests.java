package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.jpa.LeafDataSource;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which of several databases holds the table. */
class ChoiceOfDataSourceTests {

    private static final String TABLES =
            "SELECT count(*) FROM information_schema.tables WHERE table_name = 'LEAF_ALLOC'";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(WithoutJpa.class)
            .withPropertyValues("spring.flyway.enabled=false", "leaf.tags.order.step=10");

    @Test
    void severalOfWhichNoneIsPrimaryAreAnErrorThatNamesThemAndTheFix() {
        runner.withUserConfiguration(Orders.class, Stock.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(LeafStartupException.class, e -> {
                            assertThat(e.description())
                                    .isEqualTo("There are several DataSources and none is primary: [orders, stock].");
                            assertThat(e.action()).contains("@LeafDataSource", "@Primary", "'leaf.datasource.url'");
                        }));
    }

    @Test
    void thePrimaryOneIsUsed() {
        runner.withUserConfiguration(Orders.class, PrimaryStock.class)
                .run(context -> holdsTheTable(context, "primaryStock", "orders"));
    }

    @Test
    void theMarkedOneIsUsedRatherThanThePrimaryOne() {
        runner.withUserConfiguration(MarkedOrders.class, PrimaryStock.class)
                .run(context -> holdsTheTable(context, "markedOrders", "primaryStock"));
    }

    @Test
    void aMarkedOneThatIsNoCandidateForInjectionIsUsed() {
        runner.withUserConfiguration(Orders.class, HiddenStock.class)
                .run(context -> holdsTheTable(context, "hiddenStock", "orders"));
    }

    @Test
    void severalMarkedOnesAreAnErrorThatNamesThem() {
        runner.withUserConfiguration(MarkedOrders.class, MarkedStock.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(LeafStartupException.class, e -> {
                            assertThat(e.description()).contains("@LeafDataSource", "[markedOrders, markedStock]");
                            assertThat(e.action()).isNotBlank();
                        }));
    }

    @Test
    void aUrlOfOurOwnIsUsedWhateverDataSourcesThereAre() {
        HikariDataSource own = dataSource();
        runner.withUserConfiguration(Orders.class, Stock.class)
                .withPropertyValues(
                        "leaf.datasource.url=" + own.getJdbcUrl(),
                        "leaf.datasource.username=ids",
                        "leaf.datasource.password=secret")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(IdGenerator.class).nextId("order"))
                            .isEqualTo(1);
                    assertThat(tables(context.getBean("orders", DataSource.class)))
                            .isZero();
                    assertThat(tables(context.getBean("stock", DataSource.class)))
                            .isZero();
                });
        own.setUsername("ids");
        own.setPassword("secret");
        assertThat(tables(own)).isEqualTo(1);
        own.close();
    }

    @Test
    void anApplicationWithoutADataSourceCanHaveAUrlOfOurOwn() {
        runner.withPropertyValues(
                        "spring.autoconfigure.exclude="
                                + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                        "leaf.datasource.url=" + ShopRunner.newDatabase())
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(DataSource.class);
                    assertThat(context.getBean(IdGenerator.class).nextId("order"))
                            .isEqualTo(1);
                });
    }

    private static void holdsTheTable(ApplicationContext context, String chosen, String other) {
        assertThat(context.getBean(IdGenerator.class).nextId("order")).isEqualTo(1);
        assertThat(tables(context.getBean(chosen, DataSource.class))).isEqualTo(1);
        assertThat(tables(context.getBean(other, DataSource.class))).isZero();
    }

    private static int tables(DataSource dataSource) {
        return new JdbcTemplate(dataSource).queryForObject(TABLES, Integer.class);
    }

    private static HikariDataSource dataSource() {
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(ShopRunner.newDatabase());
        dataSource.setMaximumPoolSize(1);
        return dataSource;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class})
    static class WithoutJpa {}

    @Configuration(proxyBeanMethods = false)
    static class Orders {

        @Bean
        DataSource orders() {
            return dataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Stock {

        @Bean
        DataSource stock() {
            return dataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryStock {

        @Bean
        @Primary
        DataSource primaryStock() {
            return dataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MarkedOrders {

        @Bean
        @LeafDataSource
        DataSource markedOrders() {
            return dataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MarkedStock {

        @Bean
        @LeafDataSource
        DataSource markedStock() {
            return dataSource();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class HiddenStock {

        @Bean(defaultCandidate = false)
        @LeafDataSource
        DataSource hiddenStock() {
            return dataSource();
        }
    }
}
