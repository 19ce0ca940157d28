package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheLoadTimeoutException;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics.Level;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.RefreshAhead;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache.ValueRetrievalException;

class CacheMetersTests {

    private static final String[] ALL = {
        "cache.evictions",
        "cache.gets",
        "cache.puts",
        "cache.size",
        "leaf.cache.leases",
        "leaf.cache.level.bytes",
        "leaf.cache.level.errors",
        "leaf.cache.level.evictions",
        "leaf.cache.level.gets",
        "leaf.cache.level.size",
        "leaf.cache.level.unreadable",
        "leaf.cache.load.time",
        "leaf.cache.load.timeouts",
        "leaf.cache.loads",
        "leaf.cache.loads.shared",
        "leaf.cache.refreshes",
        "leaf.cache.rejected.fills",
        "leaf.cache.stale.answers"
    };

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RemoteCacheType remote = new RemoteCacheType();
    private final DefaultCacheRegistry caches = Caches.registry(remote, false);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CacheMeters binder = new CacheMeters(Map.of("cacheManager", caches));

    @AfterEach
    void close() {
        caches.close();
    }

    @Test
    void haveTheNamesOfTheReference() {
        caches.create("users", CacheSpec.memory().maxBytes(1_000));
        binder.bindTo(meters);
        assertThat(names(meters)).containsExactly(ALL);
        assertThat(meters.getMeters()).allSatisfy(meter -> {
            assertThat(meter.getId().getDescription()).isNotBlank();
            assertThat(meter.getId().getTags())
                    .contains(
                            Tag.of("cache", "users"), Tag.of("name", "users"), Tag.of("cache.manager", "cacheManager"));
        });
    }

    @Test
    void tellHitsMissesPutsEvictionsAndSize() {
        binder.bindTo(meters);
        NamedCache users = caches.create("users", CacheSpec.memory());
        users.put("ada", 1);
        users.put("bob", 1);
        users.get("ada");
        users.get("ada");
        users.get("eve");
        assertThat(count("cache.gets", "result", "hit")).isEqualTo(2);
        assertThat(count("cache.gets", "result", "miss")).isEqualTo(1);
        assertThat(count("cache.puts")).isEqualTo(2);
        assertThat(count("cache.evictions")).isZero();
        assertThat(gauge("cache.size")).isEqualTo(2);
    }

    @Test
    void tellLoadsAndTheirTimeAndFillsThatWereRejected() {
        binder.bindTo(meters);
        NamedCache users = caches.create("users", CacheSpec.memory());
        users.get("ada", () -> 1);
        users.get("bob", () -> {
            users.evict("bob"); // while it is loaded
            return 2;
        });
        assertThatExceptionOfType(ValueRetrievalException.class)
                .isThrownBy(() -> users.get("eve", () -> {
                    throw new IllegalStateException("no database");
                }));
        assertThat(count("leaf.cache.loads", "result", "success")).isEqualTo(2);
        assertThat(count("leaf.cache.loads", "result", "failure")).isEqualTo(1);
        assertThat(count("leaf.cache.rejected.fills")).isEqualTo(1);
        FunctionTimer time = meters.get("leaf.cache.load.time").functionTimer();
        assertThat(time.count()).isEqualTo(3);
        assertThat(time.totalTime(TimeUnit.NANOSECONDS))
                .isPositive()
                .isCloseTo(users.statistics().loadTime().toNanos(), within(1.0));
    }

    @Test
    void tellWhoSharedALoad() {
        binder.bindTo(meters);
        NamedCache users = caches.create("users", CacheSpec.memory());
        CompletableFuture<Integer> source = new CompletableFuture<>();
        CompletableFuture<Integer> first = users.retrieve("ada", () -> source);
        CompletableFuture<Integer> second = users.retrieve("ada", () -> CompletableFuture.completedFuture(2));
        source.complete(1);
        assertThat(first).isCompletedWithValue(1);
        assertThat(second).isCompletedWithValue(1);
        assertThat(count("leaf.cache.loads.shared")).isEqualTo(1);
    }

    @Test
    void tellWhichLoadsKeptOthersOutAndWhichHadToWait() {
        binder.bindTo(meters);
        NamedCache users = caches.create("users", RemoteCacheType.spec());
        remote.hindrances.add(new CacheStore.Fill() {
            @Override
            public String heldBy() {
                return "another node";
            }

            @Override
            public boolean complete(CacheEntry entry) {
                return false;
            }
        });
        users.get("ada", () -> 1); // waits, and then takes a lease
        users.get("bob", () -> 2);
        assertThat(count("leaf.cache.leases", "result", "waited")).isEqualTo(1);
        assertThat(count("leaf.cache.leases", "result", "taken")).isEqualTo(2);
    }

