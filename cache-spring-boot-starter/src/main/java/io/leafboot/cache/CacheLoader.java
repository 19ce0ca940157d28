package io.leafboot.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a named cache come from. With a bean of this interface {@code cache.get(key)} and
 * {@link NamedCache#getAll} load what is missing, one load a key at a time, as {@code @Cacheable} methods do.
 *
 * <p>Called by many threads.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface CacheLoader<K, V> {

    /** Name of the cache; one loader a cache. */
    String cacheName();

    /**
     * Reads a value from the source.
     *
     * @return the value; {@code null} if there is none, which is kept unless {@code cache-nulls} is off
     * @throws Exception if it cannot be read; callers get it as the cause of a {@code ValueRetrievalException}
     */
    @Nullable
    V load(K key) throws Exception;

    /**
     * Reads several values at once.
     *
     * @return key to value; a key that is left out has none
     * @throws Exception if they cannot be read
     */
    default Map<K, V> loadAll(Collection<? extends K> keys) throws Exception {
        Map<K, V> loaded = new LinkedHashMap<>();
        for (K key : keys) {
            V value = load(key);
            if (value != null) {
                loaded.put(key, value);
            }
        }
        return loaded;
    }
}
