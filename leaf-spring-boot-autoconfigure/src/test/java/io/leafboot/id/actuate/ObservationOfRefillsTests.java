package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.UnknownTagException;
import io.leafboot.id.autoconfigure.LeafRunner;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Collection;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;

/** {@code leaf.refill}: a timer, and with tracing a span, of each claim. */
class ObservationOfRefillsTests {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final FakeStore store = new FakeStore(10);

    private final SegmentIdGenerator ids;

    ObservationOfRefillsTests() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        ids = SegmentIdGenerator.create(new ObservedSegmentAllocator(store, () -> registry, UnaryOperator.identity()));
    }

    @AfterEach
    void close() {
        ids.close();
    }

    @Test
    void eachClaimIsTimedUnderItsTag() {
        ids.nextIds("order", 10);
        ids.nextIds("user", 10);
        await().untilAsserted(() -> assertThat(timers())
                .extracting(timer -> timer.getId().getTag("tag"))
                .contains("order", "user")
                .doesNotContain("none"));
        await().untilAsserted(() -> assertThat(
                        meters.get("leaf.refill").tag("tag", "order").timer().count())
                .isEqualTo(ids.status("order").orElseThrow().claims()));
    }

    @Test
    void aFailedClaimIsTimedWithItsError() {
        ids.nextIds("order", 5);
        await().until(() -> !ids.status("order").orElseThrow().loading());
        store.failWith(new IllegalStateException("no route to host"));
        while (ids.status("order").orElseThrow().remaining() > 0) {
            ids.nextId("order"); // a claim is made before the last one
        }
        await().ignoreException(MeterNotFoundException.class)
                .untilAsserted(() -> assertThat(meters.get("leaf.refill")
                                .tags("tag", "order", "error", "IllegalStateException")
                                .timer()
                                .count())
                        .isPositive());
    }

    @Test
    void namesThatSomebodyMadeUpShareOneTimer() {
        for (int i = 0; i < 20; i++) {
            String tag = "unknown-" + i;
            assertThatExceptionOfType(UnknownTagException.class).isThrownBy(() -> ids.nextId(tag));
        }
        await().untilAsserted(() -> assertThat(timers())
                .singleElement()
                .satisfies(timer -> assertThat(timer.getId().getTag("tag")).isEqualTo("none")));
    }

    /** A client of the id service may say that it knows the step of a tag that there is not. */
    @Test
    void alsoWhereTheirStepIsSaidToBeKnown() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        SegmentAllocator observed = new ObservedSegmentAllocator(store, () -> registry, UnaryOperator.identity());
        for (int i = 0; i < 5; i++) {
            SegmentRequest request = new SegmentRequest("unknown-" + i, 10, 10, 100);
            assertThatExceptionOfType(UnknownTagException.class).isThrownBy(() -> observed.claim(request));
        }
        assertThat(timers()).hasSize(1);
    }

    @Test
    void anApplicationWithMetricsHasTheTimer() {
        LeafRunner.onNewDatabase()
                .withConfiguration(
                        AutoConfigurations.of(MetricsAutoConfiguration.class, ObservationAutoConfiguration.class))
                .withBean(MeterRegistry.class, () -> meters)
                .withPropertyValues("leaf.tags.order.step=10")
                .run(context -> await().ignoreException(MeterNotFoundException.class)
                        .untilAsserted(() -> assertThat(meters.get("leaf.refill")
                                        .tag("tag", "order")
                                        .timer()
                                        .count())
                                .isEqualTo(1)));
    }

    private Collection<Timer> timers() {
        return meters.find("leaf.refill").timers();
    }
}
