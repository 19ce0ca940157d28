package io.leafboot.id.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdGeneratorStoppedException;
import io.leafboot.id.jpa.OurUnit;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Starts, stops and restarts, with and without the process ending. */
class LifecycleTests {

    private final String url = LeafRunner.newDatabase();

    private final ApplicationContextRunner runner =
            LeafRunner.on(url).withPropertyValues("leaf.tags.order.step=10", "leaf.min-step=1");

    private final List<Long> ids = new ArrayList<>();

    @Test
    void declaredTagsAreWarmBeforeABeanOfTheDefaultPhaseStarts() {
        long[] remaining = new long[1];
        runner.withBean(AtStart.class, () -> new AtStart(remaining))
                .run(context -> assertThat(remaining[0]).isEqualTo(10));
    }

    @Test
    void aBeanThatDrawsWhileTheContextIsMadeGetsItsId() {
        runner.withUserConfiguration(Early.class).run(context -> {
            ids.add(context.getBean("early", Long.class));
            ids.add(context.getBean(IdGenerator.class).nextId("order"));
        });
        assertThat(ids).containsExactly(1L, 2L);
    }

    @Test
    void whileTheContextIsStoppedNoIdIsIssuedOrKeptAndNoConnectionOpen() {
        runner.run(context -> {
            SegmentIdGenerator generator = context.getBean(SegmentIdGenerator.class);
            ids.add(generator.nextId("order"));
            HikariDataSource before = (HikariDataSource) OurUnit.pool(context);

            context.getSourceApplicationContext().stop();

            assertThatExceptionOfType(IdGeneratorStoppedException.class).isThrownBy(() -> generator.nextId("order"));
            assertThat(generator.statuses()).allMatch(status -> status.remaining() == 0);
            assertThat(before.isClosed()).isTrue();
            long received = maxId();

            context.getSourceApplicationContext().start();

            ids.add(generator.nextId("order"));
            assertThat(OurUnit.pool(context)).isNotSameAs(before);
            assertThat(ids).containsExactly(1L, received + 1);
            assertThat(received).isGreaterThanOrEqualTo(10);
        });
        assertThat(ids).hasSize(2);
    }

    @Test
    void anImageOfTheProcessTakenWhileStoppedCanBeStartedTwice() {
        runner.run(context -> {
            ids.add(context.getBean(IdGenerator.class).nextId("order"));
            context.getSourceApplicationContext().stop();
            // Another copy of the image draws in the meantime.
            runner.run(copy -> ids.add(copy.getBean(IdGenerator.class).nextId("order")));
            context.getSourceApplicationContext().start();
            ids.add(context.getBean(IdGenerator.class).nextId("order"));
        });
        assertThat(ids).doesNotHaveDuplicates().hasSize(3);
    }

    @Test
    void byDefaultWhatWasInMemoryIsAGapAfterARestart() {
        runner.run(context -> ids.add(context.getBean(IdGenerator.class).nextId("order")));
        long received = maxId(); // 10, or more if a refill came before the stop
        runner.run(context -> ids.add(context.getBean(IdGenerator.class).nextId("order")));
        assertThat(received).isGreaterThanOrEqualTo(10);
        assertThat(ids).containsExactly(1L, received + 1);
    }

    @Test
    void unusedIdsAreGivenBackWhereThatIsAskedFor() {
        for (int start = 0; start < 3; start++) {
            runner.withPropertyValues("leaf.return-unused-on-shutdown=true").run(context -> {
                for (int i = 0; i < 13; i++) {
                    ids.add(context.getBean(IdGenerator.class).nextId("order"));
                }
                // What a claim in flight brings is given back, but what lies before it is not.
                SegmentIdGenerator generator = context.getBean(SegmentIdGenerator.class);
                await().until(() -> !generator.status("order").orElseThrow().loading());
            });
        }
        assertThat(ids).hasSize(39);
        for (int i = 0; i < ids.size(); i++) {
            assertThat(ids.get(i)).isEqualTo(i + 1);
        }
        assertThat(maxId()).isEqualTo(39);
    }

    private long maxId() {
        return new JdbcTemplate(new DriverManagerDataSource(url, "sa", ""))
                .queryForObject("SELECT max_id FROM leaf_alloc", Long.class);
    }

    @Test
    void aBeanOfTheDefaultPhaseStillDrawsWhileItStops() {
        runner.withBean(AtStop.class, () -> new AtStop(ids))
                .run(context -> context.getBean(AtStop.class).use(context.getBean(IdGenerator.class)));
        assertThat(ids).containsExactly(1L);
    }

    @Configuration(proxyBeanMethods = false)
    static class Early {

        @Bean
        Long early(IdGenerator generator) {
            return generator.nextId("order");
        }
    }

    private static final class AtStart extends Drawing {

        private final long[] remaining;

        @Autowired
        private SegmentIdGenerator generator;

        AtStart(long[] remaining) {
            this.remaining = remaining;
        }

        @Override
        public void start() {
            super.start();
            remaining[0] = generator.status("order").orElseThrow().remaining();
        }
    }

    private static final class AtStop extends Drawing {

        private final List<Long> ids;

        private IdGenerator generator;

        AtStop(List<Long> ids) {
            this.ids = ids;
        }

        void use(IdGenerator used) {
            this.generator = used;
        }

        @Override
        public void stop() {
            super.stop();
            ids.add(generator.nextId("order"));
        }
    }

    /** Of the default phase. */
    private abstract static class Drawing implements SmartLifecycle {

        private volatile boolean running;

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }
}
