package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.codec.KeyText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows caches, their settings and what happened to them, and lets an operator clear one or
 * evict a key. It never creates a cache, also where unknown names are created.
 */
@Endpoint(id = "cachestats")
public class CacheStatsEndpoint {

    private final CacheRegistry caches;

    CacheStatsEndpoint(CacheRegistry caches) {
        this.caches = caches;
    }

    /** Returns all caches, sorted by name. */
    @ReadOperation
    public CachesDescriptor caches() {
        return new CachesDescriptor(caches.names().stream()
                .map(this::find)
                .filter(Objects::nonNull)
                .map(CacheSummary::of)
                .toList());
    }

    /** Returns one cache, or {@code null} if there is none of this name. */
    @ReadOperation
    public @Nullable CacheDescriptor cache(@Selector String cache) {
        NamedCache found = find(cache);
        return found == null ? null : CacheDescriptor.of(found);
    }

    /**
     * Clears a cache, or evicts one key.
     *
     * @param cache name of the cache
     * @param key if given, the text of the only key to evict; a string may be given as it is, too, so {@code 42} is the
     *     number and the string
     * @return the cache afterwards, or {@code null} if there is none of this name
     */
    @DeleteOperation
    public @Nullable CacheDescriptor evict(@Selector String cache, @Nullable String key) {
        NamedCache found = find(cache);
        if (found == null) {
            return null;
        }
        if (key == null) {
            found.clear();
        } else {
            found.evictByText(key);
            if (!KeyText.of(key).equals(key)) { // the string has another text, in quotes
                found.evictIfPresent(key);
            }
        }
        return CacheDescriptor.of(found);
    }

    /** The names are looked at first, for asking for an unknown cache may create it. */
    private @Nullable NamedCache find(String name) {
        return caches.names().contains(name) ? caches.getCache(name) : null;
    }

    /**
     * All caches.
     *
     * @param caches the caches by name
     */
    public record CachesDescriptor(List<CacheSummary> caches) {}
}
