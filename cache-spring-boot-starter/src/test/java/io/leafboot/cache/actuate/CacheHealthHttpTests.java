package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.actuate.CacheServer.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a load balancer and an operator see of the caches' health, with Spring Boot's own ranking of statuses. */
class CacheHealthHttpTests {

    private static CacheServer server;

    @BeforeAll
    static void start() {
        server = CacheServer.start("management.endpoint.health.show-details=always");
        server.caches().create("users", RemoteCacheType.spec());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aCacheThatIsDegradedLeavesTheApplicationUp() throws Exception {
        usersAre(StoreHealth.Status.DEGRADED);
        Answer all = server.get("/actuator/health");
        assertThat(all.status()).isEqualTo(200);
        assertThat((String) all.read("$.status")).isEqualTo("UP");
        assertThat((String) all.read("$.components.cache.status")).isEqualTo("DEGRADED");
        assertThat(all.<Map<String, Object>>read("$.components.cache.details.caches.users"))
                .containsExactly(Map.entry("status", "DEGRADED"), Map.entry("redis", "no answer"));
        Answer cache = server.get("/actuator/health/cache");
        assertThat(cache.status()).isEqualTo(200);
        assertThat((String) cache.read("$.status")).isEqualTo("DEGRADED");
    }

    @Test
    void aCacheThatIsDownTakesTheApplicationDown() throws Exception {
        usersAre(StoreHealth.Status.DOWN);
        Answer all = server.get("/actuator/health");
        assertThat(all.status()).isEqualTo(503);
        assertThat((String) all.read("$.components.cache.status")).isEqualTo("DOWN");
    }

    @Test
    void aCacheThatIsUpIsSeen() throws Exception {
        usersAre(StoreHealth.Status.UP);
        Answer all = server.get("/actuator/health");
        assertThat(all.status()).isEqualTo(200);
        assertThat((String) all.read("$.components.cache.status")).isEqualTo("UP");
    }

    private static void usersAre(StoreHealth.Status status) {
        server.remote().health.put("users", RemoteCacheType.of(status, Map.of("redis", "no answer")));
    }
}
