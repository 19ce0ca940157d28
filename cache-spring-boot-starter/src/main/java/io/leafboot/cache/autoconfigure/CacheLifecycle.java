package io.leafboot.cache.autoconfigure;

import io.leafboot.cache.registry.DefaultCacheRegistry;
import org.springframework.context.SmartLifecycle;

/** Writes what is put off while connections are still open: they end at phase 0, web servers end long before. */
final class CacheLifecycle implements SmartLifecycle {

    private final DefaultCacheRegistry registry;
    private volatile boolean running;

    CacheLifecycle(DefaultCacheRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        registry.flush();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 1000;
    }
}
