package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.class)
class SchemaTest {

    private final TestDatabases kind;

    private TestDatabase database;

    SchemaTest(TestDatabases kind) {
        this.kind = kind;
    }

    @BeforeEach
    void createDatabase() {
        database = kind.create();
    }

    @Test
    void anEmptyDatabaseGetsTheTableWithItsDefaults() {
        LeafInstance.start(database).close();
        database.execute("INSERT INTO leaf_alloc (biz_tag) VALUES ('order')");

        assertThat(database.query("SELECT biz_tag, max_id, step, description FROM leaf_alloc"))
                .containsExactly("order|0|1000|null");
        assertThat(database.query("SELECT 1 FROM leaf_alloc WHERE update_time IS NOT NULL"))
                .hasSize(1);
    }

    @Test
    void anotherStartLeavesTheRowsAsTheyAre() {
        try (LeafInstance first = LeafInstance.start(database)) {
            first.tags.create("order", 10, "orders", 501);
        }
        try (LeafInstance second = LeafInstance.start(database)) {
            assertThat(second.tags.create("order", 99, null, 1)).isFalse();
        }

        assertThat(new TagTable(database).row("order")).isEqualTo("500|10");
    }

    @Test
    void instancesThatStartAtTheSameTimeShareOneTable() throws Exception {
        List<Callable<Long>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(() -> {
                try (LeafInstance instance = LeafInstance.start(database, "leaf.tags.order.step=10")) {
                    return instance.allocator
                            .claim(new SegmentRequest("order", 10, 10, 1000))
                            .last();
                }
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(starts.size());
        List<Long> ends = new ArrayList<>();
        for (Future<Long> end : threads.invokeAll(starts)) {
            ends.add(end.get());
        }
        threads.shutdown();

        assertThat(ends).containsExactlyInAnyOrder(10L, 20L, 30L, 40L);
    }

    @Test
    void oneConnectionIsEnoughWhereTheTableIsThere() {
        LeafInstance.start(database).close();
        try (LeafInstance instance =
                LeafInstance.start(database, "leaf.datasource.maximum-pool-size=1", "leaf.schema.enabled=false")) {
            instance.tags.create("order");
            assertThat(instance.allocator
                            .claim(new SegmentRequest("order", 10, 0, 1000))
                            .last())
                    .isEqualTo(1000);
        }
    }

    @Test
    void tablesOfTwoNamesLiveInOneSchema() {
        LeafInstance.start(database).close();
        LeafInstance.start(database, "leaf.table-name=id_segments", "leaf.tags.user.start=77")
                .close();
        LeafInstance.start(database, "leaf.table-name=id_segments").close();

        assertThat(new TagTable(database, "id_segments").row("user")).isEqualTo("76|1000");
        assertThat(new TagTable(database).row("user")).isEqualTo("none");
    }

    @Test
    void theApplicationsOwnMigrationsGoOnBesideIt() {
        application("classpath:db/application/first").migrate();
        LeafInstance.start(database).close();
        application("classpath:db/application/first", "classpath:db/application/second")
                .migrate();
        LeafInstance.start(database).close();

        application("classpath:db/application/first", "classpath:db/application/second")
                .validate();
        assertThat(database.query("SELECT name FROM customer")).isEmpty();
        assertThat(new TagTable(database).row("user")).isEqualTo("none");
    }

    private Flyway application(String... locations) {
        return Flyway.configure()
                .dataSource(database.dataSource())
                .locations(locations)
                .load();
    }

    @Test
    void aMissingTableIsAnErrorThatSaysHowToCreateIt() {
        assertThatThrownBy(() -> LeafInstance.start(database, "leaf.schema.enabled=false"))
                .isInstanceOfSatisfying(LeafStartupException.class, e -> {
                    assertThat(e.description()).contains("'leaf_alloc' is missing");
                    int begin = e.action().indexOf("CREATE TABLE");
                    database.execute(e.action().substring(begin, e.action().indexOf(';')));
                });

        LeafInstance.start(database, "leaf.schema.enabled=false").close();
    }

    @Test
    void aMissingColumnIsAnErrorThatSaysHowToAddIt() {
        database.execute("CREATE TABLE leaf_alloc (biz_tag varchar(64) PRIMARY KEY, max_id bigint, step int,"
                + " update_time timestamp NULL)");
        assertThatThrownBy(() -> LeafInstance.start(database, "leaf.schema.enabled=false"))
                .isInstanceOfSatisfying(LeafStartupException.class, e -> {
                    assertThat(e.description()).contains("lacks one of the columns");
                    int begin = e.action().indexOf("ALTER TABLE");
                    database.execute(e.action().substring(begin, e.action().length() - 1));
                });

        LeafInstance.start(database, "leaf.schema.enabled=false").close();
    }

    @Test
    void aDeclaredTagWithoutARowIsAnErrorThatSaysHowToInsertIt() {
        LeafInstance.start(database).close();
        String[] settings = {"leaf.schema.enabled=false", "leaf.tags[o'rder].start=501", "leaf.tags[o'rder].step=7"};
        assertThatThrownBy(() -> LeafInstance.start(database, settings))
                .isInstanceOfSatisfying(LeafStartupException.class, e -> {
                    int begin = e.action().indexOf("INSERT");
                    database.execute(e.action().substring(begin, e.action().length() - 1));
                });

        LeafInstance.start(database, settings).close();
        assertThat(new TagTable(database).row("o'rder")).isEqualTo("500|7");
    }
}
