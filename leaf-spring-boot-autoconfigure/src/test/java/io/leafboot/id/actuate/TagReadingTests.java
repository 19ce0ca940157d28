package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.segment.SegmentIdGenerator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Periods come and go; the meters of their tag stay the same, and lose nothing. */
class TagReadingTests {

    private final SegmentIdGenerator ids = SegmentIdGenerator.create(new FakeStore(10));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        ids.close();
    }

    @Test
    void manyPeriodsHaveTheMetersOfOneTag() {
        new LeafMeters(ids, row -> row.substring(0, row.indexOf('.'))).bindTo(registry);
        for (int day = 1; day <= 40; day++) {
            String row = "order." + day;
            ids.nextIds(row, 5);
            int periods = day;
            await().untilAsserted(() -> assertThat(registry.get("leaf.issued")
                            .tag("tag", "order")
                            .functionCounter()
                            .count())
                    .isEqualTo(5.0 * periods));
        }
        assertThat(registry.getMeters()).hasSize(14);
        assertThat(registry.get("leaf.claims").functionCounter().count()).isGreaterThanOrEqualTo(40);
        assertThat(registry.get("leaf.remaining").gauge().value()).isPositive();
        assertThat(registry.get("leaf.quarantined").gauge().value()).isZero();
    }
}
