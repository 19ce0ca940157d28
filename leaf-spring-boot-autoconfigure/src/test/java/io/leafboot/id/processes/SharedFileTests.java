package io.leafboot.id.processes;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three processes on one database that is a file. */
@Tag("slow")
@Timeout(300)
class SharedFileTests {

    private static final Logger log = LoggerFactory.getLogger(SharedFileTests.class);

    private static final int PROCESSES = 3;

    @TempDir
    Path folder;

    @Test
    void sqlite() throws Exception {
        try (Database database = Database.sqlite(folder)) {
            run(database);
        }
    }

    private void run(Database database) {
        long start = System.nanoTime();
        try (Fleet fleet = new Fleet(folder, database, 1)) {
            CrashHistory history = new CrashHistory(fleet, database, 1);
            history.start(PROCESSES);
            fleet.awaitFreshSegments();
            history.killOne();
            fleet.awaitFreshSegments();
            history.endAll();

            Accounts accounts = new Accounts(fleet, database);
            log.info("{}", accounts.summary(start));
            accounts.assertNeverTwice().assertNoRegression().assertReportsTrue().assertLossesExplained();
        }
    }
}
