package io.leafboot.id.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Four processes on one PostgreSQL, killed at random, and so is the server. {@link LongProcessCrashTests} goes on longer. */
@Tag("slow")
@Timeout(900)
class ProcessCrashTests {

    private static final Logger log = LoggerFactory.getLogger(ProcessCrashTests.class);

    private static final int PROCESSES = 4;

    private static final long SEED = Long.getLong("leaf.test.seed", 20_261_120L);

    @TempDir
    Path folder;

    @Test
    void noIdIsIssuedTwiceAndNoneIsLostUnaccountedFor() throws Exception {
        long start = System.nanoTime();
        try (Database database = Database.postgres(folder);
                Fleet fleet = new Fleet(folder, database, SEED)) {
            CrashHistory history = new CrashHistory(fleet, database, SEED);

            // All end in order while they draw: to the last id, what is not noted is metered as wasted.
            history.start(PROCESSES);
            fleet.awaitFreshSegments();
            history.endAll();
            new Accounts(fleet, database).assertNeverTwice().assertReportsTrue().assertExact();

            history.start(PROCESSES);
            fleet.awaitReady();
            history.killOne();
            history.draw(500_000);
            history.killOne();
            history.killOne();
            history.outage(true);
            fleet.awaitReady();
            for (long drawn = 1_000_000; drawn <= 10_000_000; drawn += 1_000_000) {
                fleet.awaitDrawn(drawn); // each million in its own time: what counts is that they go on
            }
            fleet.kill(fleet.alive().get(0));
            history.endAll();
            Accounts accounts = new Accounts(fleet, database);
            log.info("{}", accounts.summary(start));
            accounts.assertNeverTwice().assertNoRegression().assertReportsTrue().assertLossesExplained();
            assertThat(accounts.ids()).isGreaterThan(9_900_000); // 10 million, but for calls that the kills cut off
        }
    }
}
