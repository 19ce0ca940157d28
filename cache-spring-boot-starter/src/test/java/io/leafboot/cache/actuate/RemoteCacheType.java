package io.leafboot.cache.actuate;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStatistics.Level;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheType;
import io.leafboot.cache.StoreHealth;
import io.leafboot.cache.codec.KeyText;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Caches that know a key by its text alone, as a remote store does; a test says how they are and what they tell. */
final class RemoteCacheType implements CacheType {

    static final String NAME = "remote";

    /** Health by the cache's name; UP for others. */
    final Map<String, Supplier<StoreHealth>> health = new ConcurrentHashMap<>();

    /** Levels by the cache's name. */
    final Map<String, List<Level>> levels = new ConcurrentHashMap<>();

    /** What stands in the way of the next loads, of one each. */
    final Queue<CacheStore.Fill> hindrances = new ConcurrentLinkedQueue<>();

    static CacheSpec spec() {
        return CacheSpec.unset().type(NAME);
    }

    static Supplier<StoreHealth> of(StoreHealth.Status status, Map<String, Object> details) {
        return () -> new StoreHealth(status, details);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CacheStore create(String cacheName, CacheSpec spec) {
        return new Store(cacheName);
    }

    private final class Store implements CacheStore {

        private final String name;
        private final Map<String, CacheEntry> entries = new ConcurrentHashMap<>();

        Store(String name) {
            this.name = name;
        }

        @Override
        public CacheEntry get(Object key) {
            return entries.get(KeyText.of(key));
        }

        @Override
        public Fill beginFill(Object key, FillRequest request) {
            Fill hindrance = hindrances.poll();
            return hindrance != null ? hindrance : new Lease(key);
        }

        private final class Lease implements Fill {

            private final Object key;

            Lease(Object key) {
                this.key = key;
            }

            @Override
            public boolean isLease() {
                return true;
            }

            @Override
            public boolean complete(CacheEntry entry) {
                put(key, entry);
                return true;
            }
        }

        @Override
        public void put(Object key, CacheEntry entry) {
            entries.put(KeyText.of(key), entry);
        }

        @Override
        public CacheEntry putIfAbsent(Object key, CacheEntry entry) {
            return entries.putIfAbsent(KeyText.of(key), entry);
        }

        @Override
        public boolean evict(Object key) {
            return evictByText(KeyText.of(key));
        }

        @Override
        public boolean clear() {
            boolean any = !entries.isEmpty();
            entries.clear();
            return any;
        }

        @Override
        public boolean evictByText(String text) {
            return entries.remove(text) != null;
        }

        @Override
        public List<CacheStatistics.Level> levels(long hits, long misses) {
            return levels.getOrDefault(name, List.of(new Level(NAME, hits, misses, 0, 0, 0, null, null)));
        }

        @Override
        public StoreHealth health() {
            return health.getOrDefault(name, () -> StoreHealth.UP).get();
        }
    }
}
