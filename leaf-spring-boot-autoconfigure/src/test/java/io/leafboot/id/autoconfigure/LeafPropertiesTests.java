package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.autoconfigure.LeafProperties.Database;
import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LeafPropertiesTests {

    @Test
    void theDefaultsAreTheEngines() {
        assertThat(bind(Map.of()).toSegmentSettings()).isEqualTo(SegmentSettings.DEFAULTS);
    }

    @Test
    void otherDefaultsAreThoseOfTheReference() {
        LeafProperties properties = bind(Map.of());
        assertThat(properties.enabled()).isTrue();
        assertThat(properties.tableName()).isEqualTo("leaf_alloc");
        assertThat(properties.database()).isEqualTo(Database.AUTO);
        assertThat(properties.claimTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(properties.autoCreateTags()).isFalse();
        assertThat(properties.schema().enabled()).isTrue();
        assertThat(properties.datasource().maximumPoolSize()).isEqualTo(2);
        assertThat(properties.datasource().url()).isNull();
        assertThat(properties.tags()).isEmpty();
    }

    @Test
    void eachSettingOfTheEngineIsBound() {
        LeafProperties properties = bind(Map.ofEntries(
                Map.entry("leaf.ordering", "striped"),
                Map.entry("leaf.default-step", "11"),
                Map.entry("leaf.min-step", "12"),
                Map.entry("leaf.max-step", "13"),
                Map.entry("leaf.step-adjust-ratio", "1.4"),
                Map.entry("leaf.segment-duration", "15s"),
                Map.entry("leaf.preload-threshold", "0.16"),
                Map.entry("leaf.outage-budget", "17s"),
                Map.entry("leaf.acquire-timeout", "18ms"),
                Map.entry("leaf.cleanup-interval", "19m"),
                Map.entry("leaf.return-unused-on-shutdown", "true"),
                Map.entry("leaf.max-batch", "20")));
        assertThat(properties.toSegmentSettings())
                .isEqualTo(new SegmentSettings(
                        Ordering.STRIPED,
                        11,
                        12,
                        13,
                        1.4,
                        Duration.ofSeconds(15),
                        0.16,
                        Duration.ofSeconds(17),
                        Duration.ofMillis(18),
                        Duration.ofMinutes(19),
                        true,
                        20));
    }

    @Test
    void tagsKeepTheirNames() {
        LeafProperties properties = bind(Map.of(
                "leaf.tags.order.step", "10",
                "leaf.tags.Order-Item.description", "Lines",
                "leaf.tags.[shop:order_2].start", "5"));
        assertThat(properties.tags())
                .containsOnlyKeys("order", "Order-Item", "shop:order_2")
                .containsEntry("order", tag(10, null, 1))
                .containsEntry("Order-Item", tag(null, "Lines", 1))
                .containsEntry("shop:order_2", tag(null, null, 5));
    }

    @Test
    void theRowOfAPeriodIsKnownByTheTagAndTheLengthOfItsPeriods() {
        LeafProperties properties = bind(Map.of(
                "leaf.tags.order.reset", "day",
                "leaf.tags.order.zone", "Asia/Shanghai",
                "leaf.tags.[shop.bill].reset", "month",
                "leaf.tags.user.step", "10"));
        assertThat(properties.tagOf("order.2026-11-26")).isEqualTo("order");
        assertThat(properties.tagOf("shop.bill.2026-11")).isEqualTo("shop.bill");
        for (String row : new String[] {
            "order",
            "order.",
            "order.2026-11",
            "order.2026-02-30",
            "order.2026-1-26",
            "order.+026-11-26",
            "user.2026-11-26",
            "shop.bill",
            "shop.bill.2026-11-26",
            "shop.bill.2026-13",
            ".2026-11-26",
            "2026-11-26",
            ""
        }) {
            assertThat(properties.tagOf(row)).isEqualTo(row);
            assertThat(properties.periodOf(row)).isNull();
        }
        LeafProperties.Period period = properties.periodOf("order.2026-11-26");
        assertThat(period.isPast(Instant.parse("2026-11-26T15:59:59Z"))).isFalse();
        assertThat(period.isPast(Instant.parse("2026-11-26T16:00:00Z"))).isTrue();
        assertThat(properties.periodOf("shop.bill.2026-11").isPast(Instant.parse("2026-11-30T23:59:59Z")))
                .isFalse();
    }

    @Test
    void aKeyIsNotInTheText() {
        LeafProperties properties = bind(Map.of("leaf.tags.order.obfuscate.key", "hidden"));
        assertThat(properties.tags().get("order").obfuscate().key()).isEqualTo("hidden");
        assertThat(properties.toString()).doesNotContain("hidden");
    }

    @Test
    void aPasswordIsNotInTheText() {
        LeafProperties properties = bind(Map.of(
                "leaf.datasource.url", "jdbc:h2:mem:x;PASSWORD=hidden",
                "leaf.datasource.username", "ids",
                "leaf.datasource.password", "hidden"));
        assertThat(properties.datasource().password()).isEqualTo("hidden");
        assertThat(properties.toString()).doesNotContain("hidden");
    }

    private static LeafTagProperties tag(Integer step, String description, long start) {
        return new LeafTagProperties(
                LeafTagProperties.Type.SEGMENT,
                step,
                description,
                start,
                null,
                LeafTagProperties.Reset.NONE,
                ZoneId.of("UTC"),
                null,
                null,
                null);
    }

    private static LeafProperties bind(Map<String, String> settings) {
        BindResult<LeafProperties> result =
                new Binder(new MapConfigurationPropertySource(settings)).bind("leaf", LeafProperties.class);
        return result.isBound()
                ? result.get()
                : new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("leaf", LeafProperties.class);
    }
}
