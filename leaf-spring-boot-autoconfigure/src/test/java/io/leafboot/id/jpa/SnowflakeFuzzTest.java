package io.leafboot.id.jpa;

import io.leafboot.id.test.TestDatabases;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link SnowflakeFuzz} over each database; a failure names its seed, {@code -Dleaf.test.seed} sets it. */
@Timeout(3_600)
class SnowflakeFuzzTest {

    private static final Logger log = LoggerFactory.getLogger(SnowflakeFuzzTest.class);

    private static final long SEED =
            Long.getLong("leaf.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void noIdIsIssuedTwice(TestDatabases kind) throws Exception {
        SnowflakeFuzz.run(kind.create(), SEED, Duration.ofSeconds(5));
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void noIdIsIssuedTwiceForLong(TestDatabases kind) throws Exception {
        Duration time = Duration.ofSeconds(Long.getLong("leaf.test.seconds", 60));
        log.info("seed {}: {} ids", SEED, SnowflakeFuzz.run(kind.create(), SEED, time));
    }
}
