package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Tables that ids cannot be claimed from, or only with care. */
class RefusedTableTest {

    private static String table(String maxIdType) {
        return "CREATE TABLE leaf_alloc (biz_tag varchar(128) PRIMARY KEY, max_id " + maxIdType
                + " NOT NULL, step int NOT NULL, description varchar(256), update_time timestamp NULL)";
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, int",
        "MARIADB, int",
        "MYSQL_DRIVER, int",
        "H2, int",
        "POSTGRESQL, 'numeric(10)'",
        "MARIADB, 'decimal(18,0)'",
        "MYSQL_DRIVER, 'decimal(18,0)'",
        "H2, 'numeric(10,2)'",
        "POSTGRESQL, double precision",
        "MARIADB, varchar(20)"
    })
    void aColumnThatDoesNotHoldEveryIdIsRefused(TestDatabases kind, String type) {
        TestDatabase database = kind.create();
        database.execute(table(type));

        assertThatThrownBy(() -> LeafInstance.start(database))
                .isInstanceOf(LeafStartupException.class)
                .hasMessageContaining("max_id")
                .hasMessageContaining("bigint");
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, numeric",
        "POSTGRESQL, 'numeric(19)'",
        "MARIADB, 'decimal(20,0)'",
        "MARIADB, bigint unsigned",
        "MYSQL_DRIVER, bigint unsigned",
        "H2, 'numeric(38)'"
    })
    void aColumnThatHoldsEveryIdIsTaken(TestDatabases kind, String type) {
        TestDatabase database = kind.create();
        database.execute(table(type));
        try (LeafInstance instance = LeafInstance.start(database)) {
            instance.tags.create("order", 10, null, 9_000_000_000_000_000_001L);

            assertThat(instance.allocator
                            .claim(new SegmentRequest("order", 10, 0, 1000))
                            .first())
                    .isEqualTo(9_000_000_000_000_000_001L);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL_DRIVER"})
    void aCollationWithoutCaseMixesNoTags(TestDatabases kind) {
        TestDatabase database = kind.create();
        database.execute(table("bigint") + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
        TagTable table = new TagTable(database);
        table.insert("user", 100, 10);
        try (LeafInstance instance = LeafInstance.start(database)) {
            for (int known : new int[] {0, 10}) {
                assertThatThrownBy(() -> instance.allocator.claim(new SegmentRequest("User", 10, known, 1000)))
                        .isInstanceOf(UnknownTagException.class);
            }
            assertThatThrownBy(() -> instance.tags.create("User"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'User' cannot be created beside 'user'");
            assertThatThrownBy(() -> instance.tags.changeStep("User", 5)).isInstanceOf(UnknownTagException.class);
            assertThatThrownBy(() -> instance.tags.changeDescription("User", "x"))
                    .isInstanceOf(UnknownTagException.class);
            assertThatThrownBy(() -> instance.tags.advance("User", 500)).isInstanceOf(UnknownTagException.class);
            assertThat(instance.allocator.giveBack("User", 100, 50)).isFalse();
            assertThat(instance.tags.delete("User")).isFalse();
            assertThat(instance.tags.find("User")).isEmpty();
            assertThat(table.row("user")).isEqualTo("100|10");
            assertThat(instance.allocator
                            .claim(new SegmentRequest("user", 10, 10, 1000))
                            .last())
                    .isEqualTo(110);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTagWithTwoRowsIsNotClaimedFrom(TestDatabases kind) {
        TestDatabase database = kind.create();
        database.execute(table("bigint").replace(" PRIMARY KEY", ""));
        TagTable table = new TagTable(database);
        table.insert("order", 0, 10);
        table.insert("order", 500, 10);
        try (LeafInstance instance = LeafInstance.start(database)) {
            for (int known : new int[] {0, 10}) {
                assertThatThrownBy(() -> instance.allocator.claim(new SegmentRequest("order", 10, known, 1000)))
                        .isInstanceOf(InvalidSegmentException.class)
                        .hasMessageContaining("2 rows");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1table",
                "a-b",
                "a.b",
                "a b",
                "t;DROP TABLE x",
                "\"t\"",
                "表",
                "a23456789012345678901234567890123456789012345678x"
            })
    void aWrongTableNameIsRefused(String name) {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, LeafJpaAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:wrong-name", "leaf.table-name=" + name)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(LeafStartupException.class)
                        .hasMessageContaining("leaf.table-name is " + name + "; allowed is"));
    }
}
