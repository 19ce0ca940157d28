package io.leafboot.cache;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.CacheManager;

/**
 * The application's named caches: those declared under {@code cache.caches} and those created while it runs. It is the
 * application's {@link CacheManager}, so {@code @Cacheable} works on every one of them.
 *
 * <p>Safe for use by many threads.
 */
public interface CacheRegistry extends CacheManager {

    /**
     * The cache of this name.
     *
     * @return the cache; {@code null} if there is none and unknown names are not created
     *     ({@code cache.create-unknown})
     */
    @Override
    @Nullable
    NamedCache getCache(String name);

    /**
     * The cache of this name, for callers that know it exists.
     *
     * @throws UnknownCacheException if there is none; the message lists the known ones
     */
    NamedCache cache(String name);

    /**
     * Creates a cache. What the spec leaves open is taken from {@code cache.defaults}.
     *
     * @throws IllegalStateException if a cache of this name exists
     * @throws InvalidCacheSpecException if a setting is out of range, or the type is unknown or cannot work here
     */
    NamedCache create(String name, CacheSpec spec);

    /**
     * Closes a cache and forgets it. Entries in memory are dropped; what is stored outside this process stays there
     * until its time to live has passed.
     *
     * @return whether there was such a cache
     */
    boolean remove(String name);

    /** Names of all caches, sorted: a copy. The same as {@link #getCacheNames()}. */
    Collection<String> names();

    /**
     * Evicts all entries of this tag in all caches: see {@link NamedCache#evictByTag}.
     *
     * @param tag the tag; not {@code null}
     */
    void evictByTag(Object tag);

    /**
     * The settings in force, defaults applied.
     *
     * @throws UnknownCacheException if there is no such cache
     */
    CacheSpec spec(String name);

    /**
     * What happened to a cache since it was created.
     *
     * @throws UnknownCacheException if there is no such cache
     */
    CacheStatistics stats(String name);

    /** Calls the listener for every cache there is and every one that comes or goes, as long as the registry lives. */
    void addListener(Listener listener);

    /** Told of caches that come and go. Called on the thread that creates or removes; must not block. */
    interface Listener {

        /** A cache is ready for use. */
        void created(NamedCache cache);

        /** A cache was removed. */
        void removed(NamedCache cache);
    }
}
