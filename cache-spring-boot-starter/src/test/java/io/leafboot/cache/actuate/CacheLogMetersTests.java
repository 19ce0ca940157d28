package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.redis.RedisSettings;
import io.leafboot.cache.test.CacheNode;
import io.leafboot.cache.test.RedisServer;
import io.leafboot.cache.test.RedisServers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CacheLogMetersTests {

    @Test
    void theLogOfWritesIsMetered() {
        try (CacheNode a = new CacheNode(RedisServers.standalone().connectionFactory());
                CacheNode b = new CacheNode(RedisServers.standalone().connectionFactory())) {
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            new CacheLogMeters(a.links()).bindTo(meters);
            CacheSpec spec = CacheSpec.twoLevel().keyPrefix("metered:");
            a.cache("users", spec);
            NamedCache onB = b.cache("users", spec);

            onB.put("key", "value");

            await().untilAsserted(() -> assertThat(meters.get("leaf.cache.log.delivered")
                            .functionCounter()
                            .count())
                    .isEqualTo(1));
            assertThat(meters.get("leaf.cache.log.gaps").functionCounter().count())
                    .isZero();
            assertThat(meters.get("leaf.cache.log.replayed").functionCounter().count())
                    .isZero();
            assertThat(meters.get("leaf.cache.log.lag").timeGauge().value(TimeUnit.SECONDS))
                    .isBetween(0.0, 5.0);
        }
    }

    @Test
    void aServerThatIsLeftAloneIsMetered() {
        RedisSettings settings = new RedisSettings(
                Duration.ofMillis(200),
                16 << 20,
                8,
                10_000,
                Duration.ofMillis(200),
                new RedisSettings.Breaker(20, 5, 0.5, Duration.ofMillis(100)));
        try (RedisServer server = RedisServers.startOwn();
                CacheNode node = new CacheNode(server.connectionFactory(), settings)) {
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            new CacheLogMeters(node.links()).bindTo(meters);
            NamedCache cache = node.cache("users", CacheSpec.redis());
            Gauge open = meters.get("leaf.cache.redis.breaker.open").gauge();
            assertThat(open.value()).isZero();
            assertThat(open.getId().getDescription()).isNotBlank();

            server.pause();
            await().until(() -> {
                cache.get("key");
                return open.value() == 1;
            });
            server.resume();
            await().until(() -> open.value() == 0);
        }
    }
}
