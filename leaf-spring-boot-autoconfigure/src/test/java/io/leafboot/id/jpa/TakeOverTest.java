package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.LeafTag;
import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that other generators have left behind. */
@ParameterizedClass
@EnumSource(TestDatabases.class)
class TakeOverTest {

    private final TestDatabases kind;

    private TestDatabase database;

    TakeOverTest(TestDatabases kind) {
        this.kind = kind;
    }

    @BeforeEach
    void createDatabase() {
        database = kind.create();
    }

    /** The shape as MySQL has it, or what comes nearest elsewhere. */
    private void create(String mysql) {
        boolean original = kind == TestDatabases.MARIADB || kind == TestDatabases.MYSQL_DRIVER;
        database.execute(
                original
                        ? mysql
                        : mysql.replace(" ON UPDATE CURRENT_TIMESTAMP", "")
                                .replaceAll("\\) ENGINE=.*", ")")
                                .replaceAll(" COMMENT '[^']*'", "")
                                .replace("bigint(20)", "bigint")
                                .replace("int(11)", "int")
                                .replace("`", ""));
    }

    private void goesOn(String table, String tag, long maxId, int step, String description) {
        for (int start = 0; start < 2; start++) {
            try (LeafInstance instance = LeafInstance.start(database, "leaf.table-name=" + table)) {
                long before = maxId + (long) start * step;
                assertThat(instance.tags.find(tag)).hasValue(new LeafTag(tag, before, step, description));
                assertThat(instance.allocator
                                .claim(new SegmentRequest(tag, 1, 0, 100_000))
                                .first())
                        .isEqualTo(before + 1);
            }
        }
        try (LeafInstance instance = LeafInstance.start(database, "leaf.table-name=" + table)) {
            assertThat(instance.tags.create("fresh", 5, "made here", 1)).isTrue();
            instance.tags.changeDescription(tag, "changed");
            assertThat(instance.tags.list())
                    .isEqualTo(List.of(
                            new LeafTag("fresh", 0, 5, "made here"),
                            new LeafTag(tag, maxId + 2L * step, step, "changed")));
        }
    }

    @Test
    void aTableWithAllColumnsIsTakenOverAsItIs() {
        create("CREATE TABLE leaf_alloc (biz_tag VARCHAR(128) NOT NULL PRIMARY KEY, max_id BIGINT NOT NULL DEFAULT 0,"
                + " step INT NOT NULL DEFAULT 1000, description VARCHAR(256),"
                + " update_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)"
                + " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;");
        database.execute(
                "INSERT INTO leaf_alloc (biz_tag, max_id, step, description) VALUES ('user', 7000, 1000, '用户ID')");

        goesOn("leaf_alloc", "user", 7000, 1000, "用户ID");
    }

    @Test
    void aTableOfAnotherNameWithoutADescriptionGetsOne() {
        create("CREATE TABLE `id_segments` (`biz_tag` varchar(64) NOT NULL COMMENT '业务标识',"
                + " `max_id` bigint NOT NULL DEFAULT '0' COMMENT '当前最大ID值',"
                + " `step` int NOT NULL DEFAULT '1000' COMMENT '号段步长',"
                + " `update_time` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,"
                + " PRIMARY KEY (`biz_tag`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='ID号段表';");
        database.execute("INSERT INTO id_segments (biz_tag, max_id, step) VALUES ('order', 3000, 1000)");

        goesOn("id_segments", "order", 3000, 1000, null);
    }

    @Test
    void theTableOfMeituansLeafIsTakenOverAsItIs() {
        create("CREATE TABLE `leaf_alloc` (`biz_tag` varchar(128) NOT NULL DEFAULT '',"
                + " `max_id` bigint(20) NOT NULL DEFAULT '1', `step` int(11) NOT NULL,"
                + " `description` varchar(256) DEFAULT NULL,"
                + " `update_time` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,"
                + " PRIMARY KEY (`biz_tag`)) ENGINE=InnoDB;");
        database.execute("INSERT INTO leaf_alloc (biz_tag, max_id, step, description)"
                + " VALUES ('leaf-segment-test', 1, 2000, 'Test leaf Segment Mode Get Id')");

        goesOn("leaf_alloc", "leaf-segment-test", 1, 2000, "Test leaf Segment Mode Get Id");
    }
}
