package io.leafboot.cache.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.cache.CacheLoadException;
import io.leafboot.cache.CacheLoadTimeoutException;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.memory.MemoryCacheType;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loads in the background, where there is one thread for them and one may wait. */
@Timeout(30)
class BusyThreadsTests {

    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final LoadingThreads threads = new LoadingThreads(1, 1);
    private final DefaultCacheRegistry registry = new DefaultCacheRegistry(
            List.of(new MemoryCacheType(scheduler, (key, value) -> 1)), CacheSpec.memory(), false, threads);
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        registry.close();
        threads.close();
        scheduler.shutdownNow();
    }

    private NamedCache cache(LoadSpec loading) {
        return registry.create(
                "busy",
                CacheSpec.memory().maxSize(100).ttl(Duration.ofMinutes(1)).loading(loading));
    }

    private void occupy(NamedCache cache) {
        for (String key : List.of("first", "second")) {
            assertThatThrownBy(() -> cache.get(key, () -> {
                        never.await();
                        return "never";
                    }))
                    .hasCauseInstanceOf(CacheLoadTimeoutException.class);
        }
    }

    @Test
    void whoHasNoOldValueIsToldWhichSettingsToRaise() {
        NamedCache cache = cache(LoadSpec.UNSET.withHardTimeout(Duration.ofMillis(20)));
        occupy(cache);

        assertThatThrownBy(() -> cache.get("third", () -> "value"))
                .cause()
                .isExactlyInstanceOf(CacheLoadException.class)
                .hasMessageContaining("cache.loading.threads")
                .hasMessageContaining("cache.loading.queue-size");
        never.countDown();
        Awaitility.await().until(() -> cache.get("second") != null);
        Awaitility.await()
                .ignoreExceptions() // 20 ms may pass before the thread has its turn
                .until(() -> "value".equals(cache.get("third", () -> "value")));
    }

    @Test
    void whoHasAnOldValueGetsIt() {
        NamedCache cache = cache(LoadSpec.UNSET
                .withHardTimeout(Duration.ofMillis(20))
                .withSoftTimeout(Duration.ofMillis(20))
                .withStaleFor(Duration.ofMinutes(1)));
        cache.put("third", "old", Duration.ofMillis(10));
        Awaitility.await().until(() -> cache.get("third") == null);
        occupy(cache);

        assertThat(cache.get("third", () -> "new")).isEqualTo("old");
        assertThat(cache.statistics().loading().staleAnswers()).isEqualTo(1);
        never.countDown();
        Awaitility.await().until(() -> "new".equals(cache.get("third", () -> "new")));
    }

    /** A load in the background that asks for another key does not wait for a thread of its own. */
    @Test
    void aLoadWithinALoadNeedsNoSecondThread() {
        NamedCache cache = cache(LoadSpec.UNSET.withHardTimeout(Duration.ofSeconds(20)));

        assertThat(cache.get("outer", () -> "outer, " + cache.get("inner", () -> "inner")))
                .isEqualTo("outer, inner");
    }
}
