package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.application.shop.Items;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The application's Flyway and ours, which no bean shows. */
class ApplicationFlywayTests {

    private static ApplicationContextRunner withFlyway(String url) {
        return ShopRunner.on(url)
                .withPropertyValues("spring.flyway.enabled=true", "spring.flyway.locations=classpath:shop/migration");
    }

    /** Had ours been first, the application's Flyway would refuse a schema that is not empty. */
    @Test
    void onAFreshDatabaseBothRunAndTheApplicationsIsFirst() {
        withFlyway(ShopRunner.newDatabase()).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(Flyway.class);
            assertThat(context.getBean(Items.class).add("pencil")).isEqualTo(1);
            assertThat(context.getBeanFactory().getBeanDefinition("leafSchema").getDependsOn())
                    .isNotEmpty();
        });
    }

    @Test
    void theApplicationsIsFirstEvenIfTheFirstBeanDrawsAnId() {
        new ApplicationContextRunner()
                .withUserConfiguration(DrawsFirst.class)
                .withPropertyValues(
                        "spring.datasource.url=" + ShopRunner.newDatabase(),
                        "spring.flyway.locations=classpath:shop/migration",
                        "leaf.tags.item.step=10")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(history(context, "flyway_schema_history")).containsExactly("items");
                });
    }

    @Test
    void eachKeepsAHistoryOfItsOwn() {
        withFlyway(ShopRunner.newDatabase()).run(context -> {
            assertThat(history(context, "flyway_schema_history")).containsExactly("items");
            assertThat(history(context, "leaf_schema_history"))
                    .contains("segments")
                    .doesNotContain("items");
        });
    }

    @Test
    void aRestartMigratesNothingAndRepeatsNoId() {
        String url = ShopRunner.newDatabase();
        withFlyway(url).run(context -> context.getBean(Items.class).add("pencil"));
        withFlyway(url).run(context -> {
            assertThat(context.getBean(Items.class).add("rubber")).isGreaterThan(1);
            assertThat(history(context, "flyway_schema_history")).hasSize(1);
        });
    }

    @Test
    void anApplicationWithoutFlywayIsNotGivenOne() {
        ShopRunner.onNewDatabase().run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(Flyway.class);
            assertThat(context.getBean(IdGenerator.class).nextId("item")).isEqualTo(1);
            assertThat(tables(context)).doesNotContain("flyway_schema_history");
        });
    }

    private static List<String> history(ApplicationContext context, String table) {
        return context.getBean(JdbcTemplate.class)
                .queryForList(
                        "SELECT \"description\" FROM \"" + table + "\" WHERE \"version\" IS NOT NULL", String.class);
    }

    private static List<String> tables(ApplicationContext context) {
        return context.getBean(JdbcTemplate.class)
                .queryForList(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'", String.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class})
    static class DrawsFirst {

        @Bean
        Long first(IdGenerator ids) {
            return ids.nextId("item");
        }
    }
}
