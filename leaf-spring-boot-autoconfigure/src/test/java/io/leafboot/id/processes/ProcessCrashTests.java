package io.leafboot.id.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Four processes on one PostgreSQL, all of them and the server itself killed at random. The short form. */
@Timeout(300)
class ProcessCrashTests {

    private static final Logger log = LoggerFactory.getLogger(ProcessCrashTests.class);

    private static final int PROCESSES = 4;

    private static final long SEED = Long.getLong("leaf.test.seed", 20_261_120L);

    @TempDir
    Path folder;

    @Test
    void whatEndsInOrderIsAccountedForToTheLastId() throws Exception {
        long start = System.nanoTime();
        try (Database database = Database.postgres(folder);
                Fleet fleet = new Fleet(folder, database, SEED)) {
            CrashHistory history = new CrashHistory(fleet, database, SEED);
            history.start(PROCESSES);
            fleet.awaitReady();
            fleet.awaitFreshSegments();
            history.endAll();

            Accounts accounts = new Accounts(fleet, database);
            log.info("{}", accounts.summary(start));
            accounts.assertNeverTwice().assertNoRegression().assertReportsTrue().assertExact();
        }
    }

    @Test
    void noIdIsIssuedTwiceByProcessesThatAreKilledOnADatabaseThatIsKilled() throws Exception {
        long start = System.nanoTime();
        try (Database database = Database.postgres(folder);
                Fleet fleet = new Fleet(folder, database, SEED)) {
            CrashHistory history = new CrashHistory(fleet, database, SEED);
            history.start(PROCESSES);
            fleet.awaitReady();
            history.killOne();
            history.draw(500_000);
            history.killOne();
            history.killOne();
            history.draw(500_000);
            history.outage(true);
            history.endOne();
            history.killOne();
            fleet.awaitReady();
            fleet.awaitDrawn(10_000_000);
            history.killOne();
            fleet.awaitReady();
            history.endAll();

            Accounts accounts = new Accounts(fleet, database);
            log.info("{}", accounts.summary(start));
            accounts.assertNeverTwice().assertNoRegression().assertReportsTrue().assertLossesExplained();
            assertThat(accounts.ids()).isGreaterThan(9_900_000);
        }
    }
}
