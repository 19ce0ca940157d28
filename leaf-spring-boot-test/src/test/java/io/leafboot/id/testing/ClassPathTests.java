package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdRange;
import io.leafboot.id.LeafTags;
import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.jpa.LeafJpaAutoConfiguration;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

/** What {@link AutoConfigureLeaf} imports, on class paths of other kinds and beside beans of the application's own. */
class ClassPathTests {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(imported()));

    private static Class<?>[] imported() {
        return StreamSupport.stream(
                        ImportCandidates.load(AutoConfigureLeaf.class, null).spliterator(), false)
                .map(name -> name.replace("optional:", ""))
                .filter(name -> ClassUtils.isPresent(name, null))
                .map(name -> ClassUtils.resolveClassName(name, null))
                .toArray(Class<?>[]::new);
    }

    @Test
    void withoutJpaHibernateAndAPoolThereAreIds() {
        runner.withClassLoader(new FilteredClassLoader(
                        "jakarta.persistence",
                        "org.hibernate",
                        "org.springframework.data",
                        "org.flywaydb",
                        "com.zaxxer",
                        "org.springframework.jdbc",
                        "org.springframework.orm",
                        "org.springframework.boot.jdbc"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(IdGenerator.class).nextId("order"))
                            .isEqualTo(1);
                });
    }

    @Test
    void theTableBacksOffAlsoWhereItWouldBeFirstByName() {
        runner.withConfiguration(
                        AutoConfigurations.of(LeafJpaAutoConfiguration.class, DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:unused")
                .run(context -> {
                    assertThat(context).hasSingleBean(SegmentAllocator.class).hasSingleBean(HikariDataSource.class);
                    assertThat(context.getBean(SegmentAllocator.class)).isInstanceOf(MemorySegmentAllocator.class);
                    assertThat(context.getBean(LeafTags.class)).isInstanceOf(MemoryLeafTags.class);
                });
    }

    @Test
    void anAllocatorOfTheApplicationsOwnStays() {
        runner.withBean(SegmentAllocator.class, () -> request -> new SegmentClaim(4_711, 1, 1))
                .run(context -> {
                    assertThat(context).doesNotHaveBean(LeafTestIds.class);
                    assertThat(context.getBean(IdGenerator.class).nextId("order"))
                            .isEqualTo(4_711);
                });
    }

    @Test
    void aGeneratorOfTheApplicationsOwnStays() {
        runner.withBean(IdGenerator.class, Nothing::new)
                .run(context ->
                        assertThat(context).hasSingleBean(IdGenerator.class).doesNotHaveBean(SegmentAllocator.class));
    }

    @Test
    void aStartOutOfRangeIsAnErrorThatNamesIt() {
        runner.withPropertyValues("leaf-test.start=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("@AutoConfigureLeaf(start = 0)"));
    }

    /** A tag that begins anew with each day draws from a row a day. */
    @Test
    void whereOnlyDeclaredTagsAreKnownSoAreTheRowsOfTheirPeriods() {
        runner.withPropertyValues(
                        "leaf-test.unknown-tags=false",
                        "leaf.tags.invoice.reset=day",
                        "leaf.tags.invoice.format.date=yyyyMMdd",
                        "leaf.tags.invoice.start=100",
                        "leaf.tags.order.step=10")
                .run(context -> {
                    SegmentIdGenerator segments = context.getBean(SegmentIdGenerator.class);
                    assertThat(segments.nextId("invoice.2026-11-26")).isEqualTo(100);
                    assertThat(segments.nextId("invoice.2026-11-27")).isEqualTo(100);
                    for (String unknown : List.of("invoices", "order.2026-11-26", "nobody.2026-11-26")) {
                        assertThatExceptionOfType(UnknownTagException.class).isThrownBy(() -> segments.nextId(unknown));
                    }
                });
    }

    @Test
    void switchedOffThereIsNothing() {
        runner.withPropertyValues("leaf.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(IdGenerator.class).doesNotHaveBean(LeafTestIds.class));
    }

    @Test
    void nothingOfItIsConfiguredUnasked() {
        List<String> always =
                ImportCandidates.load(AutoConfiguration.class, null).getCandidates();
        assertThat(always).contains(LeafJpaAutoConfiguration.class.getName());
        assertThat(always).doesNotContain(LeafTestAutoConfiguration.class.getName());
    }

    private static final class Nothing implements IdGenerator {

        @Override
        public long nextId(String tag) {
            return 0;
        }

        @Override
        public long[] nextIds(String tag, int n) {
            return new long[n];
        }

        @Override
        public IdRange nextRange(String tag, int atMost) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TagIdGenerator forTag(String tag) {
            throw new UnsupportedOperationException();
        }
    }
}
