package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a node wrote, and says so only after the log was read beyond it. */
class OwnWritesTests {

    private static final RedisServer SERVER = RedisServers.standalone();

    @Test
    void theOldestOfTooManyAreForgotten() {
        OwnWrites writes = new OwnWrites(100);
        IntStream.range(0, 2000).forEach(i -> writes.add("1-" + i));
        assertThat(writes.now()).hasSize(1100).startsWith("1-900", "1-901").endsWith("1-1999");

        writes.removeAll(List.of("1-900", "1-1999"));
        assertThat(writes.now()).hasSize(1098).startsWith("1-901");
        writes.forget();
        assertThat(writes.now()).isEmpty();
    }

    @Test
    void whatWasReadBeforeItWasAcknowledgedIsThere() {
        try (CacheNode node = new CacheNode(SERVER.connectionFactory())) {
            NamedCache cache = node.cache("users", CacheSpec.twoLevel().keyPrefix("late:"));
            cache.put("key", "value");
            for (int i = 0; i < 2000; i++) {
                cache.put("other", i);
            }
            awaitRead(node, "late:#log");
            List<StreamMessage<String, String>> all =
                    SERVER.call(commands -> commands.xrange("late:#log", Range.unbounded()));

            InvalidationLog log = node.links().logs().get(0);
            log.wrote(0, all.get(1).getId());
            log.wrote(0, all.get(1500).getId());
            log.wrote(0, all.get(all.size() - 1).getId());
            log.wrote(0, "5-0"); // trimmed away, for all that is known
            cache.evict("other");
            awaitRead(node, "late:#log");

            assertThat(log.gaps()).isZero();
            assertThat(cache.get("key")).isNotNull();
        }
    }

    @Test
    void whatIsNotThereThenIsLostAndSoIsWhatAnotherHasTheIdOf() {
        try (CacheNode node = new CacheNode(SERVER.connectionFactory())) {
            NamedCache cache = node.cache("users", CacheSpec.twoLevel().keyPrefix("lost:"));
            InvalidationLog log = node.links().logs().get(0);
            cache.put("key", "value");
            String lost = last("lost:#log");
            String others = SERVER.call(commands -> commands.xadd("lost:#log", Map.of("o", "other")));
            cache.put("other", "value");
            awaitRead(node, "lost:#log");

            log.wrote(0, others);
            cache.evict("other");
            await().until(() -> log.gaps() == 1 && cache.get("key") == null);

            cache.put("key", "value");
            awaitRead(node, "lost:#log");
            SERVER.<Long>call(commands -> commands.xdel("lost:#log", lost));
            log.wrote(0, lost);
            cache.evict("other");
            await().until(() -> log.gaps() == 2 && cache.get("key") == null);
        }
    }

    private static void awaitRead(CacheNode node, String key) {
        String last = last(key);
        await().until(() -> {
            String position = node.links().logs().get(0).position(0);
            return position != null && !LogEntry.isBefore(position, last);
        });
    }

    private static String last(String key) {
        return SERVER.call(commands -> commands.xrevrange(key, Range.unbounded()))
                .get(0)
                .getId();
    }
}
