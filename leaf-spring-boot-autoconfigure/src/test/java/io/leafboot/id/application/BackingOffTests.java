package io.leafboot.id.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTags;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.segment.SegmentRequest;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where the application says otherwise, the starter leaves it alone. */
class BackingOffTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Nothing.class)
            .withPropertyValues("spring.datasource.url=" + ShopRunner.newDatabase(), "spring.flyway.enabled=false");

    @Test
    void anIdGeneratorOfTheApplicationReplacesOurs() {
        IdGenerator own = mock(IdGenerator.class);
        runner.withBean("own", IdGenerator.class, () -> own).run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(SegmentIdGenerator.class)
                    .doesNotHaveBean(SegmentAllocator.class)
                    .doesNotHaveBean(LeafTags.class);
            assertThat(context.getBean(IdGenerator.class)).isSameAs(own);
            assertThat(ourTables(context)).isZero();
        });
    }

    @Test
    void anAllocatorOfTheApplicationReplacesTheTable() {
        runner.withUserConfiguration(OwnAllocator.class)
                .withPropertyValues("leaf.tags.order.step=10")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(LeafTags.class);
                    assertThat(context.getBean(IdGenerator.class).nextId("order"))
                            .isEqualTo(1_000_001);
                    assertThat(ourTables(context)).isZero();
                });
    }

    /** It is a bean with a class and life of its own, which the observation of claims must leave to it. */
    @Test
    void anAllocatorOfTheApplicationCanStillBeHadByItsClass() {
        runner.withUserConfiguration(OwnAllocator.class, NeedsTheClass.class).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(CountingAllocator.class);
            assertThat(context.getBean(SegmentAllocator.class)).isInstanceOf(CountingAllocator.class);
        });
    }

    @Test
    void switchedOffItDoesNothing() {
        runner.withPropertyValues("leaf.enabled=false").run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(IdGenerator.class)
                    .doesNotHaveBean(LeafTags.class);
            assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.startsWith("leaf"));
            assertThat(ourTables(context)).isZero();
        });
    }

    private static int ourTables(ApplicationContext context) {
        return context.getBean(JdbcTemplate.class)
                .queryForObject(
                        "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'LEAF%'", Integer.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Nothing {}

    @Configuration(proxyBeanMethods = false)
    static class OwnAllocator {

        @Bean
        CountingAllocator myAllocator() {
            return new CountingAllocator();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NeedsTheClass {

        @Bean
        String needsTheClass(CountingAllocator allocator) {
            return allocator.toString();
        }
    }

    static final class CountingAllocator implements SegmentAllocator {

        private final AtomicLong last = new AtomicLong(1_000_000);

        @Override
        public SegmentClaim claim(SegmentRequest request) {
            return new SegmentClaim(last.addAndGet(request.length()), request.length(), request.length());
        }
    }
}
