package io.leafboot.cache.memory;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStatistics;
import io.leafboot.cache.CacheStore;
import io.leafboot.cache.HotKey;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.Utf8Order;
import io.leafboot.cache.codec.KeyText;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory alone.
 *
 * <p>An evict or put beats a load that began before it by a version: a write of a key raises the version of the key's
 * stripe before it touches the map; a fill remembers the version when it begins and, holding the lock of the key, maps its
 * value only if the version is still the same. Keys that share a stripe cost each other a value not kept, never a stale one.
 *
 * <p>A clear raises the generation. Every entry carries the generation that it was made under, a fill's entry that of the
 * fill's beginning, and one of an older generation is not seen: so a fill or put that is between its check and the map
 * while the clear runs through the map comes too late, whichever order they meet in.
 *
 * <p>Memory ordering: version and generation are read and written as volatiles. The raise happens before the removal from
 * the map, and a fill reads the version inside the map's compute, which excludes that removal for the same key: a fill that
 * saw the old version is removed by the write that follows, a fill that comes after the removal sees the new version.
 */
final class MemoryStore implements CacheStore {

    private static final int STRIPES = 1 << 10;

    private final MemoryMap<Entry> map;
    private final ToIntBiFunction<Object, @Nullable Object> weigher;
    private final AtomicLongArray versions = new AtomicLongArray(STRIPES);
    private final AtomicLong generation = new AtomicLong();
    private final TagVersions tags = new TagVersions();

    /**
     * An empty store.
     *
     * @param weigher bytes of a key and a value; called only if the map is weighed
     */
    MemoryStore(MemoryMap<Entry> map, ToIntBiFunction<Object, @Nullable Object> weigher) {
        this.map = map;
        this.weigher = weigher;
    }

    @Override
    public @Nullable CacheEntry get(Object key) {
        Entry entry = map.get(key);
        return entry != null && holds(entry) ? entry : null;
    }

    private boolean holds(Entry entry) {
        return entry.generation == generation.get() && tags.hold(entry.tags(), entry.evicts);
    }

    private boolean isFresh(@Nullable Entry entry) {
        return entry != null && holds(entry) && !(entry.mayBeOld() && entry.freshNanos() <= 0);
    }

    @Override
    public Fill beginFill(Object key, FillRequest request) {
        int stripe = stripe(key);
        long version = versions.get(stripe);
        long began = generation.get();
        long evicts = tags.now();
        Entry there = request.mode() == FillMode.REFRESH ? null : map.get(key);
        return new MemoryFill(key, stripe, version, began, evicts, isFresh(there) ? there : null);
    }

    /** A load that began when stripe, generation and tags were at these. */
    private final class MemoryFill implements Fill {

        private final Object key;
        private final int stripe;
        private final long version;
        private final long began;
        private final long evicts;
        private final @Nullable CacheEntry present;

        MemoryFill(Object key, int stripe, long version, long began, long evicts, @Nullable CacheEntry present) {
            this.key = key;
            this.stripe = stripe;
            this.version = version;
            this.began = began;
            this.evicts = evicts;
            this.present = present;
        }

        @Override
        public @Nullable CacheEntry present() {
            return present;
        }

        private boolean unwritten() {
            return versions.get(stripe) == version && generation.get() == began;
        }

        @Override
        public boolean complete(CacheEntry entry) {
            Entry mine = entry(key, entry, began, evicts);
            boolean[] kept = new boolean[1];
            map.change(key, there -> {
                kept[0] = unwritten() && tags.hold(entry.tags(), evicts);
                return kept[0] ? mine : there;
            });
            if (kept[0] && versions.get(stripe) != version) {
                map.remove(key, mine); // an evict by text may have passed by before the key was there to be seen
                return false;
            }
            return kept[0];
        }

        @Override
        public CompletableFuture<Boolean> release(@Nullable LoadFailure failure) {
            return CompletableFuture.completedFuture(unwritten());
        }
    }

    @Override
    public void put(Object key, CacheEntry entry) {
        Entry mine = entry(key, entry, generation.get(), tags.now());
        versions.getAndIncrement(stripe(key));
        map.put(key, mine);
    }

    @Override
    public @Nullable CacheEntry putIfAbsent(Object key, CacheEntry entry) {
        Entry mine = entry(key, entry, generation.get(), tags.now());
        Entry[] found = new Entry[1];
        map.change(key, there -> {
            if (there != null && isFresh(there)) {
                found[0] = there;
                return there;
            }
            versions.getAndIncrement(stripe(key));
            return mine;
        });
        return found[0];
    }

    @Override
    public boolean evict(Object key) {
        versions.getAndIncrement(stripe(key));
        Entry removed = map.remove(key);
        return isFresh(removed);
    }

    @Override
    public boolean clear() {
        boolean any = map.size() > 0;
        generation.getAndIncrement();
        map.clear();
        return any;
    }

    @Override
    public void evictByTag(int tag) {
        tags.evict(tag);
    }

    @Override
    public List<String> keys(KeyRange range) {
        return map.keys().stream()
                .filter(this::isThere)
                .map(KeyText::describe)
                .filter(range::contains)
                .sorted(Utf8Order.INSTANCE)
                .limit(range.limit())
                .toList();
    }

    /** Unlike a get it does not prolong the idle time. */
    private boolean isThere(Object key) {
        return isFresh(map.peek(key));
    }

    @Override
    public boolean evictByText(String text) {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            versions.getAndIncrement(stripe); // a key of this text may be loading, and which it is nobody knows
        }
        boolean any = false;
        for (Object key : map.keys()) {
            if (key.equals(text) || KeyText.describe(key).equals(text)) {
                any |= evict(key);
            }
        }
        return any;
    }

    @Override
    public List<HotKey> hottest(int limit) {
        return map.hottest(limit);
    }

    @Override
    public List<CacheStatistics.Level> levels(long hits, long misses) {
        return List.of(new CacheStatistics.Level(
                CacheSpec.MEMORY, hits, misses, map.evictions(), 0, 0, map.size(), map.bytes()));
    }

    @Override
    public void close() {
        map.close();
    }

    private Entry entry(Object key, CacheEntry entry, long generation, long evicts) {
        int weight = map.weighed() ? weigher.applyAsInt(key, entry.get()) : 1;
        return new Entry(entry, weight, generation, evicts);
    }

    private static int stripe(Object key) {
        int hash = key.hashCode() * 0x9E3779B9; // spreads hash codes that differ in few bits
        return hash >>> 22;
    }

    static final class Entry extends MemoryEntry {

        final long generation;
        final long evicts;

        Entry(CacheEntry entry, int weight, long generation, long evicts) {
            super(entry, entry.ttlNanos(), weight);
            this.generation = generation;
            this.evicts = evicts;
        }
    }
}
