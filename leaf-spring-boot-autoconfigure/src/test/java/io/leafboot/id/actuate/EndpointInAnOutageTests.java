package io.leafboot.id.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdsExhaustedException;
import io.leafboot.id.autoconfigure.LeafRunner;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

/** What an operator sees while the database is away. */
@ExtendWith(OutputCaptureExtension.class)
class EndpointInAnOutageTests {

    /** Hibernate's, for what goes wrong in JDBC. */
    private static final String LOGGER = "org.hibernate.orm.jdbc";

    private final UnreliableDataSource database = new UnreliableDataSource(LeafRunner.newDatabase());

    @Test
    void theEndpointShowsMemoryAndTheErrorAndHealthFollowsTheBuffers(CapturedOutput output) {
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LOGGER + ".error", LogLevel.WARN);
        LeafRunner.withoutDataSource()
                .withBean(DataSource.class, () -> database)
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=leaf",
                        "leaf.tags.order.step=20",
                        "leaf.min-step=1",
                        "leaf.claim-timeout=300ms",
                        "leaf.acquire-timeout=100ms")
                .run(this::goesThroughAnOutage);
        assertThat(output).containsOnlyOnce("Claim for tag 'order' failed").doesNotContain(LOGGER);
    }

    @AfterEach
    void quiet() {
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LOGGER + ".error", LogLevel.OFF);
    }

    private void goesThroughAnOutage(ApplicationContext context) {
        IdGenerator ids = context.getBean(IdGenerator.class);
        LeafEndpoint endpoint = context.getBean(LeafEndpoint.class);
        List<Long> drawn = new ArrayList<>(List.of(ids.nextId("order")));
        assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        assertThat(endpoint.leaf().tableError()).isNull();

        database.goDown();

        drawn.add(ids.nextId("order"));
        LeafEndpoint.LeafDescriptor all = endpoint.leaf();
        assertThat(all.tableError()).isNotBlank();
        assertThat(all.tags()).containsOnlyKeys("order");
        assertThat(endpoint.tag("order")).satisfies(tag -> {
            assertThat(tag.row()).isNull();
            assertThat(tag.buffer().remaining()).isPositive();
        });
        assertThat(endpoint.tag("nobody")).isNull();

        // The refill ahead of need fails; what is in memory is still handed out.
        SegmentIdGenerator generator = context.getBean(SegmentIdGenerator.class);
        while (generator.status("order").orElseThrow().remaining() > 1) {
            drawn.add(ids.nextId("order"));
        }
        await().until(() -> health(context).getDetails().containsKey("claimsFailing"));
        assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        drawn.add(ids.nextId("order"));

        IdsExhaustedException exhausted = catchThrowableOfType(IdsExhaustedException.class, () -> {
            while (true) {
                drawn.add(ids.nextId("order"));
            }
        });
        assertThat(exhausted).hasRootCauseMessage("the database is cut off");
        Health down = health(context);
        assertThat(down.getStatus()).isEqualTo(Status.DOWN);
        assertThat(down.getDetails().get("cannotIssue")).asString().startsWith("{order=no ids left:");
        assertThat(endpoint.tag("order").buffer().lastError()).isNotBlank();

        database.comeBack();

        await().ignoreException(IdsExhaustedException.class).untilAsserted(() -> drawn.add(ids.nextId("order")));
        assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        assertThat(endpoint.leaf().tableError()).isNull();
        assertThat(drawn).doesNotHaveDuplicates().isSorted();
    }

    private static Health health(ApplicationContext context) {
        return context.getBean(HealthIndicator.class).health();
    }
}
