package io.leafboot.cache.memory;

import com.github.benmanes.caffeine.cache.Ticker;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** Caches in the memory of this process, kept by Caffeine. */
public final class MemoryCacheType implements CacheType {

    private final ScheduledExecutorService scheduler;
    private final ToIntBiFunction<Object, @Nullable Object> weigher;
    private final Ticker ticker;

    /**
     * The type.
     *
     * @param scheduler cleans up; its tasks are short
     * @param weigher bytes of a key and a value, for caches with {@code max-bytes}
     */
    public MemoryCacheType(ScheduledExecutorService scheduler, ToIntBiFunction<Object, @Nullable Object> weigher) {
        this(scheduler, weigher, Ticker.systemTicker());
    }

    MemoryCacheType(
            ScheduledExecutorService scheduler, ToIntBiFunction<Object, @Nullable Object> weigher, Ticker ticker) {
        this.scheduler = scheduler;
        this.weigher = weigher;
        this.ticker = ticker;
    }

    @Override
    public String name() {
        return CacheSpec.MEMORY;
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public CacheStore create(String cacheName, CacheSpec spec) {
        return new MemoryStore(new MemoryMap<>(spec, scheduler, ticker), weigher);
    }
}
