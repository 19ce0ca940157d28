package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisSentinels;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache.ValueWrapper;

/** A master that dies under two nodes. */
class SentinelTests {

    @Test
    void afterAFailoverValuesAreThereAndNodesGoOnToSeeEachOther() {
        try (RedisSentinels sentinels = RedisServers.startOwnSentinel();
                CacheNode a = new CacheNode(sentinels.connectionFactory(), CacheNode.HASTY);
                CacheNode b = new CacheNode(sentinels.connectionFactory(), CacheNode.HASTY)) {
            CacheSpec two = CacheSpec.twoLevel().localTtl(Duration.ofMinutes(5));
            List<NamedCache> onA = List.of(a.cache("two", two), a.cache("redis", CacheSpec.redis()));
            List<NamedCache> onB = List.of(b.cache("two", two), b.cache("redis", CacheSpec.redis()));
            for (int i = 0; i < 2; i++) {
                NamedCache cache = onA.get(i);
                NamedCache other = onB.get(i);
                cache.put("kept", "value");
                cache.put("evicted", "old");
                await().until(() -> "value".equals(valueOf(other, "kept")) && "old".equals(valueOf(other, "evicted")));
            }
            RedisServer master = sentinels.master();
            master.call(commands -> commands.waitForReplication(2, 5000));

            long began = System.nanoTime();
            sentinels.killMaster();
            // Made while nobody is master: delivered to the next one.
            onA.forEach(cache -> cache.evict("evicted"));
            onA.forEach(cache -> assertThat(valueOf(cache, "evicted")).isNull());
            assertThat(valueOf(onA.get(0), "kept")).isEqualTo("value");
            sentinels.awaitMasterOtherThan(master);

            for (int i = 0; i < 2; i++) {
                NamedCache cache = onA.get(i);
                NamedCache other = onB.get(i);
                await().until(() -> "value".equals(valueOf(other, "kept")) && valueOf(other, "evicted") == null);
                System.out.printf(
                        "%s: coherent %d ms after the master was killed%n",
                        cache.getName(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
                await().until(() -> {
                    cache.put("after", "first");
                    return "first".equals(valueOf(other, "after"));
                });
                other.put("after", "second");
                await().until(() -> "second".equals(valueOf(cache, "after")));
                cache.evict("after");
                await().until(() -> valueOf(other, "after") == null);
                assertThat(valueOf(cache, "evicted")).isNull();
            }
        }
    }

    /** What the replicas never got is lost, and with it all that is older: neither the put nor what it replaced is seen. */
    @Test
    void afterAFailoverToAReplicaThatLaggedNothingOlderThanALostWriteIsSeen() {
        try (RedisSentinels sentinels = RedisServers.startOwnSentinel();
                CacheNode a = new CacheNode(sentinels.connectionFactory(), CacheNode.HASTY);
                CacheNode b = new CacheNode(sentinels.connectionFactory(), CacheNode.HASTY)) {
            CacheSpec two = CacheSpec.twoLevel().localTtl(Duration.ofMinutes(5));
            NamedCache onA = a.cache("two", two);
            NamedCache onB = b.cache("two", two);
            onA.put("key", "first");
            await().until(() -> "first".equals(valueOf(onB, "key")));
            RedisServer master = sentinels.master();
            long cutOff = master.<Long>call(commands -> {
                commands.waitForReplication(2, 5000);
                commands.configSet("requirepass", "unknown to replicas");
                return commands.clientKill(KillArgs.Builder.typeSlave());
            });
            assertThat(cutOff).isEqualTo(2);
            onA.put("key", "second");
            await().until(() -> "second".equals(valueOf(onB, "key")));

            sentinels.killMaster();
            sentinels.awaitMasterOtherThan(master);

            for (CacheNode node : List.of(a, b)) {
                InvalidationLog log = node.links().logs().iterator().next();
                await().until(() -> log.working() && log.gaps() > 0);
            }
            await().until(() -> valueOf(onB, "key") == null && valueOf(onA, "key") == null);
            await().until(() -> {
                onA.put("key", "third");
                return "third".equals(valueOf(onB, "key"));
            });
            onB.evict("key");
            await().until(() -> valueOf(onA, "key") == null);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(40));
    }

    private static Object valueOf(NamedCache cache, String key) {
        ValueWrapper found = cache.get(key);
        return found == null ? null : found.get();
    }
}
