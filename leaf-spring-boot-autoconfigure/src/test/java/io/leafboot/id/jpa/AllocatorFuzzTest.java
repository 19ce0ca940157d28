package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocatorFuzzTest {

    private static final Duration LONG = Duration.ofSeconds(Integer.getInteger("leaf.test.seconds", 60));

    @ParameterizedTest
    @EnumSource
    void noIdIsIssuedTwiceOverADatabaseThatFails(TestDatabases kind) throws Exception {
        AllocatorFuzz.run(kind.create(), 20261120, Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POSTGRESQL", "H2"})
    void noIdIsIssuedTwiceInStandardSql(TestDatabases kind) throws Exception {
        AllocatorFuzz.run(
                kind.create(), 20261121, Duration.ofSeconds(2), "leaf.database=portable", "leaf.schema.enabled=false");
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void noIdIsIssuedTwiceInALongTime(TestDatabases kind) throws Exception {
        long seed = System.nanoTime(); // named by a failure
        AllocatorFuzz.run(kind.create(), seed, LONG.dividedBy(TestDatabases.values().length));
    }
}
