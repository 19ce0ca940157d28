package io.leafboot.id.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestDatabasesTest {

    @ParameterizedTest
    @EnumSource
    void eachCallGivesAnEmptyDatabaseOfItsOwn(TestDatabases databases) {
        TestDatabase first = databases.create();
        TestDatabase second = databases.create();
        first.execute("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)");
        second.execute("CREATE TABLE t (a int)");

        assertThat(first.query("SELECT a FROM t")).containsExactly("1");
        assertThat(second.query("SELECT a FROM t")).isEmpty();
    }
}
