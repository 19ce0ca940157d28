package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics.Level;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.actuate.CacheServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache.ValueRetrievalException;

/** The endpoint as an operator calls it. */
class CacheStatsEndpointHttpTests {

    private static CacheServer server;

    @BeforeAll
    static void start() {
        server = CacheServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void removeCaches() {
        server.caches().names().forEach(server.caches()::remove);
    }

    @Test
    void listsAllCachesByName() throws Exception {
        NamedCache users = server.caches().create("users", CacheSpec.memory().ttl(Duration.ofMinutes(1)));
        server.caches().create("orders", RemoteCacheType.spec());
        users.put("ada", 1);
        users.get("ada");
        users.get("ada");
        users.get("ada");
        users.get("bob");

        Answer all = server.get("/actuator/cachestats");

        assertThat(all.status()).isEqualTo(200);
        assertThat(all.<List<String>>read("$.caches[*].name")).containsExactly("orders", "users");
        assertThat(all.<List<String>>read("$.caches[*].type")).containsExactly("remote", "memory");
        assertThat(all.<Map<String, Object>>read("$.caches[1]"))
                .containsEntry("hitRate", 0.75)
                .containsEntry("size", 1)
                .containsEntry("hits", 3)
                .containsEntry("misses", 1)
                .containsEntry("puts", 1)
                .containsEntry("evictions", 0)
                .containsEntry("errors", 0);
        assertThat(all.<Map<String, Object>>read("$.caches[0]"))
                .containsEntry("hitRate", null)
                .containsEntry("size", null);
    }

    @Test
    void showsTheSettingsOfACache() throws Exception {
        server.caches()
                .create("users", CacheSpec.memory().ttl(Duration.ofMinutes(10)).nullTtl(Duration.ofSeconds(5)));
        Answer users = server.get("/actuator/cachestats/users");
        assertThat(users.status()).isEqualTo(200);
        assertThat(users.<Map<String, Object>>read("$.settings"))
                .containsEntry("type", "memory")
                .containsEntry("max-size", 100)
                .containsEntry("ttl", "PT10M")
                .containsEntry("null-ttl", "PT5S")
                .containsEntry("transaction-aware", true);
    }

    @Test
    void showsWhatHappenedToACache() throws Exception {
        NamedCache users = server.caches().create("users", CacheSpec.memory());
        users.get("ada", () -> 1);
        users.get("ada");
        failALoad(users);
        users.get("bob", () -> {
            users.evict("bob"); // while it is loaded
            return 2;
        });

        Map<String, Object> shown = server.get("/actuator/cachestats/users").read("$");

        assertThat(shown)
                .containsEntry("name", "users")
                .containsEntry("hitRate", 0.25)
                .containsEntry("hits", 1)
                .containsEntry("misses", 3)
                .containsEntry("loads", 2)
                .containsEntry("loadFailures", 1)
                .containsEntry("puts", 1)
                .containsEntry("removals", 1)
                .containsEntry("rejectedFills", 1)
                .containsEntry("size", 1);
        double total = ((Number) shown.get("loadMillis")).doubleValue();
        assertThat(total).isPositive();
        assertThat(((Number) shown.get("meanLoadMillis")).doubleValue()).isEqualTo(total / 3);
    }

    @Test
    void showsWhatBecameOfLoads() throws Exception {
        NamedCache orders = server.caches().create("orders", RemoteCacheType.spec());
        CompletableFuture<Integer> source = new CompletableFuture<>();
        var unused = orders.retrieve("ada", () -> source);
        unused = orders.retrieve("ada", () -> source);
        source.complete(1);

        assertThat(server.get("/actuator/cachestats/orders").<Map<String, Object>>read("$.loading"))
                .containsExactly(
                        entry("shared", 1),
                        entry("leases", 1),
                        entry("waits", 0),
                        entry("staleAnswers", 0),
                        entry("softTimeouts", 0),
                        entry("hardTimeouts", 0),
                        entry("refreshes", 0),
                        entry("refreshFailures", 0));
    }

    private static void failALoad(NamedCache users) {
        assertThatExceptionOfType(ValueRetrievalException.class)
                .isThrownBy(() -> users.get("eve", () -> {
                    throw new IllegalStateException("no database");
                }));
    }

    @Test
    void showsEachLevelOfACache() throws Exception {
        server.remote()
                .levels
                .put(
                        "orders",
                        List.of(
                                new Level("memory", 30, 10, 7, 0, 0, 20L, 2_000L),
                                new Level("redis", 4, 6, 0, 3, 2, null, null, 5L)));
        server.caches().create("orders", RemoteCacheType.spec());

        Answer orders = server.get("/actuator/cachestats/orders");

        assertThat(orders.<Map<String, Object>>read("$.levels[0]"))
                .containsEntry("name", "memory")
                .containsEntry("hitRate", 0.75)
                .containsEntry("hits", 30)
                .containsEntry("misses", 10)
                .containsEntry("evictions", 7)
                .containsEntry("size", 20)
                .containsEntry("bytes", 2000)
                .containsEntry("undelivered", null);
        assertThat(orders.<Map<String, Object>>read("$.levels[1]"))
                .containsEntry("name", "redis")
                .containsEntry("hitRate", 0.4)
                .containsEntry("errors", 3)
                .containsEntry("unreadable", 2)
                .containsEntry("undelivered", 5)
                .containsEntry("size", null)
                .containsEntry("bytes", null);
        assertThat((Integer) orders.read("$.size")).isNull(); // the memory level has but some of the entries
        assertThat((int) orders.read("$.evictions")).isEqualTo(7);
        assertThat((int) orders.read("$.errors")).isEqualTo(3);
    }

    @Test
    void aDeleteClearsOneCacheAndNoOther() throws Exception {
        NamedCache users = server.caches().create("users", CacheSpec.memory());
        NamedCache orders = server.caches().create("orders", CacheSpec.memory());
        users.put("ada", 1);
        orders.put("ada", 1);

        Answer answer = server.delete("/actuator/cachestats/users");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(users.get("ada")).isNull();
        assertThat(orders.get("ada")).isNotNull();
    }

    @Test
    void aDeleteWithAKeyEvictsThatKeyAlone() throws Exception {
        NamedCache users = server.caches().create("users", CacheSpec.memory());
        users.put("ada", 1);
        users.put("bob", 1);
        assertThat(server.delete("/actuator/cachestats/users?key=ada").status()).isEqualTo(204);
        assertThat(users.get("ada")).isNull();
        assertThat(users.get("bob")).isNotNull();
        assertThat(server.delete("/actuator/cachestats/users?key=nobody").status())
                .isEqualTo(204);
    }

    @Test
    void aKeyGivenAsANumberIsTheNumberAndTheString() throws Exception {
        for (CacheSpec spec : List.of(CacheSpec.memory(), RemoteCacheType.spec())) {
            NamedCache orders = server.caches().create("orders of " + spec.type(), spec);
            orders.put(42L, "number");
            orders.put("42", "string");
            orders.put("421", "another");
            assertThat(server.delete("/actuator/cachestats/orders%20of%20" + spec.type() + "?key=42")
                            .status())
                    .isEqualTo(204);
            assertThat(orders.get(42L)).isNull();
            assertThat(orders.get("42")).isNull();
            assertThat(orders.get("421")).isNotNull();
        }
    }

    @Test
    void aKeyInQuotesIsTheStringAlone() throws Exception {
        NamedCache orders = server.caches().create("orders", RemoteCacheType.spec());
        orders.put(42L, "number");
        orders.put("42", "string");
        assertThat(server.delete("/actuator/cachestats/orders?key=%2242%22").status())
                .isEqualTo(204);
        assertThat(orders.get(42L)).isNotNull();
        assertThat(orders.get("42")).isNull();
    }

    @Test
    void anEmptyKeyIsAKeyAndDoesNotClearTheCache() throws Exception {
        NamedCache users = server.caches().create("users", CacheSpec.memory());
        users.put("", 1);
        users.put("ada", 1);
        assertThat(server.delete("/actuator/cachestats/users?key=").status()).isEqualTo(204);
        assertThat(users.get("")).isNull();
        assertThat(users.get("ada")).isNotNull();
    }

    @Test
    void anUnknownCacheIsNotFound() throws Exception {
        assertThat(server.get("/actuator/cachestats/nothing").status()).isEqualTo(404);
        assertThat(server.delete("/actuator/cachestats/nothing").status()).isEqualTo(404);
        assertThat(server.delete("/actuator/cachestats/nothing?key=ada").status())
                .isEqualTo(404);
    }

    @Test
    void springBootsEndpointWorksBesideOurs() throws Exception {
        NamedCache users = server.caches().create("users", CacheSpec.memory());
        users.put("ada", 1);
        Answer all = server.get("/actuator/caches");
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.<Map<String, Object>>read("$.cacheManagers.cacheManager.caches"))
                .containsOnlyKeys("users");
        assertThat(server.get("/actuator/caches/users").status()).isEqualTo(200);
        assertThat(server.delete("/actuator/caches/users").status()).isEqualTo(204);
        assertThat(users.get("ada")).isNull();
    }

    @Test
    void metersAreShownByTheMetricsEndpoint() throws Exception {
        server.caches().create("users", CacheSpec.memory());
        Answer gets = server.get("/actuator/metrics/cache.gets?tag=cache:users");
        assertThat(gets.status()).isEqualTo(200);
        assertThat(gets.<List<String>>read("$.availableTags[*].tag"))
                .containsExactlyInAnyOrder("result", "cache.manager", "name");
        server.caches().remove("users");
        assertThat(server.get("/actuator/metrics/cache.gets").status()).isEqualTo(404);
    }
}
