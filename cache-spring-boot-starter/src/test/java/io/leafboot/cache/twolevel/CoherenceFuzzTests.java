package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.leafboot.cache.twolevel.CoherenceFuzz.Promise;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Three nodes at random; see {@link CoherenceFuzz}. */
class CoherenceFuzzTests {

    private static final Duration SHORT = Duration.ofMillis(1200);
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("leaf.test.seconds", 60));
    private static final int NODES = 3;

    /** What is fuzzed. */
    enum Kind {
        REDIS(CacheSpec.redis(), Promise.AT_ONCE),
        INDEXED(CacheSpec.redis().keyIndex(true), Promise.AT_ONCE),
        IDLE(CacheSpec.redis().idleTtl(Duration.ofMinutes(1)), Promise.AT_ONCE),
        WRITE_THROUGH(CacheSpec.twoLevel(), Promise.BY_LOG),
        SMALL_MEMORY(CacheSpec.twoLevel().maxSize(4), Promise.BY_LOG),
        WRITE_AROUND(CacheSpec.twoLevel().writePolicy(WritePolicy.WRITE_AROUND), Promise.BY_LOG),
        WRITE_BEHIND(behind(), Promise.EVICTS_BY_LOG),
        WRITE_BEHIND_SMALL_MEMORY(behind().maxSize(2), Promise.EVICTS_BY_LOG);

        private final CacheSpec spec;
        private final Promise promise;

        Kind(CacheSpec spec, Promise promise) {
            this.spec = spec.localTtl(Duration.ofMinutes(5));
            this.promise = promise;
        }

        private static CacheSpec behind() {
            return CacheSpec.twoLevel()
                    .writePolicy(WritePolicy.WRITE_BEHIND)
                    .writeInterval(Duration.ofMillis(5))
                    .writeBatchSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noNodeReturnsWhatItMustKnowToBeEvicted(Kind kind) throws Exception {
        fuzz(kind, SHORT);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void noNodeReturnsWhatItMustKnowToBeEvictedForLong(Kind kind) throws Exception {
        fuzz(kind, LONG.dividedBy(Kind.values().length));
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIS", "WRITE_THROUGH", "WRITE_BEHIND"})
    void noNodeReturnsWhatItHasEvictedItselfWhileConnectionsBreak(Kind kind) throws Exception {
        fuzzWithBreaks(kind, SHORT);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void noNodeReturnsWhatItHasEvictedItselfWhileConnectionsBreakForLong(Kind kind) throws Exception {
        fuzzWithBreaks(kind, LONG.dividedBy(Kind.values().length));
    }

    private static void fuzz(Kind kind, Duration duration) throws Exception {
        fuzz(RedisServers.standalone(), kind, kind.promise, duration);
    }

    private static void fuzzWithBreaks(Kind kind, Duration duration) throws Exception {
        ScheduledExecutorService breaker = Executors.newScheduledThreadPool(1);
        try (RedisServer server = RedisServers.startOwn()) {
            breaker.scheduleWithFixedDelay(
                    () -> server.<Long>call(commands ->
                            commands.clientKill(KillArgs.Builder.typeNormal().skipme(true))
                                    + commands.clientKill(KillArgs.Builder.typePubsub())),
                    100,
                    150,
                    TimeUnit.MILLISECONDS);
            fuzz(server, kind, Promise.OWN, duration);
        } finally {
            breaker.shutdownNow();
        }
    }

    private static void fuzz(RedisServer server, Kind kind, Promise promise, Duration duration) throws Exception {
        String name = "fuzz-" + UUID.randomUUID();
        List<CacheNode> nodes = new ArrayList<>();
        List<NamedCache> caches = new ArrayList<>();
        List<InvalidationLog> logs = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                LettuceConnectionFactory factory = server.connectionFactory();
                CacheNode node = new CacheNode(factory, promise == Promise.OWN ? CacheNode.HASTY : CacheNode.PATIENT);
                nodes.add(node);
                caches.add(node.cache(name, kind.spec));
                logs.addAll(node.links().logs());
            }
            long operations = new CoherenceFuzz(8, promise, caches, logs).run(duration, 2);
            System.out.printf(
                    "%s, %s: %d operations in %d ms%n",
                    kind, promise == Promise.OWN ? "connections break" : "all well", operations, duration.toMillis());
        } finally {
            nodes.forEach(CacheNode::close);
        }
    }
}
