package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.TagStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeafMetersTests {

    private final FakeStore store = new FakeStore(10);

    private final SegmentIdGenerator ids = SegmentIdGenerator.create(store);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        ids.close();
    }

    @Test
    void haveTheNamesOfTheReference() {
        bind();
        ids.nextId("order");
        await().untilAsserted(() -> assertThat(names())
                .containsExactly(
                        "leaf.call.failures",
                        "leaf.claim.failures",
                        "leaf.claims",
                        "leaf.delegated",
                        "leaf.issued",
                        "leaf.quarantined",
                        "leaf.regressions",
                        "leaf.remaining",
                        "leaf.returned",
                        "leaf.seconds.to.empty",
                        "leaf.step",
                        "leaf.switches",
                        "leaf.waits",
                        "leaf.wasted"));
        assertThat(registry.getMeters()).allSatisfy(meter -> {
            assertThat(meter.getId().getDescription()).isNotBlank();
            assertThat(meter.getId().getTag("tag")).isEqualTo("order");
        });
    }

    @Test
    void areReadFromTheCursors() {
        bind();
        ids.nextId("order");
        awaitMeters();
        assertThat(counter("leaf.issued")).isEqualTo(1);
        ids.nextIds("order", 4);
        assertThat(counter("leaf.issued")).isEqualTo(5);
        assertThat(counter("leaf.waits")).isEqualTo(1);
        await().untilAsserted(
                        () -> { // a claim ahead of need may be under way
                            TagStatus status = ids.status("order").orElseThrow();
                            assertThat(gauge("leaf.remaining")).isEqualTo(status.highestReceived() - 5.0);
                            assertThat(gauge("leaf.step")).isEqualTo(status.step());
                            assertThat(counter("leaf.claims")).isEqualTo(status.claims());
                        });
        assertThat(gauge("leaf.quarantined")).isZero();
    }

    @Test
    void countWhatWentWrong() {
        bind();
        ids.nextId("order");
        store.takeBack("order");
        assertThatExceptionOfType(TagQuarantinedException.class).isThrownBy(() -> {
            while (true) {
                ids.nextId("order");
            }
        });
        await().ignoreExceptions()
                .untilAsserted(
                        () -> { // meters come a moment after their tag
                            assertThat(gauge("leaf.quarantined")).isEqualTo(1);
                            assertThat(counter("leaf.regressions")).isEqualTo(1);
                            assertThat(counter("leaf.call.failures")).isEqualTo(1);
                        });
    }

    @Test
    void comeWithTagsThatWereThereBeforeTheRegistry() {
        ids.nextId("order");
        await().untilAsserted(() ->
                assertThat(ids.status("order").orElseThrow().claims()).isPositive());
        bind();
        awaitMeters();
    }

    @Test
    void comeOnceForEachTag() {
        bind();
        ids.nextIds("order", 100);
        ids.nextIds("user", 100);
        await().until(() -> registry.getMeters().size() == 28);
        ids.nextIds("order", 100);
        assertThat(registry.getMeters()).hasSize(28);
    }

    @Test
    void doNotComeForNamesThatSomebodyMadeUp() {
        bind();
        for (int i = 0; i < 20; i++) {
            String tag = "unknown-" + i;
            assertThatExceptionOfType(UnknownTagException.class).isThrownBy(() -> ids.nextId(tag));
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void keepTheirTotalsAcrossAStop() {
        bind();
        ids.nextIds("order", 5);
        awaitMeters();
        ids.stop();
        assertThat(counter("leaf.issued")).isEqualTo(5);
        long received = ids.status("order").orElseThrow().highestReceived();
        assertThat(counter("leaf.wasted")).isEqualTo(received - 5.0);
        assertThat(gauge("leaf.remaining")).isZero();
        ids.start();
        ids.nextId("order");
        assertThat(counter("leaf.issued")).isEqualTo(6);
    }

    private void bind() {
        new LeafMeters(ids, UnaryOperator.identity()).bindTo(registry);
    }

    /** They come one after another, a moment after their tag. */
    private void awaitMeters() {
        await().until(() -> registry.getMeters().size() == 14);
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            names.add(meter.getId().getName());
        }
        return names;
    }

    private double counter(String name) {
        return registry.get(name).tag("tag", "order").functionCounter().count();
    }

    private double gauge(String name) {
        return registry.get(name).tag("tag", "order").gauge().value();
    }
}
