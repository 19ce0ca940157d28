package io.leafboot.id.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.segment.SegmentRequest;
import io.leafboot.id.test.TcpProxy;
import io.leafboot.id.test.TestDatabase;
import io.leafboot.id.test.TestDatabases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Counted on the wire, so that nothing that a driver or a pool sends by itself is missed. */
class RoundTripsTest {

    private static final int CLAIMS = 50;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL_DRIVER"})
    void aClaimIsOneRoundTrip(TestDatabases kind) {
        assertThat(roundTripsPerClaim(kind, "leaf.database=auto")).isEqualTo(1.0);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void aClaimInStandardSqlIsFewRoundTrips(TestDatabases kind) {
        assertThat(roundTripsPerClaim(kind, "leaf.database=portable")).isBetween(3.0, 5.0);
    }

    private static double roundTripsPerClaim(TestDatabases kind, String setting) {
        TestDatabase database = kind.create();
        LeafInstance.start(database, "leaf.tags.order.step=1000").close();
        // One connection, so that the pool opens none in the background.
        String[] settings = {setting, "leaf.schema.enabled=false", "leaf.datasource.maximum-pool-size=1"};
        try (TcpProxy proxy = new TcpProxy(database.port());
                LeafInstance instance = LeafInstance.start(database.throughPort(proxy.port()), settings)) {
            double least = Double.MAX_VALUE;
            // The first round warms up; and a pause of the machine has the pool try its connection once more.
            for (int round = 0; round < 4; round++) {
                long before = proxy.roundTrips();
                for (int i = 0; i < CLAIMS; i++) {
                    instance.allocator.claim(new SegmentRequest("order", 10, 1000, 10_000));
                }
                least = Math.min(least, (proxy.roundTrips() - before) / (double) CLAIMS);
            }
            return least;
        }
    }
}
