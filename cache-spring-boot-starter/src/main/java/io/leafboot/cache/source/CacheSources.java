package io.leafboot.cache.source;

import io.leafboot.cache.CacheLoader;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheWriter;
import io.leafboot.cache.InvalidCacheSpecException;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The loaders and writers of an application, by the names of their caches. */
public final class CacheSources {

    /** No loader, no writer. */
    public static final CacheSources NONE = new CacheSources(List.of(), List.of());

    private final boolean complete;
    private final Map<String, Bean<CacheLoader<?, ?>>> loaders = new TreeMap<>();
    private final Map<String, Bean<CacheWriter<?, ?>>> writers = new TreeMap<>();

    /**
     * A loader or a writer.
     *
     * @param name name of the bean
     * @param source the bean
     * @param valueType type of its values; {@code Object} if it cannot be told
     */
    public record Bean<T>(String name, T source, Type valueType) {}

    /**
     * Matches beans with caches.
     *
     * @throws InvalidCacheSpecException if two are for one cache
     */
    public CacheSources(Collection<Bean<CacheLoader<?, ?>>> loaders, Collection<Bean<CacheWriter<?, ?>>> writers) {
        this(loaders, writers, true);
    }

    /**
     * Like {@link #CacheSources(Collection, Collection)}.
     *
     * @param complete whether there are no others
     */
    public CacheSources(
            Collection<Bean<CacheLoader<?, ?>>> loaders,
            Collection<Bean<CacheWriter<?, ?>>> writers,
            boolean complete) {
        this.complete = complete;
        loaders.forEach(each -> add(this.loaders, "CacheLoader", each.source.cacheName(), each));
        writers.forEach(each -> add(this.writers, "CacheWriter", each.source.cacheName(), each));
    }

    private static <T> void add(Map<String, Bean<T>> all, String kind, String cache, Bean<T> added) {
        Bean<T> other = all.putIfAbsent(cache, added);
        if (other != null) {
            throw new InvalidCacheSpecException(
                    "Cache '" + cache + "' has two beans of " + kind + ", '" + other.name + "' and '" + added.name
                            + "'.",
                    "Leave one of them, or change the cacheName() of the other.");
        }
    }

    /** Whether there are no others, such as are being made at the moment. */
    public boolean complete() {
        return complete;
    }

    /**
     * Checks that each is for a cache that there is.
     *
     * @throws InvalidCacheSpecException if one is not
     */
    public void requireCaches(Collection<String> names) {
        requireCaches("CacheLoader", loaders, names);
        requireCaches("CacheWriter", writers, names);
    }

    private static <T> void requireCaches(String kind, Map<String, Bean<T>> all, Collection<String> names) {
        all.forEach((cache, bean) -> {
            if (!names.contains(cache)) {
                throw new InvalidCacheSpecException(
                        "The " + kind + " bean '" + bean.name + "' is for cache '" + cache
                                + "', which is not declared.",
                        "Declare " + CacheSpec.path(cache) + ", or return one of these names from its cacheName(): "
                                + String.join(", ", new TreeSet<>(names)) + ".");
            }
        });
    }

    /** Types that a cache keeps, as far as its loader and its writer tell. */
    public List<Type> valueTypes(String cache) {
        return Stream.of(loaders.get(cache), writers.get(cache))
                .flatMap(Stream::ofNullable)
                .map(Bean::valueType)
                .distinct()
                .toList();
    }

    @SuppressWarnings("unchecked") // keys and values of a cache are what its loader says, as far as callers agree
    @Nullable
    CacheLoader<Object, Object> loader(String cache) {
        Bean<CacheLoader<?, ?>> bean = loaders.get(cache);
        return bean == null ? null : (CacheLoader<Object, Object>) bean.source;
    }

    @SuppressWarnings("unchecked") // as above
    @Nullable
    CacheWriter<Object, Object> writer(String cache) {
        Bean<CacheWriter<?, ?>> bean = writers.get(cache);
        return bean == null ? null : (CacheWriter<Object, Object>) bean.source;
    }
}
