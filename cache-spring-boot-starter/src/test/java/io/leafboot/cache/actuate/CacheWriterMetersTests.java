package io.leafboot.cache.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.WriterSpec;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import io.leafboot.cache.source.CacheSources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CacheWriterMetersTests {

    private final Users users = new Users();
    private final LoadingThreads threads = new LoadingThreads(1, 1);
    private final DefaultCacheRegistry caches = new DefaultCacheRegistry(
            List.of(new RemoteCacheType()),
            RemoteCacheType.spec().ttl(Duration.ofHours(1)),
            false,
            threads,
            () -> new CacheSources(List.of(), List.of(new CacheSources.Bean<>("users", users, Integer.class))));
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        users.failing = false;
        caches.close();
        threads.close();
    }

    @Test
    void tellWhatBecameOfValuesThatWaited() {
        NamedCache cache = caches.create("users", RemoteCacheType.spec().writer(behind(Duration.ofMillis(1))));
        new CacheMeters(Map.of("cacheManager", caches)).bindTo(meters);

        cache.put("ada", 1);
        await().until(() -> count("leaf.cache.writer.writes", "result", "success") == 1);
        users.failing = true;
        cache.put("bob", 1);
        await().until(() -> cache.statistics().writer().waiting() == 0);
        assertThat(count("leaf.cache.writer.given.up")).isEqualTo(1);

        assertThat(count("leaf.cache.writer.writes", "result", "failure")).isEqualTo(2);
        assertThat(CacheDescriptor.of(cache).writer()).isEqualTo(new CacheStatistics.Writer(1, 2, 1, 0));
    }

    @Test
    void tellHowManyWait() {
        NamedCache cache = caches.create("users", RemoteCacheType.spec().writer(behind(Duration.ofMinutes(10))));
        new CacheMeters(Map.of("cacheManager", caches)).bindTo(meters);

        cache.putAll(Map.of("ada", 1, "bob", 2));

        assertThat(meters.get("leaf.cache.writer.queue").gauge().value()).isEqualTo(2);
    }

    @Test
    void tellWhatAWriterThatIsWaitedForDid() {
        NamedCache cache = caches.create("users", CacheSpec.unset());
        new CacheMeters(Map.of("cacheManager", caches)).bindTo(meters);

        cache.put("ada", 1);
        users.failing = true;
        assertThatIllegalStateException().isThrownBy(() -> cache.put("ada", 2));

        assertThat(count("leaf.cache.writer.writes", "result", "success")).isEqualTo(1);
        assertThat(count("leaf.cache.writer.writes", "result", "failure")).isEqualTo(1);
    }

    @Test
    void areThereWhereThereIsAWriterAndGoWithTheCache() {
        new CacheMeters(Map.of("cacheManager", caches)).bindTo(meters);
        caches.create("users", CacheSpec.unset());
        caches.create("orders", CacheSpec.unset());

        assertThat(meters.getMeters())
                .filteredOn(meter -> meter.getId().getName().startsWith("leaf.cache.writer."))
                .hasSize(4)
                .allSatisfy(meter -> {
                    assertThat(meter.getId().getDescription()).isNotBlank();
                    assertThat(meter.getId().getTags()).contains(Tag.of("cache", "users"));
                });
        assertThat(CacheDescriptor.of(caches.cache("orders")).writer()).isNull();

        caches.remove("users");
        assertThat(meters.getMeters())
                .noneMatch(meter -> meter.getId().getName().startsWith("leaf.cache.writer."));
    }

    private double count(String name, String... tags) {
        return meters.get(name).tags(tags).functionCounter().count();
    }

    private static WriterSpec behind(Duration interval) {
        return new WriterSpec(WriterSpec.Mode.WRITE_BEHIND, interval, 100, 100, 2, Duration.ofMillis(1));
    }

    private static final class Users implements CacheWriter<String, Integer> {

        private volatile boolean failing;

        @Override
        public String cacheName() {
            return "users";
        }

        @Override
        public void write(String key, Integer value) {
            if (failing) {
                throw new IllegalStateException("down");
            }
        }
    }
}
