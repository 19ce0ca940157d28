package io.leafboot.id.testing;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTag;
import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import io.leafboot.id.autoconfigure.LeafTagProperties;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentIdGenerator;
import io.leafboot.id.snowflake.WorkerTable;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Configures a {@link SegmentAllocator} in memory for {@link AutoConfigureLeaf}, ahead of those that need a database or an
 * id service, which then back off. Itself it backs off where the application, or the test, has an allocator or an
 * {@link IdGenerator} of its own.
 */
@AutoConfiguration(
        beforeName = {
            "io.leafboot.id.jpa.LeafJpaAutoConfiguration",
            "io.leafboot.id.http.client.LeafHttpClientAutoConfiguration",
            "io.leafboot.id.autoconfigure.LeafAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "leaf.enabled", matchIfMissing = true)
@ConditionalOnMissingBean({SegmentAllocator.class, IdGenerator.class})
@EnableConfigurationProperties(LeafProperties.class)
public final class LeafTestAutoConfiguration {

    @Bean
    MemoryRows leafTestRows(LeafProperties properties, Environment environment) {
        long start = environment.getProperty("leaf-test.start", Long.class, 1L);
        boolean unknownTags = environment.getProperty("leaf-test.unknown-tags", Boolean.class, true);
        long highest = SegmentClaim.HIGHEST_ID - properties.maxStep();
        if (start < 1 || start > highest) {
            throw new LeafStartupException(
                    "@AutoConfigureLeaf(start = " + start + "): allowed is from 1 to " + highest + ".",
                    "Change the annotation on the test.",
                    null);
        }
        return new MemoryRows(tag -> row(tag, properties, start, unknownTags));
    }

    private static @Nullable LeafTag row(String tag, LeafProperties properties, long start, boolean unknownTags) {
        LeafTagProperties declared = declared(tag, properties);
        if (declared == null) {
            return unknownTags || properties.autoCreateTags()
                    ? new LeafTag(tag, start - 1, properties.defaultStep(), null)
                    : null;
        }
        int step = declared.step() == null ? properties.defaultStep() : declared.step();
        return new LeafTag(tag, Math.max(start, declared.start()) - 1, step, declared.description());
    }

    /** A tag that begins anew with a period has a row for each, named after the tag, a dot and the period. */
    private static @Nullable LeafTagProperties declared(String row, LeafProperties properties) {
        LeafProperties.Period period = properties.periodOf(row);
        return period == null ? properties.tags().get(row) : period.settings();
    }

    @Bean
    SegmentAllocator leafTestAllocator(MemoryRows rows) {
        return new MemorySegmentAllocator(rows);
    }

    /** For tags of type snowflake, which lease a worker id: in a test always the first. */
    @Bean
    @ConditionalOnMissingBean
    WorkerTable leafTestWorkerTable() {
        return new MemoryWorkerTable();
    }

    @Bean
    @ConditionalOnMissingBean
    LeafTags leafTestTags(MemoryRows rows, LeafProperties properties, ObjectProvider<SegmentIdGenerator> generator) {
        return new MemoryLeafTags(rows, properties.defaultStep(), properties.maxStep(), generator::getIfAvailable);
    }

    @Bean
    @ConditionalOnMissingBean
    ChaosAllocator leafTestChaos() {
        return new ChaosAllocator();
    }

    @Bean
    LeafTestIds leafTestIds(
            MemoryRows rows,
            ObjectProvider<SegmentIdGenerator> generator,
            ObjectProvider<ChaosAllocator> chaos,
            Environment environment) {
        return new LeafTestIds(
                rows, generator, chaos, environment.getProperty("leaf-test.reset-before-each", Boolean.class, true));
    }
}
