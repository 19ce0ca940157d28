package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.application.shop.ItemRepository;
import io.leafboot.id.application.shop.Items;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the application does to its own tables does nothing to ours. */
class ApplicationSchemaTests {

    @ParameterizedTest
    @ValueSource(strings = {"create", "create-drop"})
    void ddlAutoWipesTheApplicationsTablesAndNotTheCounters(String ddlAuto) {
        String url = ShopRunner.newDatabase();
        List<Long> ids = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        for (int start = 0; start < 2; start++) {
            ShopRunner.on(url)
                    .withPropertyValues("spring.jpa.hibernate.ddl-auto=" + ddlAuto)
                    .run(context -> {
                        assertThat(context.getBean(ItemRepository.class).count())
                                .isZero();
                        ids.add(context.getBean(Items.class).add("pencil"));
                        tables.add(columnsOfOurTable(context));
                    });
        }
        assertThat(ids.get(0)).isEqualTo(1);
        assertThat(ids.get(1)).as("an id of counters that were not wiped").isGreaterThan(1);
        assertThat(tables.get(1)).isEqualTo(tables.get(0));
    }

    private static String columnsOfOurTable(ApplicationContext context) {
        return context.getBean(JdbcTemplate.class)
                .queryForList("SELECT column_name, data_type, column_default, is_nullable"
                        + " FROM information_schema.columns WHERE table_name = 'LEAF_ALLOC' ORDER BY ordinal_position")
                .toString();
    }

    @Test
    void scriptsOfTheApplicationRun() {
        ShopRunner.onNewDatabase()
                .withPropertyValues(
                        "spring.jpa.hibernate.ddl-auto=none",
                        "spring.sql.init.schema-locations=classpath:shop/schema.sql",
                        "spring.sql.init.data-locations=classpath:shop/data.sql")
                .run(ApplicationSchemaTests::hasItsRowAndIds);
    }

    @Test
    void scriptsOfTheApplicationThatWaitForHibernateRun() {
        ShopRunner.onNewDatabase()
                .withPropertyValues(
                        "spring.jpa.hibernate.ddl-auto=create",
                        "spring.jpa.defer-datasource-initialization=true",
                        "spring.sql.init.data-locations=classpath:shop/data.sql")
                .run(ApplicationSchemaTests::hasItsRowAndIds);
    }

    private static void hasItsRowAndIds(ApplicationContext context) {
        assertThat(context.getBean(ItemRepository.class).findById(-1L)).isPresent();
        assertThat(context.getBean(Items.class).add("pencil")).isEqualTo(1);
    }
}
