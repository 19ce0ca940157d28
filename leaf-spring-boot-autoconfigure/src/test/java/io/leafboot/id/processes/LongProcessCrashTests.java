package io.leafboot.id.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Five processes on one server, killed, ended and restarted at random, and so is the server, for {@code leaf.test.seconds}
 * (60 if not set) each. A failure names its seed; {@code -Dleaf.test.seed} repeats the succession of events, though not
 * their timing.
 */
@Tag("long")
@Timeout(3_600)
class LongProcessCrashTests {

    private static final Logger log = LoggerFactory.getLogger(LongProcessCrashTests.class);

    private static final int PROCESSES = 5;

    private static final long SECONDS = Long.getLong("leaf.test.seconds", 60);

    private static final long SEED =
            Long.getLong("leaf.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));

    @TempDir
    Path folder;

    @Test
    void onPostgres() throws Exception {
        try (Database database = Database.postgres(folder)) {
            run(database);
        }
    }

    @Test
    void onMariaDb() throws Exception {
        try (Database database = Database.mariaDb(folder)) {
            run(database);
        }
    }

    private void run(Database database) {
        log.info("seed {}", SEED);
        long start = System.nanoTime();
        Random random = new Random(SEED);
        try (Fleet fleet = new Fleet(folder, database, SEED)) {
            CrashHistory history = new CrashHistory(fleet, database, SEED);
            history.start(PROCESSES);
            fleet.awaitReady();
            for (int i = 1; i <= 4 || System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS); i++) {
                if (i % 4 == 0) {
                    history.outage(random.nextBoolean());
                } else if (random.nextInt(4) == 0) {
                    history.endOne();
                } else {
                    history.killOne();
                }
                history.draw(2_000_000);
            }
            fleet.awaitReady();
            fleet.awaitFreshSegments();
            history.endAll();

            Accounts accounts = new Accounts(fleet, database);
            log.info("{}", accounts.summary(start));
            assertThat(accounts.ids()).as("ids drawn with seed %d", SEED).isPositive();
            accounts.assertNeverTwice().assertNoRegression().assertReportsTrue().assertLossesExplained();
        }
    }
}
