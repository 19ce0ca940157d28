package io.leafboot.cache;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where values that are put into a named cache are written to. With a bean of this interface {@code cache.put} (and so
 * {@code @CachePut}) writes to the source: before it returns, or behind it ({@code writer.mode}). An evict writes nothing:
 * it says that the cache is out of date, not the source. Nor does a value that was loaded.
 *
 * <p>Called by many threads with write-through, and by one at a time with write-behind.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface CacheWriter<K, V> {

    /** Name of the cache; one writer a cache. */
    String cacheName();

    /**
     * Writes a value to the source. With write-behind it may be called again with the same value, after a failure.
     *
     * @throws Exception if it was not written
     */
    void write(K key, @Nullable V value) throws Exception;

    /**
     * Writes several values at once, each the newest of its key.
     *
     * @throws Exception if they were not all written; with write-behind each is then tried by itself
     */
    default void writeAll(Map<K, V> entries) throws Exception {
        for (Map.Entry<K, V> entry : entries.entrySet()) {
            write(entry.getKey(), entry.getValue());
        }
    }

    /**
     * With write-behind, a value could not be written and is not tried again: the place to keep it for later. What this
     * throws is logged. By default nothing is done; the cache has logged the key and evicted it.
     *
     * @param failure what the last attempt threw
     */
    default void givenUp(K key, @Nullable V value, Throwable failure) {}
}
