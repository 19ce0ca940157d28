package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.TagQuarantinedException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.autoconfigure.LeafRunner;
import io.leafboot.id.forecast.Forecasts;
import io.leafboot.id.segment.Ordering;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

class LeafHealthIndicatorTests {

    private final FakeStore store = new FakeStore(10);

    private final SegmentIdGenerator ids = SegmentIdGenerator.create(
            store,
            new SegmentSettings(
                    Ordering.STRICT,
                    10,
                    1,
                    10,
                    2.0,
                    Duration.ofMinutes(15),
                    0.9,
                    Duration.ofHours(1),
                    Duration.ofMillis(500),
                    Duration.ofHours(1),
                    false,
                    100));

    private final LeafHealthIndicator indicator =
            new LeafHealthIndicator(ids, null, Forecasts.none(), Set.of(), row -> row.startsWith("past"));

    @AfterEach
    void close() {
        ids.close();
    }

    @Test
    void isUpWithoutTags() {
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails())
                .containsExactly(Map.entry("tags", 0), Map.entry("outageBudgetSeconds", 3600.0));
    }

    @Test
    void isDownUntilEachDeclaredTagHasHadIds() {
        LeafHealthIndicator ofDeclared =
                new LeafHealthIndicator(ids, null, Forecasts.none(), Set.of("order", "nowhere"), row -> false);
        ids.warmUp(List.of("order"), Duration.ofSeconds(10));
        await().untilAsserted(() -> assertThat(ofDeclared.health().getDetails())
                .containsEntry("cannotIssue", Map.of("nowhere", "no ids yet")));
        assertThat(ofDeclared.health().getStatus()).isEqualTo(Status.DOWN);

        ids.warmUp(List.of("nowhere"), Duration.ofSeconds(10));
        await().untilAsserted(() -> assertThat(ofDeclared.health().getStatus()).isEqualTo(Status.UP));
    }

    /** A caller may have an id before those who listen for first segments are told. */
    @Test
    void isUpAsSoonAsADeclaredTagHasIssuedAnId() {
        CountDownLatch seen = new CountDownLatch(1);
        ids.onFirstSegment(tag -> {
            try {
                assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException ex) {
                throw new IllegalStateException(ex);
            }
        });
        LeafHealthIndicator ofDeclared =
                new LeafHealthIndicator(ids, null, Forecasts.none(), Set.of("order"), row -> false);
        try {
            ids.nextId("order");

            assertThat(ofDeclared.health().getStatus()).isEqualTo(Status.UP);
        } finally {
            seen.countDown();
        }
    }

    @Test
    void anApplicationsDeclaredTagsAreTheOnesThatItIsNotReadyWithout() {
        LeafRunner.withoutDataSource()
                .withBean(SegmentAllocator.class, () -> new FakeStore(10))
                .withPropertyValues("leaf.tags.order.step=10", "leaf.tags.unknown.step=10")
                .run(context -> await().untilAsserted(() -> assertThat(
                                context.getBean(HealthIndicator.class).health().getDetails())
                        .containsEntry("cannotIssue", Map.of("unknown", "no ids yet"))));
    }

    @Test
    void isUpWhileAllTagsHaveIds() {
        ids.warmUp(List.of("order", "user"), Duration.ofSeconds(10));
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails())
                .containsEntry("tags", 2)
                .doesNotContainKeys("cannotIssue", "claimsFailing", "secondsToEmptyBelowBudget");
    }

    @Test
    void isUpWithTheTagNamedWhileItsClaimsFailAndTheBufferLasts() {
        ids.warmUp(List.of("order"), Duration.ofSeconds(10));
        store.failWith(new IllegalStateException("no route to host"));
        for (int i = 0; i < 9; i++) {
            ids.nextId("order");
        }
        await().untilAsserted(() -> assertThat(details("claimsFailing")).containsKey("order"));
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(details("claimsFailing").get("order")).asString().contains("no route to host");
    }

    @Test
    void isDownWithTheTagAndTheReasonWhenNoneIsLeft() {
        store.failWith(new IllegalStateException("no route to host"));
        assertThatExceptionOfType(IdsExhaustedException.class).isThrownBy(() -> ids.nextId("order"));
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(details("cannotIssue").get("order"))
                .asString()
                .startsWith("no ids left:")
                .contains("no route to host");
    }

    @Test
    void isUpWhenNoneIsLeftForAPeriodThatIsPast() {
        store.failWith(new IllegalStateException("no route to host"));
        assertThatExceptionOfType(IdsExhaustedException.class).isThrownBy(() -> ids.nextId("past.2026-11-25"));
        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void isDownWithTheTagAndTheReasonWhileItIsQuarantined() {
        ids.nextId("order");
        ids.nextId("user");
        store.takeBack("order");
        assertThatExceptionOfType(TagQuarantinedException.class).isThrownBy(() -> {
            while (true) {
                ids.nextId("order");
            }
        });
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(details("cannotIssue")).containsOnlyKeys("order");
        assertThat(details("cannotIssue").get("order")).asString().contains("quarantined");
    }

    @Test
    void isDownWhileStopped() {
        ids.stop();
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails()).containsEntry("reason", "stopped");
        ids.start();
        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void showsATagThatWouldNotOutlastTheBudget() {
        await().pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            ids.nextId("order");
            assertThat(details("secondsToEmptyBelowBudget")).containsOnlyKeys("order");
        });
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat((double) health().getDetails().get("shortestSecondsToEmpty")).isBetween(0.0, 3600.0);
    }

    @Test
    void doesNotCareForNamesThatSomebodyMadeUp() {
        assertThatExceptionOfType(UnknownTagException.class).isThrownBy(() -> ids.nextId("unknown"));
        await().untilAsserted(() -> assertThat(health().getDetails()).containsEntry("tags", 0));
        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    private Health health() {
        return indicator.health();
    }

    @SuppressWarnings("unchecked") // a detail is of any type
    private Map<String, Object> details(String key) {
        return (Map<String, Object>) health().getDetails().getOrDefault(key, Map.of());
    }
}
