package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.memory.MemoryCacheType;
import io.leafboot.cache.registry.DefaultCacheRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Caches of an application that has them in memory and elsewhere. */
@Configuration(proxyBeanMethods = false)
class Caches {

    private static final ScheduledExecutorService CLEANER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "cleaner");
        thread.setDaemon(true);
        return thread;
    });

    static DefaultCacheRegistry registry(RemoteCacheType remote, boolean createUnknown) {
        MemoryCacheType memory = new MemoryCacheType(CLEANER, (key, value) -> 10);
        CacheSpec defaults = CacheSpec.memory().maxSize(100).ttl(Duration.ofHours(1));
        return new DefaultCacheRegistry(List.of(memory, remote), defaults, createUnknown, new LoadingThreads(10, 100));
    }

    @Bean
    RemoteCacheType remoteCacheType() {
        return new RemoteCacheType();
    }

    @Bean
    DefaultCacheRegistry cacheManager(RemoteCacheType remote) {
        return registry(remote, false);
    }
}