    @Test
    void tellOldAnswersAndWhoDidNotWaitLonger() {
        binder.bindTo(meters);
        LoadSpec loading = LoadSpec.UNSET
                .withStaleFor(Duration.ofHours(1))
                .withSoftTimeout(Duration.ofMillis(1))
                .withHardTimeout(Duration.ofMillis(1));
        NamedCache users = caches.create(
                "users", CacheSpec.memory().ttl(Duration.ofMillis(1)).loading(loading));
        users.put("ada", 1);
        users.put("bob", 2);
        await().until(() -> users.get("ada") == null && users.get("bob") == null);

        assertThat(users.retrieve(
                        "ada", () -> CompletableFuture.failedFuture(new IllegalStateException("no database"))))
                .succeedsWithin(PATIENCE)
                .isEqualTo(1);
        assertThat(count("leaf.cache.stale.answers")).isEqualTo(1);
        assertThat(count("leaf.cache.load.timeouts", "limit", "soft")).isZero();

        assertThat(users.retrieve("bob", CompletableFuture::new))
                .succeedsWithin(PATIENCE)
                .isEqualTo(2);
        assertThat(count("leaf.cache.stale.answers")).isEqualTo(2);
        assertThat(count("leaf.cache.load.timeouts", "limit", "soft")).isEqualTo(1);

        assertThat(users.retrieve("eve", CompletableFuture::new))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(CacheLoadTimeoutException.class);
        assertThat(count("leaf.cache.stale.answers")).isEqualTo(2);
        assertThat(count("leaf.cache.load.timeouts", "limit", "hard")).isEqualTo(1);
    }

    @Test
    void tellRefreshes() {
        binder.bindTo(meters);
        LoadSpec loading = LoadSpec.UNSET.withRefreshAhead(new RefreshAhead(1e-9));
        NamedCache users = caches.create("users", CacheSpec.memory().loading(loading));
        users.put("ada", 1);
        users.put("bob", 1);
        await().untilAsserted(() -> {
            assertThat(users.get("ada", () -> 2))
                    .isEqualTo(2); // at first what is there, and then what it begins to load
            assertThat(count("leaf.cache.refreshes", "result", "success")).isPositive();
        });
        await().untilAsserted(() -> {
            users.get("bob", () -> {
                throw new IllegalStateException("no database");
            });
            assertThat(count("leaf.cache.refreshes", "result", "failure")).isEqualTo(1);
        });
    }

    @Test
    void tellWhatWaitsToBeDelivered() {
        remote.levels.put(
                "users",
                List.of(
                        new Level("memory", 0, 0, 0, 0, 0, 20L, null),
                        new Level("redis", 0, 0, 0, 0, 0, null, null, 3L)));
        caches.create("users", RemoteCacheType.spec());
        caches.create("orders", CacheSpec.memory());
        binder.bindTo(meters);
        assertThat(gauge("leaf.cache.undelivered", "cache", "users")).isEqualTo(3);
        assertThat(meters.get("leaf.cache.undelivered").meters()).hasSize(1);
        remote.levels.put("users", List.of(new Level("redis", 0, 0, 0, 0, 0, null, null, 0L)));
        assertThat(gauge("leaf.cache.undelivered", "cache", "users")).isZero();
        caches.remove("users");
        assertThat(meters.find("leaf.cache.undelivered").meters()).isEmpty();
    }

    @Test
    void tellWhatHappenedOnEachLevel() {
        remote.levels.put(
                "users",
                List.of(
                        new Level("memory", 30, 10, 7, 1, 0, 20L, 2_000L),
                        new Level("redis", 4, 6, 0, 3, 2, 50L, null)));
        caches.create("users", RemoteCacheType.spec());
        binder.bindTo(meters);
        assertThat(count("leaf.cache.level.gets", "level", "memory", "result", "hit"))
                .isEqualTo(30);
        assertThat(count("leaf.cache.level.gets", "level", "memory", "result", "miss"))
                .isEqualTo(10);
        assertThat(count("leaf.cache.level.gets", "level", "redis", "result", "hit"))
                .isEqualTo(4);
        assertThat(count("leaf.cache.level.gets", "level", "redis", "result", "miss"))
                .isEqualTo(6);
        assertThat(count("leaf.cache.level.evictions", "level", "memory")).isEqualTo(7);
        assertThat(count("leaf.cache.level.errors", "level", "memory")).isEqualTo(1);
        assertThat(count("leaf.cache.level.errors", "level", "redis")).isEqualTo(3);
        assertThat(count("leaf.cache.level.unreadable", "level", "redis")).isEqualTo(2);
        assertThat(gauge("leaf.cache.level.size", "level", "memory")).isEqualTo(20);
        assertThat(gauge("leaf.cache.level.size", "level", "redis")).isEqualTo(50);
        assertThat(gauge("leaf.cache.level.bytes", "level", "memory")).isEqualTo(2_000);
        assertThat(gauge("cache.size")).isEqualTo(50); // the memory level has copies of some
        assertThat(count("cache.evictions")).isEqualTo(7);
    }

