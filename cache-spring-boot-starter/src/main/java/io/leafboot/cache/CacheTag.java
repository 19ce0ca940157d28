package io.leafboot.cache;

/**
 * All entries of a tag, as a key to evict: {@code @CacheEvict(cacheNames = "product", key =
 * "T(io.leafboot.cache.CacheTag).of(#shop)")} is {@link NamedCache#evictByTag}.
 *
 * @param tag the tag
 */
public record CacheTag(Object tag) {

    /** The tag as a key to evict. */
    public static CacheTag of(Object tag) {
        return new CacheTag(tag);
    }
}
