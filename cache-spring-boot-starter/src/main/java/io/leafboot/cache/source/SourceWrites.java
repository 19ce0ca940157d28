package io.leafboot.cache.source;

import io.leafboot.cache.CacheStatistics;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache.ValueWrapper;

/** How the puts of one cache reach its writer. Safe for use by many threads. */
interface SourceWrites extends AutoCloseable {

    /**
     * A put of these values, whose part in the cache is {@code put}; where the cache may be left with something else than
     * the source, {@code evict}.
     *
     * @param transaction the caller's, if the cache is to wait for its end
     */
    void put(Map<Object, @Nullable Object> values, Runnable put, Runnable evict, @Nullable Deferral transaction);

    /** The value of this key that the source does not have yet. */
    default @Nullable ValueWrapper pending(Object key) {
        return null;
    }

    CacheStatistics.Writer statistics();

    /** Begins to write all that waits; does not wait for it. */
    default void drain() {}

    /** Writes all that waits, within a bounded time. */
    default void flush() {}

    /** Like {@link #flush}; what is left is given up. */
    @Override
    default void close() {}
}
