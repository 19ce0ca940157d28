package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.LeafTags;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.autoconfigure.LeafAutoConfiguration;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.testing.shop.Shop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Import;

/** Faults in an application: over ids in memory, over its table, and how they end. */
class ChaosInApplicationsTests {

    @Nested
    @SpringBootTest(classes = Shop.class, properties = "leaf.acquire-timeout=500ms")
    @AutoConfigureLeaf
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class OverIdsInMemory {

        @Autowired
        private IdGenerator ids;

        @Autowired
        private ChaosAllocator chaos;

        @RepeatedTest(2)
        @Order(1)
        void whatOneTestBreaksIsWholeInTheNext(@Autowired SegmentIdGenerator generator) {
            assertThat(ids.nextId("order")).isEqualTo(1);
            chaos.goBack("order", 1);
            assertThatExceptionOfType(TagQuarantinedException.class).isThrownBy(() -> ids.nextIds("order", 3_000));
            chaos.down();
            assertThatExceptionOfType(IdsExhaustedException.class).isThrownBy(() -> ids.nextId("user"));
            await().until(() -> generator.status("user").orElseThrow().failedClaims() > 1);
            chaos.heal();
            chaos.slow(Duration.ofHours(1));
            assertThatExceptionOfType(IdsExhaustedException.class).isThrownBy(() -> ids.nextId("parcel"));
        }

        @Test
        @Order(2)
        void anOperatorAdvancesATagThatWentBack(@Autowired LeafTags tags) {
            ids.nextId("order");
            chaos.goBack("order", 500);
            assertThatExceptionOfType(TagQuarantinedException.class).isThrownBy(() -> ids.nextIds("order", 3_000));
            assertThat(tags.advance("order", 10_000)).isEqualTo(10_000);
            await().ignoreExceptionsInstanceOf(IdsExhaustedException.class)
                    .untilAsserted(() -> assertThat(ids.nextId("order")).isEqualTo(10_001));
        }
    }

    /** The application as it is, with its table, and one bean more. */
    @Nested
    @SpringBootTest(
            classes = Shop.class,
            properties = {
                "leaf.acquire-timeout=10s",
                "leaf.auto-create-tags=true",
                "leaf.cleanup-interval=365d",
                "leaf.outage-budget=0s" // or a refill may come between two looks at a row
            })
    @Import(ChaosAllocator.class)
    class OverTheTable {

        @Autowired
        private IdGenerator ids;

        @Autowired
        private LeafTags tags;

        @Autowired
        private ChaosAllocator chaos;

        @Test
        void theTableIsDownAndComesBack() {
            long first = ids.nextId("down");
            chaos.down();
            assertThat(ids.nextId("down")).isEqualTo(first + 1);
            CompletableFuture<long[]> many = CompletableFuture.supplyAsync(() -> ids.nextIds("down", 5_000));
            chaos.heal();
            assertThat(many.join())
                    .containsExactly(
                            LongStream.rangeClosed(first + 2, first + 5_001).toArray());
        }

        @Test
        void theTableItselfGoesBackAndIsAdvanced() {
            long first = ids.nextId("back");
            long row = tags.find("back").orElseThrow().maxId();
            chaos.goBack("back", 400);
            assertThat(tags.find("back").orElseThrow().maxId()).isEqualTo(row - 400);
            assertThatExceptionOfType(TagQuarantinedException.class).isThrownBy(() -> ids.nextIds("back", 5_000));
            long advanced = tags.advance("back", 0);
            assertThat(advanced).isGreaterThanOrEqualTo(row);
            assertThat(ids.nextId("back")).isGreaterThan(advanced).isGreaterThan(first);
        }
    }

    /** A stop waits for claims in flight: for a slow one that a test has left, it would wait in vain. */
    @Test
    void theEndOfAnApplicationLetsGoWhatASlowStoreHolds() {
        ChaosAllocator[] chaos = new ChaosAllocator[1];
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(LeafTestAutoConfiguration.class, LeafAutoConfiguration.class))
                .withPropertyValues("leaf.acquire-timeout=500ms")
                .run(context -> {
                    chaos[0] = context.getBean(ChaosAllocator.class);
                    chaos[0].slow(Duration.ofHours(1));
                    IdGenerator ids = context.getBean(IdGenerator.class);
                    assertThatExceptionOfType(IdsExhaustedException.class).isThrownBy(() -> ids.nextId("order"));
                    await().until(() -> chaos[0].waiting() == 1);
                });
        await().until(() -> chaos[0].waiting() == 0);
    }
}
