package io.leafboot.id.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdFormats;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.IdParts;
import io.leafboot.id.LeafTag;
import io.leafboot.id.LeafTags;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.actuate.LeafEndpoint;
import io.leafboot.id.autoconfigure.LeafRunner;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Tags with a shape in an application, over a table. */
class PeriodRowsTests {

    private final ApplicationContextRunner runner = LeafRunner.onNewDatabase()
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=leaf",
                    "leaf.tags.order.reset=year", // so that no test meets a midnight, but at New Year
                    "leaf.tags.order.step=20",
                    "leaf.tags.order.start=7",
                    "leaf.tags.order.description=Orders",
                    "leaf.tags.order.format.prefix=ORD-",
                    "leaf.tags.order.format.date=yyyyMMdd",
                    "leaf.tags.order.format.separator=-",
                    "leaf.tags.order.format.pad=6",
                    "leaf.tags.user.step=10",
                    "leaf.tags.voucher.format.radix=crockford",
                    "leaf.tags.voucher.format.pad=13",
                    "leaf.tags.voucher.obfuscate.key=a key");

    private static String row() {
        return "order." + LocalDate.now(ZoneOffset.UTC).getYear();
    }

    @Test
    void theRowOfThePresentPeriodIsMadeAndWarmBeforeTheApplicationIsReady() {
        runner.run(context -> {
            assertThat(context.getBean(SegmentIdGenerator.class)
                            .status(row())
                            .orElseThrow()
                            .remaining())
                    .isPositive();
            LeafTag made = context.getBean(LeafTags.class).find(row()).orElseThrow();
            assertThat(made.step()).isEqualTo(20);
            assertThat(made.description()).isEqualTo("Orders");
            assertThat(context.getBean(LeafTags.class).find("order")).isEmpty();
        });
    }

    @Test
    void textsAreThoseOfTheShapeAndAreTakenApartAgain() {
        runner.run(context -> {
            IdGenerator ids = context.getBean(IdGenerator.class);
            IdFormats formats = context.getBean(IdFormats.class);
            String text = ids.nextText("order");
            assertThat(text).matches("ORD-[0-9]{8}-000007");
            IdParts parts = formats.parse("order", text);
            assertThat(parts.number()).isEqualTo(7);
            assertThat(parts.prefix()).isEqualTo("ORD-");
            assertThat(parts.date())
                    .isBetween(LocalDate.now(ZoneOffset.UTC).minusDays(1), LocalDate.now(ZoneOffset.UTC));
            assertThat("order." + parts.period()).isEqualTo(row());
            assertThat(formats.format("order", parts.date(), 7)).isEqualTo(text);
            assertThat(ids.forTag("order").nextText()).endsWith("-000008");

            assertThat(ids.nextText("user")).isEqualTo("1");
            assertThat(formats.parse("user", "1")).isEqualTo(new IdParts("user", "", null, null, 1));
            assertThat(formats.format("never-declared", 5)).isEqualTo("5");

            String voucher = ids.nextText("voucher");
            assertThat(voucher).hasSize(13).isNotEqualTo("0000000000001");
            assertThat(formats.parse("voucher", voucher.toLowerCase()).number()).isEqualTo(1);
            assertThat(formats.format("voucher", 1)).isEqualTo(voucher);
            assertThat(ids.nextId("voucher")).isEqualTo(2);
        });
    }

    @Test
    void whatTheFormatsCannotDoIsRefused() {
        runner.run(context -> {
            IdFormats formats = context.getBean(IdFormats.class);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> formats.format("order", 7))
                    .withMessageContaining("have a date");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> formats.format("user", -1))
                    .withMessageContaining("numbers are from 0");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> context.getBean(IdGenerator.class).nextId("order"))
                    .withMessageContaining("begin anew each year");
        });
    }

    @Test
    void aRestartRepeatsNoText() {
        Set<String> texts = new HashSet<>();
        for (int start = 0; start < 3; start++) {
            runner.run(context -> {
                for (int i = 0; i < 30; i++) {
                    assertThat(texts.add(context.getBean(IdGenerator.class).nextText("order")))
                            .isTrue();
                }
            });
        }
        assertThat(texts).hasSize(90);
    }

    @Test
    void rowsAreMadeOfNoOtherPeriodAndNoOtherTag() {
        runner.run(context -> {
            IdGenerator ids = context.getBean(IdGenerator.class);
            int year = LocalDate.now(ZoneOffset.UTC).getYear();
            for (String name :
                    new String[] {"order." + (year + 3), "order." + (year - 3), row() + "-11", "user." + year, "order"
                    }) {
                assertThatExceptionOfType(UnknownTagException.class)
                        .as(name)
                        .isThrownBy(
                                () -> context.getBean(SegmentIdGenerator.class).nextId(name));
            }
            assertThat(ids.nextText("order." + (year + 1))).isEqualTo("7");
            assertThat(context.getBean(LeafTags.class).list()).hasSize(4);
        });
    }

    @Test
    void rowsOfPeriodsAreMadeAlsoWhereTheTableIsTheUsers() {
        String url = LeafRunner.newDatabase();
        LeafRunner.on(url)
                .withPropertyValues("leaf.tags.user.step=10")
                .run(context -> assertThat(context).hasNotFailed());
        LeafRunner.on(url)
                .withPropertyValues(
                        "leaf.schema.enabled=false", "leaf.tags.order.reset=year", "leaf.tags.order.format.date=yyyy")
                .run(context -> assertThat(context.getBean(IdGenerator.class).nextText("order"))
                        .hasSize(5)
                        .endsWith("1"));
    }

    @Test
    void aHighestIdEndsEachPeriod() {
        runner.withPropertyValues("leaf.tags.order.max-id=9").run(context -> {
            IdGenerator ids = context.getBean(IdGenerator.class);
            assertThat(ids.nextText("order")).endsWith("-000007");
            ids.nextText("order");
            assertThat(ids.nextText("order")).endsWith("-000009");
            assertThatExceptionOfType(IdLimitReachedException.class).isThrownBy(() -> ids.nextText("order"));
        });
    }

    @Test
    void metersAreThoseOfTheTagAndTheEndpointShowsPeriodsInMemory() {
        runner.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(registry));
            IdGenerator ids = context.getBean(IdGenerator.class);
            int year = LocalDate.now(ZoneOffset.UTC).getYear();
            ids.nextText("order");
            ids.nextId("order." + (year + 1));
            await().untilAsserted(() -> assertThat(registry.get("leaf.issued")
                            .tag("tag", "order")
                            .functionCounter()
                            .count())
                    .isEqualTo(2));
            assertThat(registry.find("leaf.issued").tag("tag", row()).meter()).isNull();
            context.getBean(LeafTags.class).create("order.1999");
            LeafEndpoint endpoint = context.getBean(LeafEndpoint.class);
            assertThat(endpoint.leaf().tags()).containsKeys("user", row()).doesNotContainKey("order.1999");
            assertThat(endpoint.tag("order.1999")).isNotNull();
        });
    }
}
