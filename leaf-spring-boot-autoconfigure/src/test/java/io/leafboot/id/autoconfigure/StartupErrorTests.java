package io.leafboot.id.autoconfigure;

import static io.leafboot.id.autoconfigure.FailedStart.fails;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What cannot work ends the start with a sentence, and with what to do about it. */
class StartupErrorTests {

    private final String url = LeafRunner.newDatabase();

    private final JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url, "sa", ""));

    private final ApplicationContextRunner byHand =
            LeafRunner.on(url).withPropertyValues("leaf.schema.enabled=false", "leaf.tags.order.step=10");

    @Test
    void withoutADataSource() {
        fails(LeafRunner.withoutDataSource(), analysis -> {
            assertThat(analysis.getDescription()).isEqualTo("The id generator has no DataSource to claim ids from.");
            assertThat(analysis.getAction())
                    .contains("'spring.datasource.url'", "'leaf.datasource.url'", "'leaf.enabled=false'");
        });
    }

    @Test
    void whenTheDatabaseIsDown() {
        fails(LeafRunner.on("jdbc:postgresql://127.0.0.1:1/shop"), analysis -> {
            assertThat(analysis.getDescription()).contains("cannot connect", "Connection to 127.0.0.1:1 refused");
            assertThat(analysis.getAction()).contains("Start the database", "'spring.datasource.*'");
        });
    }

    @Test
    void whenTheApplicationsPoolStartsWithoutItsDatabase() {
        fails(
                LeafRunner.on("jdbc:postgresql://127.0.0.1:1/shop")
                        .withPropertyValues(
                                "spring.datasource.hikari.initialization-fail-timeout=-1", "leaf.claim-timeout=300ms"),
                analysis -> {
                    assertThat(analysis.getDescription()).contains("Connection to 127.0.0.1:1 refused");
                    assertThat(analysis.getAction()).contains("Start the database");
                });
    }

    @Test
    void withAWrongPasswordWhichIsNotShown() {
        jdbc.execute("CREATE USER clerk PASSWORD 'right'");
        fails(
                LeafRunner.on(url)
                        .withPropertyValues(
                                "leaf.datasource.url=" + url,
                                "leaf.datasource.username=clerk",
                                "leaf.datasource.password=s3cret"),
                analysis -> {
                    assertThat(analysis.getDescription()).contains("Wrong user name or password");
                    assertThat(analysis.toString() + analysis.getDescription() + analysis.getAction())
                            .doesNotContain("s3cret");
                });
    }

    @Test
    void withAUrlThatNoDriverKnows() {
        fails(
                LeafRunner.onNewDatabase().withPropertyValues("leaf.datasource.url=jdbc:nowhere:x?password=s3cret"),
                analysis -> {
                    assertThat(analysis.getDescription()).contains("No suitable driver");
                    assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain("s3cret");
                    assertThat(analysis.getAction()).contains("'leaf.datasource.*'");
                });
    }

    @Test
    void withoutTheTableItShowsTheStatementThatCreatesIt() {
        fails(byHand, analysis -> {
            assertThat(analysis.getDescription()).contains("'leaf_alloc'", "is missing");
            assertThat(analysis.getAction()).contains("'leaf.schema.enabled=true'");
            jdbc.execute(statement("CREATE TABLE", analysis));
        });
        fails(byHand, analysis -> {
            assertThat(analysis.getDescription())
                    .isEqualTo("Tag 'order' is declared in 'leaf.tags' but has no row, and 'leaf.schema.enabled' is"
                            + " false.");
            jdbc.execute(statement("INSERT INTO", analysis));
        });
        byHand.run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void withoutAColumnItShowsTheStatementThatAddsIt() {
        jdbc.execute("CREATE TABLE leaf_alloc (biz_tag varchar(128) PRIMARY KEY, max_id bigint, step int,"
                + " update_time timestamp)");
        jdbc.execute("INSERT INTO leaf_alloc VALUES ('order', 0, 10, NULL)");
        fails(byHand, analysis -> {
            assertThat(analysis.getDescription()).containsIgnoringCase("Column \"description\" not found");
            jdbc.execute(statement("ALTER TABLE", analysis));
        });
        byHand.run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void whenAColumnIsTooNarrow() {
        jdbc.execute("CREATE TABLE leaf_alloc (biz_tag varchar(128) PRIMARY KEY, max_id int, step int,"
                + " description varchar(256), update_time timestamp)");
        fails(LeafRunner.on(url), analysis -> {
            assertThat(analysis.getDescription()).contains("max_id", "'leaf_alloc'", "INTEGER");
            assertThat(analysis.getAction()).contains("bigint");
        });
    }

    @Test
    void whenTheTableCannotBeMigratedForThisKindOfDatabase() {
        fails(LeafRunner.on(url).withPropertyValues("leaf.database=portable"), analysis -> {
            assertThat(analysis.getDescription()).isEqualTo("There is no migration for database 'portable'.");
            assertThat(analysis.getAction()).contains("'leaf.schema.enabled=false'", "CREATE TABLE");
        });
    }

    /** Returns the statement that the analysis tells the reader to run. */
    private static String statement(String beginning, FailureAnalysis analysis) {
        Matcher matcher = Pattern.compile(beginning + "[^;]*").matcher(analysis.getAction());
        assertThat(matcher.find())
                .as("%s in: %s", beginning, analysis.getAction())
                .isTrue();
        return matcher.group();
    }
}
