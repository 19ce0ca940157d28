package io.leafboot.cache;

/**
 * A type of cache: the word after {@code type:}. A bean of this interface adds one.
 *
 * <p>What Spring asks of a cache is done once, over every type: {@code null} values, loading, transactions, statistics. A
 * type keeps and finds entries.
 */
public interface CacheType {

    /** The word after {@code type:}, in lower case, such as {@code memory}. */
    String name();

    /**
     * Makes the store of one cache.
     *
     * @param cacheName name of the cache; two caches have different names
     * @param spec its settings, defaults applied and ranges checked
     * @throws InvalidCacheSpecException if this type cannot work with these settings
     */
    CacheStore create(String cacheName, CacheSpec spec);

    /** Whether entries live in the memory of this process and must be bounded by {@code max-size} or {@code max-bytes}. */
    default boolean inMemory() {
        return false;
    }
}
