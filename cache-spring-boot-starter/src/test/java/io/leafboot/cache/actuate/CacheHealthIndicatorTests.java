package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class CacheHealthIndicatorTests {

    private final RemoteCacheType remote = new RemoteCacheType();
    private final DefaultCacheRegistry registry = Caches.registry(remote, false);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // it overflows, as the real one may
    private final CacheHealthIndicator indicator = new CacheHealthIndicator(registry, nanos::get);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void isUpWithoutCaches() {
        assertThat(indicator.health()).isEqualTo(Health.up().build());
    }

    @Test
    void doesNotLookAtCachesInMemory() {
        registry.create("users", CacheSpec.memory());
        assertThat(indicator.health()).isEqualTo(Health.up().build());
    }

    @Test
    void isUpWithEachCacheNamedWhileAllAreUp() {
        registry.create("orders", RemoteCacheType.spec());
        remote.health.put("users", RemoteCacheType.of(StoreHealth.Status.UP, Map.of("version", "8.2")));
        registry.create("users", RemoteCacheType.spec());
        assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
        assertThat(caches())
                .containsOnlyKeys("orders", "users")
                .containsEntry("orders", Map.of("status", "UP"))
                .containsEntry("users", Map.of("status", "UP", "version", "8.2"));
    }

    @Test
    void isDegradedWhenACacheIs() {
        registry.create("orders", RemoteCacheType.spec());
        remote.health.put("users", RemoteCacheType.of(StoreHealth.Status.DEGRADED, Map.of("redis", "no answer")));
        registry.create("users", RemoteCacheType.spec());
        registry.create("words", RemoteCacheType.spec());
        assertThat(indicator.health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(caches())
                .containsEntry("orders", Map.of("status", "UP"))
                .containsEntry("users", Map.of("status", "DEGRADED", "redis", "no answer"))
                .containsEntry("words", Map.of("status", "UP"));
    }

    @Test
    void isDownWhenACacheIsWhateverTheOthersAre() {
        remote.health.put("orders", RemoteCacheType.of(StoreHealth.Status.DOWN, Map.of()));
        registry.create("orders", RemoteCacheType.spec());
        remote.health.put("users", RemoteCacheType.of(StoreHealth.Status.DEGRADED, Map.of()));
        registry.create("users", RemoteCacheType.spec());
        assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(caches())
                .containsEntry("orders", Map.of("status", "DOWN"))
                .containsEntry("users", Map.of("status", "DEGRADED"));
    }

    @Test
    void aStoreThatThrowsIsDownAndDoesNotHideTheOthers() {
        remote.health.put("orders", () -> {
            throw new IllegalStateException("no route to host");
        });
        registry.create("orders", RemoteCacheType.spec());
        registry.create("users", RemoteCacheType.spec());
        assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(caches())
                .containsEntry(
                        "orders",
                        Map.of("status", "DOWN", "error", "java.lang.IllegalStateException: no route to host"))
                .containsEntry("users", Map.of("status", "UP"));
    }

    @Test
    void aCacheThatIsRemovedMeanwhileIsLeftOut() {
        registry.create("orders", RemoteCacheType.spec());
        registry.create("users", RemoteCacheType.spec());
        remote.health.put("orders", () -> {
            registry.remove("users");
            return StoreHealth.UP;
        });
        assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
        assertThat(caches()).containsOnlyKeys("orders");
    }

    @Test
    void stopsAskingAfterFiveSeconds() {
        AtomicInteger asked = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            String name = "orders" + i;
            remote.health.put(name, () -> {
                asked.incrementAndGet();
                nanos.addAndGet(2_000_000_000L);
                return new StoreHealth(StoreHealth.Status.DEGRADED, Map.of());
            });
            registry.create(name, RemoteCacheType.spec());
        }
        Health health = indicator.health();
        assertThat(asked).hasValue(3);
        assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health.getDetails().get("caches"))
                .asString()
                .contains("orders99={")
                .contains("UNKNOWN");
    }

    @SuppressWarnings("unchecked") // a detail is of any type
    private Map<String, Object> caches() {
        return (Map<String, Object>) indicator.health().getDetails().get("caches");
    }
}
