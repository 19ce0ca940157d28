package io.leafboot.cache.twolevel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OddLogEntriesTests {

    @Test
    void whatOthersWriteIntoTheLogDoesNotStopIt() {
        RedisServer server = RedisServers.standalone();
        try (CacheNode a = new CacheNode(server.connectionFactory());
                CacheNode b = new CacheNode(server.connectionFactory())) {
            CacheSpec spec = CacheSpec.twoLevel().keyPrefix("odd:");
            NamedCache onA = a.cache("users", spec);
            NamedCache onB = b.cache("users", spec);
            onA.put("key", "value");
            await().until(() -> onB.get("key") != null);

            server.<String>call(commands -> commands.xadd("odd:#log", Map.of("", "x", "kind", "newer", "origin", "o")));
            onA.evict("key");

            await().until(() -> onB.get("key") == null);
            assertThat(b.links().logs().get(0).working()).isTrue();
        }
    }
}
