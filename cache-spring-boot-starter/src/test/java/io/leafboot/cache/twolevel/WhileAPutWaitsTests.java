package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.cache.Cache.ValueWrapper;

/** Readers of a node that takes a put away which has not been written yet. */
class WhileAPutWaitsTests {

    /** Ways to take it away. */
    enum Away {
        EVICT(cache -> cache.evict("key")),
        EVICT_ALL(cache -> cache.evictAll(List.of("key"))),
        EVICT_BY_TEXT(cache -> cache.evictByText("key")),
        CLEAR(NamedCache::clear);

        private final Consumer<NamedCache> work;

        Away(Consumer<NamedCache> work) {
            this.work = work;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatThePutReplacedIsNotSeenBeforeTheEvictHasEnded(Away away) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (CacheNode node = new CacheNode(RedisServers.standalone().connectionFactory())) {
            // A memory level so small that it never has the key when it is looked for.
            NamedCache cache = node.cache(
                    "waits-" + UUID.randomUUID(),
                    CacheSpec.twoLevel()
                            .localTtl(Duration.ofMillis(1))
                            .writePolicy(WritePolicy.WRITE_BEHIND)
                            .writeInterval(Duration.ofMinutes(1)));
            for (int round = 0; round < 150; round++) {
                cache.put("key", "old");
                node.registry().flush();
                cache.put("key", "new");
                Set<Object> seen = ConcurrentHashMap.newKeySet();
                AtomicBoolean ended = new AtomicBoolean();
                Future<?> reader = threads.submit(() -> {
                    while (!ended.get()) {
                        ValueWrapper found = cache.get("key");
                        if (found != null && found.get() != null) {
                            seen.add(found.get());
                        }
                    }
                });

                away.work.accept(cache);
                ended.set(true);
                reader.get(10, TimeUnit.SECONDS);

                assertThat(seen).doesNotContain("old");
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
