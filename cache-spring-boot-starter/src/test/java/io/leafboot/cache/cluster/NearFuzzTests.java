package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.ClusterMode;
import io.leafboot.cache.test.ClusterNodes;
import io.leafboot.cache.twolevel.CoherenceFuzz;
import io.leafboot.cache.twolevel.CoherenceFuzz.Promise;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three nodes at random: what one has written all must know when that returns; see {@link CoherenceFuzz}. */
@Timeout(900)
class NearFuzzTests {

    private static final Duration SHORT = Duration.ofMillis(2000);
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("leaf.test.seconds", 60));

    private static ClusterNodes nodes;

    /** What is fuzzed. */
    enum Kind {
        ONE_COPY(CacheSpec.cluster().copies(1).maxSize(1000)),
        TWO_COPIES(CacheSpec.cluster().copies(2).maxSize(1000)),
        REPLICATED(CacheSpec.cluster().mode(ClusterMode.REPLICATED).maxSize(1000)),
        NEAR(CacheSpec.cluster().copies(1).maxSize(1000).localTtl(Duration.ofMinutes(5))),
        NEAR_OF_TWO_COPIES(CacheSpec.cluster().copies(2).maxSize(1000).localTtl(Duration.ofMinutes(5))),
        /** Owners lose entries, and leases, to their bounds all the time. */
        NEAR_AND_SMALL(CacheSpec.cluster().copies(2).maxSize(6).localTtl(Duration.ofMinutes(5)));

        private final CacheSpec spec;

        Kind(CacheSpec spec) {
            this.spec = spec.ttl(Duration.ofMinutes(10));
        }
    }

    @BeforeAll
    static void start() {
        nodes = new ClusterNodes(3);
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @ParameterizedTest
    @EnumSource
    void noNodeReturnsWhatWasWrittenOver(Kind kind) throws Exception {
        fuzz(kind, SHORT);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void noNodeReturnsWhatWasWrittenOverForLong(Kind kind) throws Exception {
        fuzz(kind, LONG.dividedBy(Kind.values().length));
    }

    private static void fuzz(Kind kind, Duration duration) throws Exception {
        var caches = nodes.cache("fuzz-" + UUID.randomUUID(), kind.spec);
        long operations = new CoherenceFuzz(20, Promise.AT_ONCE, caches, List.of()).run(duration, 3);
        System.out.printf(">> fuzz of %s: %d operations%n", kind, operations);
    }
}