    @Test
    void aSizeThatALevelCannotTellHasNoMeter() {
        remote.levels.put(
                "users",
                List.of(new Level("memory", 0, 0, 0, 0, 0, 20L, null), new Level("redis", 0, 0, 0, 0, 0, null, null)));
        caches.create("users", RemoteCacheType.spec());
        binder.bindTo(meters);
        assertThat(meters.find("cache.size").meters()).isEmpty();
        assertThat(meters.find("leaf.cache.level.bytes").meters()).isEmpty();
        assertThat(meters.find("leaf.cache.level.size").meters())
                .singleElement()
                .satisfies(meter -> assertThat(meter.getId().getTag("level")).isEqualTo("memory"));
    }

    @Test
    void aSizeThatALevelCannotTellAnyLongerIsNotANumber() {
        remote.levels.put("users", List.of(new Level("redis", 0, 0, 0, 0, 0, 5L, null)));
        caches.create("users", RemoteCacheType.spec());
        binder.bindTo(meters);
        assertThat(gauge("leaf.cache.level.size")).isEqualTo(5);
        remote.levels.put("users", List.of(new Level("redis", 0, 0, 0, 0, 0, null, null)));
        assertThat(gauge("leaf.cache.level.size")).isNaN();
    }

    @Test
    void thatCountNeverFall() {
        remote.levels.put("users", List.of(new Level("memory", 30, 10, 0, 0, 0, null, null)));
        caches.create("users", RemoteCacheType.spec());
        binder.bindTo(meters);
        assertThat(count("leaf.cache.level.gets", "result", "hit")).isEqualTo(30);
        remote.levels.put("users", List.of(new Level("memory", 29, 10, 0, 0, 0, null, null)));
        assertThat(count("leaf.cache.level.gets", "result", "hit")).isEqualTo(30);
        remote.levels.put("users", List.of(new Level("memory", 31, 10, 0, 0, 0, null, null)));
        assertThat(count("leaf.cache.level.gets", "result", "hit")).isEqualTo(31);
    }

    @Test
    void comeAndGoWithTheCache() {
        binder.bindTo(meters);
        assertThat(meters.getMeters()).isEmpty();
        caches.create("orders", CacheSpec.memory());
        int ofOneCache = meters.getMeters().size();
        caches.create("users", CacheSpec.memory());
        assertThat(meters.getMeters()).hasSize(2 * ofOneCache);

        caches.remove("users");

        assertThat(meters.getMeters())
                .hasSize(ofOneCache)
                .allSatisfy(meter -> assertThat(meter.getId().getTag("cache")).isEqualTo("orders"));
    }

    @Test
    void ofACacheThatWasRemovedAndCreatedAgainAreThoseOfTheNewOne() {
        binder.bindTo(meters);
        caches.create("users", CacheSpec.memory()).put("ada", 1);
        caches.remove("users");
        caches.create("users", CacheSpec.memory());
        assertThat(count("cache.puts")).isZero();
    }

    @Test
    void goFromEveryRegistryOfACompositeAndWhenAFilterRenamedThem() {
        SimpleMeterRegistry renaming = new SimpleMeterRegistry();
        renaming.config().meterFilter(MeterFilter.renameTag("", "cache", "cache.name"));
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.config().commonTags("region", "north");
        composite.add(meters).add(renaming);
        binder.bindTo(composite);
        caches.create("users", CacheSpec.memory());
        assertThat(meters.getMeters()).isNotEmpty();
        assertThat(renaming.getMeters())
                .isNotEmpty()
                .allSatisfy(
                        meter -> assertThat(meter.getId().getTag("cache.name")).isEqualTo("users"));

        caches.remove("users");

        assertThat(composite.getMeters()).isEmpty();
        assertThat(meters.getMeters()).isEmpty();
        assertThat(renaming.getMeters()).isEmpty();
    }

    @Test
    void areThereOnceHoweverOftenTheRegistryIsBound() {
        binder.bindTo(meters);
        binder.bindTo(meters);
        caches.create("users", CacheSpec.memory()).put("ada", 1);
        assertThat(meters.get("cache.puts").meters()).hasSize(1);
        caches.remove("users");
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void thatCannotBeRegisteredDoNotKeepACacheFromBeingCreated() {
        meters.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                throw new IllegalStateException("no more meters");
            }
        });
        binder.bindTo(meters);
        NamedCache users = caches.create("users", CacheSpec.memory());
        users.put("ada", 1);
        assertThat(users.get("ada")).isNotNull();
        assertThat(caches.remove("users")).isTrue();
    }

    @Test
    void nameTheManagerAsSpringBootDoes() {
        new CacheMeters(Map.of("ordersCacheManager", caches)).bindTo(meters);
        caches.create("users", CacheSpec.memory());
        assertThat(meters.get("cache.puts").meter().getId().getTag("cache.manager"))
                .isEqualTo("orders");
    }

    private double count(String name, String... tags) {
        return meters.get(name).tags(tags).functionCounter().count();
    }

    private double gauge(String name, String... tags) {
        return meters.get(name).tags(tags).gauge().value();
    }

    private static TreeSet<String> names(MeterRegistry meters) {
        TreeSet<String> names = new TreeSet<>();
        meters.getMeters().forEach(meter -> names.add(meter.getId().getName()));
        return names;
    }
}
