package io.leafboot.cache.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.memory.MemoryCacheType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A commit whose outcome nobody knows: the connection broke while it was under way. */
class UnknownOutcomeTests {

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final DefaultCacheRegistry registry = new DefaultCacheRegistry(
            List.of(new MemoryCacheType(scheduler, (key, value) -> 1)),
            CacheSpec.unset().ttl(Duration.ofMinutes(1)).maxSize(100),
            false,
            new LoadingThreads(10, 100));
    private final NamedCache cache = registry.create("users", CacheSpec.memory());

    @BeforeEach
    void begin() {
        cache.putAll(Map.of("a", 1, "b", 1, "c", 1, "d", 1));
        TransactionSynchronizationManager.initSynchronization();
        TransactionSynchronizationManager.setActualTransactionActive(true);
    }

    @AfterEach
    void close() {
        TransactionSynchronizationManager.clear();
        registry.close();
        scheduler.shutdownNow();
    }

    @Test
    void whatItPutOrEvictedIsEvicted() {
        cache.put("a", 2);
        cache.putAll(Map.of("b", 2));
        cache.evict("c");
        assertThat(cache.getAll(List.of("a", "b", "c", "d"))).hasSize(3).containsEntry("a", 1);
        cache.putIfAbsent("c", 1); // as another may load it meanwhile

        TransactionSynchronizationManager.getSynchronizations()
                .forEach(each -> each.afterCompletion(TransactionSynchronization.STATUS_UNKNOWN));

        assertThat(cache.getAll(List.of("a", "b", "c", "d"))).containsOnly(Map.entry("d", 1));
    }

    @Test
    void whatItLoadedIsNotKept() {
        assertThat(cache.get("e", () -> 1)).isEqualTo(1);

        TransactionSynchronizationManager.getSynchronizations()
                .forEach(each -> each.afterCompletion(TransactionSynchronization.STATUS_UNKNOWN));

        assertThat(cache.get("e")).isNull();
    }
}
