package io.leafboot.id.autoconfigure;

import static io.leafboot.id.autoconfigure.FailedStart.fails;
import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.actuate.LeafEndpoint;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.snowflake.SnowflakeIds;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Tags of type snowflake in an application. */
class SnowflakeTagsTests {

    private final String url = LeafRunner.newDatabase();

    private final JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url, "sa", ""));

    private final ApplicationContextRunner application =
            LeafRunner.on(url).withPropertyValues("leaf.tags.event.type=snowflake", "leaf.tags.order.step=10");

    @Test
    void oneTagIsOfTheClockTheOthersAreSequences() {
        application.run(context -> {
            IdGenerator ids = context.getBean(IdGenerator.class);
            long event = ids.nextId("event");
            assertThat(event).isGreaterThan(1L << 50);
            assertThat(Long.parseLong(ids.nextText("event"))).isGreaterThan(event);
            assertThat(ids.nextId("order")).isOne();
            assertThat(jdbc.queryForList("SELECT biz_tag FROM leaf_alloc", String.class))
                    .containsExactly("order");
            assertThat(jdbc.queryForObject("SELECT owner FROM leaf_worker WHERE worker_id = 0", String.class))
                    .startsWith(ProcessHandle.current().pid() + "@");
        });
        assertThat(jdbc.queryForObject("SELECT owner FROM leaf_worker WHERE worker_id = 0", String.class))
                .as("given back at the end")
                .isNull();
    }

    @Test
    void withoutSuchATagThereIsNoTableAndNoThread() {
        LeafRunner.on(url).withPropertyValues("leaf.tags.order.step=10").run(context -> {
            assertThat(context).doesNotHaveBean(SnowflakeIds.class);
            assertThat(jdbc.queryForList(
                            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'",
                            String.class))
                    .doesNotContain("LEAF_WORKER");
        });
    }

    /** Two processes with one worker id are impossible: the third finds both taken, and takes none. */
    @Test
    void whereAllWorkerIdsAreTakenTheApplicationDoesNotStart() {
        ApplicationContextRunner one = application.withPropertyValues("leaf.snowflake.worker-bits=1");
        one.run(first -> one.run(second -> {
            assertThat(worker(first)).isNotEqualTo(worker(second));
            fails(one, analysis -> {
                assertThat(analysis.getDescription())
                        .startsWith("All 2 worker ids are held: 0 by ")
                        .contains("; 1 by ", owner(0), owner(1));
                assertThat(analysis.getAction()).contains("'leaf.snowflake.lease'", "'leaf.snowflake.worker-bits'");
            });
            long id = first.getBean(IdGenerator.class).nextId("event");
            assertThat(second.getBean(IdGenerator.class).nextId("event")).isNotEqualTo(id);
        }));
        one.run(context -> assertThat(context).hasNotFailed());
    }

    private String owner(int worker) {
        return jdbc.queryForObject("SELECT owner FROM leaf_worker WHERE worker_id = ?", String.class, worker);
    }

    private static Integer worker(org.springframework.context.ApplicationContext context) {
        return context.getBean(SnowflakeIds.class).worker().workerId();
    }

    @Test
    void aStopAndAStartOfTheContextAreAnotherOwner() {
        application.run(context -> {
            TagIdGenerator event = context.getBean(IdGenerator.class).forTag("event");
            long before = event.nextId();
            String owner = owner(0);
            context.stop();
            assertThat(owner(0)).isNull();
            Assertions.assertThatThrownBy(event::nextId).isInstanceOf(IdGeneratorStoppedException.class);
            context.start();
            assertThat(event.nextId()).isGreaterThan(before);
            assertThat(owner(0)).isNotEqualTo(owner);
        });
    }

    @Test
    void itIsSeenByAnOperator() {
        application
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.endpoints.web.exposure.include=leaf")
                .run(context -> {
                    context.getBean(IdGenerator.class).nextIds("event", 7);
                    LeafEndpoint.LeafDescriptor shown =
                            context.getBean(LeafEndpoint.class).leaf();
                    assertThat(shown.worker().workerId()).isZero();
                    assertThat(shown.tags().get("event").snowflake().issued()).isEqualTo(7);
                    assertThat(context.getBean(LeafEndpoint.class)
                                    .tag("event")
                                    .snowflake()
                                    .issued())
                            .isEqualTo(7);
                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    context.getBeanProvider(MeterBinder.class).forEach(binder -> binder.bindTo(meters));
                    assertThat(meters.get("leaf.issued")
                                    .tag("tag", "event")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(7);
                    assertThat(meters.get("leaf.snowflake.worker").gauge().value())
                            .isZero();
                    assertThat(meters.get("leaf.snowflake.lease.remaining")
                                    .gauge()
                                    .value())
                            .isBetween(30.0, 61.0);

                    HealthIndicator health = context.getBean("leafHealthIndicator", HealthIndicator.class);
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                    context.getBean(SnowflakeIds.class).stop();
                    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health.health().getDetails().get("cannotIssue").toString())
                            .contains("event", "no worker id");
                });
    }

    @Test
    void withoutTheTableItShowsTheStatementsThatCreateIt() {
        ApplicationContextRunner byHand =
                LeafRunner.on(url).withPropertyValues("leaf.tags.event.type=snowflake", "leaf.schema.enabled=false");
        LeafRunner.on(url).run(context -> assertThat(context).hasNotFailed());
        fails(byHand, analysis -> {
            assertThat(analysis.getDescription()).contains("'leaf_worker' is missing");
            String ddl = analysis.getAction().substring(analysis.getAction().indexOf("CREATE TABLE"));
            for (String statement : ddl.split(";")) {
                jdbc.execute(statement);
            }
        });
        byHand.run(context ->
                assertThat(context.getBean(IdGenerator.class).nextId("event")).isPositive());
    }

    @Test
    void aTableThatWasWipedStopsTheApplication() {
        application.run(context -> assertThat(context).hasNotFailed());
        jdbc.execute("DELETE FROM leaf_worker");
        fails(application, analysis -> {
            assertThat(analysis.getDescription()).contains("has lost its row -1");
            assertThat(analysis.getAction()).startsWith("Stop all instances");
        });
    }

    @Test
    void anotherEpochThanTheTableRemembersStopsTheApplication() {
        application.run(context -> assertThat(context).hasNotFailed());
        fails(
                application.withPropertyValues("leaf.snowflake.epoch=2023-01-01T00:00:00Z"),
                analysis -> assertThat(analysis.getDescription())
                        .contains("epoch 2024-01-01T00:00:00Z", "epoch 2023-01-01T00:00:00Z"));
    }

    @Test
    void whereIdsComeFromNoDatabaseItSaysSo() {
        fails(
                LeafRunner.withoutDataSource()
                        .withBean(SegmentAllocator.class, () -> request -> new SegmentClaim(1, 1, 1))
                        .withPropertyValues("leaf.tags.event.type=snowflake"),
                analysis -> {
                    assertThat(analysis.getDescription()).contains("lease a worker id from a table");
                    assertThat(analysis.getAction()).contains("'leaf.allocator=jpa'", "WorkerTable");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "leaf.tags.event.reset=day            | leaf.tags.event.reset does nothing",
                "leaf.tags.event.step=10              | leaf.tags.event.step does nothing",
                "leaf.tags.event.start=10             | leaf.tags.event.start does nothing",
                "leaf.snowflake.worker-bits=0         | leaf.snowflake.worker-bits is 0; allowed is from 1 to 16.",
                "leaf.snowflake.sequence-bits=13      | leaf.snowflake.sequence-bits is 13; allowed is at most 12",
                "leaf.snowflake.lease=10ms            | leaf.snowflake.lease is 0.01s; allowed is from 0.1s to 1h.",
                "leaf.snowflake.max-backward=2m       | leaf.snowflake.max-backward is 2m; allowed is from 0s to 1m.",
                "leaf.snowflake.max-clock-skew=1ms    | leaf.snowflake.max-clock-skew is 0.001s; allowed is from",
                "leaf.snowflake.epoch=2999-01-01T00:00:00Z | The clock of this machine says"
            })
    void aSettingThatCannotBe(String setting, String message) {
        fails(
                application.withPropertyValues(setting),
                analysis -> assertThat(analysis.getDescription()).startsWith(message));
    }
}
