package io.leafboot.cache.source;

import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.WriterSpec;
import io.leafboot.cache.codec.KeyText;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache.ValueWrapper;

/**
 * Where the values of one cache come from and go to. Looked for when first needed: a loader may need beans that need caches.
 *
 * <p>Memory ordering: what was found is published by a volatile write.
 */
public final class CacheSource implements AutoCloseable {

    private final String cache;
    private final CacheSpec spec;
    private final Supplier<CacheSources> sources;
    private final Consumer<Object> evict;
    private volatile @Nullable Found found;

    private record Found(
            @Nullable CacheLoader<Object, Object> loader,
            @Nullable SourceWrites writes) {}

    /**
     * The source of a cache.
     *
     * @param evict evicts a key whose value the source did not take
     */
    public CacheSource(String cache, CacheSpec spec, Supplier<CacheSources> sources, Consumer<Object> evict) {
        this.cache = cache;
        this.spec = spec;
        this.sources = sources;
        this.evict = evict;
    }

    private Found found() {
        Found now = found;
        return now != null ? now : find(sources.get());
    }

    private synchronized Found find(CacheSources all) {
        Found now = found;
        if (now == null) {
            CacheWriter<Object, Object> writer = all.writer(cache);
            now = new Found(all.loader(cache), writer == null ? null : writes(writer));
            if (all.complete() || writer != null) { // else those that are being made are looked for again
                found = now;
            }
        }
        return now;
    }

    private SourceWrites writes(CacheWriter<Object, Object> writer) {
        Function<Object, Object> identity = CacheSpec.MEMORY.equals(spec.type()) ? key -> key : CacheSource::text;
        WriterSpec settings = spec.writer();
        return settings.mode() == WriterSpec.Mode.WRITE_BEHIND
                ? new WriteBehind(cache, writer, BehindSettings.of(settings), identity, evict)
                : new WriteThrough(cache, writer, identity);
    }

    /** Outside of memory, keys are the same if their texts are. */
    private static Object text(Object key) {
        return KeyText.describe(key);
    }

    // Loading

    /** Whether there is a loader. */
    public boolean loads() {
        return found().loader != null;
    }

    /** Loads a value; {@code null} if there is none. */
    public @Nullable Object load(Object key) throws Exception {
        return loader().load(key);
    }

    /** Loads values; those that are left out are {@code null}. */
    public Map<Object, Object> loadAll(Collection<?> keys) throws Exception {
        return loader().loadAll(keys);
    }

    private CacheLoader<Object, Object> loader() {
        CacheLoader<Object, Object> loader = found().loader;
        if (loader == null) {
            throw new IllegalStateException("Cache '" + cache + "' has no loader");
        }
        return loader;
    }

    /** The value of this key that waits to be written: newer than what the source has. */
    public @Nullable ValueWrapper pending(Object key) {
        SourceWrites writes = found().writes;
        return writes == null ? null : writes.pending(key);
    }

    // Writing

    /**
     * Whether there is a writer.
     *
     * @throws IllegalStateException if it may be one of the beans that are being made: what is put now would never be written
     */
    public boolean writes() {
        Found now = found;
        if (now == null) {
            CacheSources all = sources.get();
            now = find(all);
            if (now.writes == null && !all.complete()) {
                throw new IllegalStateException("Whether cache '" + cache
                        + "' has a CacheWriter is not known yet, for beans of that kind are being made, one of which puts into"
                        + " the cache. Put later, once the application has started.");
            }
        }
        return now.writes != null;
    }

    /**
     * A put of these values.
     *
     * @param put puts them into the cache
     * @param evictAll evicts them, since the cache may be left with something else than the source
     * @param transaction the caller's, if the cache is to wait for its end
     * @throws io.leafboot.cache.CacheWriteException if they were not written, and the writer threw no unchecked exception
     */
    public void put(Map<?, ?> values, Runnable put, Runnable evictAll, @Nullable Deferral transaction) {
        SourceWrites writes = found().writes;
        if (writes == null) {
            throw new IllegalStateException("Cache '" + cache + "' has no writer");
        }
        if (!values.isEmpty()) {
            writes.put(Collections.unmodifiableMap(new LinkedHashMap<>(values)), put, evictAll, transaction);
        }
    }

    /** Figures of the writer; {@code null} without one. */
    public CacheStatistics.@Nullable Writer statistics() {
        SourceWrites writes = found().writes;
        return writes == null ? null : writes.statistics();
    }

    // Ending

    /** Begins to write all that waits, without waiting for it. */
    public void drain() {
        ifUsed(SourceWrites::drain);
    }

    /** Writes all that waits, as far as a bounded time allows. */
    public void flush() {
        ifUsed(SourceWrites::flush);
    }

    /** Like {@link #flush}, and gives up what is left. */
    @Override
    public void close() {
        ifUsed(SourceWrites::close);
    }

    private void ifUsed(Consumer<SourceWrites> work) {
        Found now = found;
        if (now != null && now.writes != null) {
            work.accept(now.writes);
        }
    }
}
