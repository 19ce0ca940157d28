package io.leafboot.id.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.actuate.LeafEndpoint;
import io.leafboot.id.autoconfigure.LeafRunner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** In an application, over a table. */
@ExtendWith(OutputCaptureExtension.class)
class ForecastApplicationTests {

    private final ApplicationContextRunner runner = LeafRunner.onNewDatabase()
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=leaf",
                    "leaf.default-step=10",
                    "leaf.min-step=10",
                    "leaf.max-step=100",
                    "leaf.tags.order.step=10",
                    "leaf.tags.order.max-id=1000",
                    "leaf.tags.user.step=10");

    @Test
    void theEndpointTheMetersAndTheHealthSayWhenATagRunsOut() {
        runner.run(context -> {
            IdGenerator ids = context.getBean(IdGenerator.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(registry));
            HealthIndicator health = context.getBean("leafHealthIndicator", HealthIndicator.class);

            Exhaustion early = exhaustion(context.getBean(LeafEndpoint.class), "order");
            assertThat(early.maxId()).isEqualTo(1_000);
            assertThat(early.usedShare()).isBetween(0.01, 0.2);
            assertThat(exhaustion(context.getBean(LeafEndpoint.class), "user")).isNull();
            assertThat(registry.get("leaf.used.ratio")
                            .tag("tag", "order")
                            .gauge()
                            .value())
                    .isBetween(0.01, 0.2);
            assertThat(registry.find("leaf.used.ratio").tag("tag", "user").gauge())
                    .isNull();

            ids.nextIds("order", 850);
            Exhaustion late = exhaustion(context.getBean(LeafEndpoint.class), "order");
            assertThat(late.usedShare()).isGreaterThanOrEqualTo(0.85);
            Health up = health.health();
            assertThat(up.getStatus()).isEqualTo(Status.UP);
            assertThat(up.getDetails().get("runningOut").toString()).contains("order");

            ids.nextIds("order", 150);
            assertThatExceptionOfType(IdLimitReachedException.class).isThrownBy(() -> ids.nextId("order"));
            assertThat(registry.get("leaf.exhaustion.seconds")
                            .tag("tag", "order")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(exhaustion(context.getBean(LeafEndpoint.class), "order")).satisfies(end -> {
                assertThat(end.usedShare()).isEqualTo(1);
                assertThat(end.secondsLeft()).isZero();
                assertThat(end.at()).isBefore(Instant.now().plusSeconds(1));
            });
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(ids.nextId("user")).isEqualTo(1);
        });
    }

    @Test
    void theLogWarnsTwice(CapturedOutput output) {
        runner.run(context -> {
            IdGenerator ids = context.getBean(IdGenerator.class);
            for (int i = 0; i < 1_000; i++) {
                ids.nextId("order");
            }
            assertThat(output.toString().split("Tag 'order' has used", -1)).hasSizeBetween(2, 3);
            assertThat(output.toString()).contains("% of its ids up to 1000;");
        });
    }

    private static Exhaustion exhaustion(LeafEndpoint endpoint, String tag) {
        return endpoint.tag(tag).exhaustion();
    }
}
