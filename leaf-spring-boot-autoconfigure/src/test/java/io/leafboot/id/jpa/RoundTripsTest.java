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
        assertThat(roundTripsPerClaim(kind.create())).isEqualTo(1.0);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB", "MYSQL_DRIVER"})
    void aClaimInStandardSqlIsFewRoundTrips(TestDatabases kind) {
        TestDatabase database = kind.create();
        LeafInstance.start(database).close();

        assertThat(roundTripsPerClaim(database, "leaf.database=portable", "leaf.schema.enabled=false"))
                .isBetween(3.0, 5.0);
    }

    private static double roundTripsPerClaim(TestDatabase database, String... settings) {
        try (TcpProxy proxy = new TcpProxy(database.port());
                LeafInstance instance = LeafInstance.start(database.throughPort(proxy.port()), settings)) {
            instance.tags.create("order");
            SegmentRequest request = new SegmentRequest("order", 10, 1000, 10_000);
            for (int i = 0; i < 20; i++) { // drivers prepare a statement after a few executions
                instance.allocator.claim(request);
            }
            long before = proxy.roundTrips();
            for (int i = 0; i < CLAIMS; i++) {
                instance.allocator.claim(request);
            }
            return (proxy.roundTrips() - before) / (double) CLAIMS;
        }
    }
}
