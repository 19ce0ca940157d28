package io.leafboot.id.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.segment.Ordering;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three id services on one PostgreSQL, killed with {@code kill -9} and restarted at random; four processes draw from segments
 * that they claim of them, from whichever answers. {@code -Dleaf.test.ids} says how many ids the longer history has.
 */
@Tag("slow")
@Timeout(1_200)
class ServiceCrashTests {

    private static final Logger log = LoggerFactory.getLogger(ServiceCrashTests.class);

    private static final int SERVICES = 3;

    private static final int CLIENTS = 4;

    private static final long SEED = Long.getLong("leaf.test.seed", 20_261_126L);

    private static final long IDS = Long.getLong("leaf.test.ids", 10_000_000);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);

    @Test
    void noIdIsIssuedTwiceAndKilledServicesWasteNone() throws Exception {
        run(300_000, 2, false);
    }

    @Test
    @Tag("long")
    void noIdIsIssuedTwiceInALongHistory() throws Exception {
        run(IDS, 12, true);
    }

    private void run(long ids, int leastKills, boolean clientsDieToo) throws Exception {
        long start = System.nanoTime();
        try (Database database = Database.postgres(folder);
                Services services = new Services(folder, database, SERVICES);
                Fleet clients = new Fleet(folder, database, SEED)) {
            services.awaitAll();
            insertRows(database);
            for (int i = 0; i < CLIENTS; i++) {
                startClient(clients, services);
            }
            clients.awaitReady();
            clients.awaitFreshSegments();
            long before = clients.drawn();
            for (int i = 1; services.kills() < leastKills || clients.drawn() < before + ids; i++) {
                int victim = random.nextInt(SERVICES);
                services.kill(victim);
                if (clientsDieToo && i % 4 == 0) {
                    clients.kill(clients.alive().get(random.nextInt(CLIENTS)));
                    startClient(clients, services);
                }
                clients.awaitDrawn(clients.drawn() + 1 + random.nextInt(300_000));
                services.restart(victim);
                if (random.nextBoolean()) {
                    services.awaitAll(); // else the next one is killed while this one starts
                }
            }
            services.awaitAll();
            clients.awaitReady();
            clients.awaitFreshSegments();
            clients.end(clients.alive());

            Accounts accounts = new Accounts(clients, database);
            log.info("kill -9 of services: {}. {}", services.kills(), accounts.summary(start));
            accounts.assertNeverTwice().assertNoRegression().assertReportsTrue().assertLossesOfClientsExplained();
            assertThat(accounts.ids()).isGreaterThanOrEqualTo(ids);
        }
    }

    private static void startClient(Fleet clients, Services services) {
        clients.startClient(clients.all().size() % 2 == 0 ? Ordering.STRICT : Ordering.STRIPED, services.ports());
    }

    /** Not declared at the services, which would then hold ids of their own that a kill wastes. */
    private static void insertRows(Database database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO leaf_alloc (biz_tag, max_id, step) VALUES (?, 0, ?)")) {
            for (int tag = 0; tag < Tags.NAMES.size(); tag++) {
                insert.setString(1, Tags.NAMES.get(tag));
                insert.setInt(2, Tags.STEPS.get(tag));
                insert.executeUpdate();
            }
        }
    }
}
