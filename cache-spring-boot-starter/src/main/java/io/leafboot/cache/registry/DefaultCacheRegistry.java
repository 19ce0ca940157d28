package io.leafboot.cache.registry;

import io.leafboot.cache.CacheRegistry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.InvalidCacheSpecException;
import io.leafboot.cache.NamedCache;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.UnknownCacheException;
import io.leafboot.cache.loading.LoadingThreads;
import io.leafboot.cache.source.CacheSources;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The registry. Look-ups are lock-free; caches are made and removed one at a time. */
public final class DefaultCacheRegistry implements CacheRegistry, AutoCloseable {

    private final Map<String, CacheType> types;
    private final CacheSpec defaults;
    private final boolean createUnknown;
    private final LoadingThreads threads;
    private final Supplier<CacheSources> sources;
    private final ConcurrentMap<String, DefaultNamedCache> caches = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Object changes = new Object();

    /**
     * A registry without caches.
     *
     * @param types the types there are; of two with one name, the first
     * @param defaults what a spec that leaves something open gets; itself completed by {@link CacheSpec#builtIn()}
     * @param createUnknown whether a cache that is asked for and unknown is created with the defaults
     * @param threads where values are loaded in the background; closed by whoever made them
     */
    public DefaultCacheRegistry(
            Collection<? extends CacheType> types, CacheSpec defaults, boolean createUnknown, LoadingThreads threads) {
        this(types, defaults, createUnknown, threads, () -> CacheSources.NONE);
    }

    /**
     * A registry without caches, whose caches may have loaders and writers.
     *
     * @param sources is asked when a cache first needs to know
     */
    public DefaultCacheRegistry(
            Collection<? extends CacheType> types,
            CacheSpec defaults,
            boolean createUnknown,
            LoadingThreads threads,
            Supplier<CacheSources> sources) {
        this.types = types.stream()
                .collect(Collectors.toMap(CacheType::name, type -> type, (first, second) -> first, TreeMap::new));
        SpecCheck.checkDefaults(defaults);
        this.defaults = defaults;
        if (defaults.type() != null) {
            type("cache.defaults", defaults);
        }
        this.createUnknown = createUnknown;
        this.threads = threads;
        this.sources = sources;
    }

    @Override
    public @Nullable NamedCache getCache(String name) {
        DefaultNamedCache cache = caches.get(name);
        return cache != null || !createUnknown ? cache : createIfMissing(name);
    }

    private NamedCache createIfMissing(String name) {
        synchronized (changes) {
            DefaultNamedCache cache = caches.get(name);
            return cache != null ? cache : create(name, CacheSpec.unset());
        }
    }

    @Override
    public NamedCache cache(String name) {
        NamedCache cache = getCache(name);
        if (cache == null) {
            throw new UnknownCacheException(name, names());
        }
        return cache;
    }

    @Override
    public NamedCache create(String name, CacheSpec spec) {
        if (name.isBlank() || name.length() > 250) {
            throw new InvalidCacheSpecException(
                    "Name of a cache is '" + name + "'.", "Give it 1 to 250 characters that are not all blank.");
        }
        synchronized (changes) {
            if (caches.containsKey(name)) {
                throw new IllegalStateException("There is a cache named '" + name + "' already: remove it first");
            }
            CacheSpec asked = spec.orElse(defaults);
            CacheSpec complete =
                    asked.orElse(CacheSpec.builtIn(asked.type() == null ? CacheSpec.MEMORY : asked.type()));
            SpecCheck.check(name, complete);
            CacheType type = type(CacheSpec.path(name), complete);
            DefaultNamedCache cache =
                    new DefaultNamedCache(name, complete, type.create(name, complete), threads, sources);
            SpecWarnings.log(name, spec, complete, type);
            caches.put(name, cache);
            listeners.forEach(listener -> listener.created(cache));
            return cache;
        }
    }

    private CacheType type(String path, CacheSpec spec) {
        CacheType type = types.get(spec.type());
        if (type == null) {
            throw new InvalidCacheSpecException(
                    path + ".type is '" + spec.type() + "', which is not a type of cache here.",
                    "Use one of " + String.join(", ", types.keySet()) + ".");
        }
        return type;
    }

    @Override
    public boolean remove(String name) {
        synchronized (changes) {
            DefaultNamedCache cache = caches.remove(name);
            if (cache == null) {
                return false;
            }
            listeners.forEach(listener -> listener.removed(cache));
            cache.close();
            return true;
        }
    }

    @Override
    public Collection<String> names() {
        return List.copyOf(new TreeSet<>(caches.keySet()));
    }

    @Override
    public Collection<String> getCacheNames() {
        return names();
    }

    @Override
    public void evictByTag(Object tag) {
        caches.values().forEach(cache -> cache.evictByTag(tag));
    }

    @Override
    public CacheSpec spec(String name) {
        return known(name).spec();
    }

    @Override
    public CacheStatistics stats(String name) {
        return known(name).statistics();
    }

    /** Whether the store of a cache can do its work. */
    public StoreHealth health(String name) {
        return known(name).health();
    }

    private DefaultNamedCache known(String name) {
        DefaultNamedCache cache = caches.get(name);
        if (cache == null) {
            throw new UnknownCacheException(name, names());
        }
        return cache;
    }

    @Override
    public void addListener(Listener listener) {
        synchronized (changes) {
            caches.values().forEach(listener::created);
            listeners.add(listener);
        }
    }

    /** Clears every cache. */
    @Override
    public void resetCaches() {
        caches.values().forEach(DefaultNamedCache::invalidate);
    }

    /** Delivers every write that was put off, within a bounded time. */
    public void flush() {
        caches.values().forEach(DefaultNamedCache::drain);
        caches.values().forEach(DefaultNamedCache::flush);
    }

    /** Closes every cache. */
    @Override
    public void close() {
        caches.values().forEach(DefaultNamedCache::drain);
        names().forEach(this::remove);
    }
}
