package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.memory.LocalLevel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.infinispan.AdvancedCache;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.conflict.EntryMergePolicy;
import org.infinispan.container.entries.CacheEntry;
import org.infinispan.container.entries.ImmortalCacheEntry;
import org.infinispan.context.Flag;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryCreated;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryModified;
import org.infinispan.notifications.cachelistener.annotation.TopologyChanged;
import org.infinispan.notifications.cachelistener.event.CacheEntryEvent;
import org.infinispan.notifications.cachelistener.event.TopologyChangedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Marks} of all caches: a small cache of the engine's that every node holds whole. A change returns when all nodes
 * have it.
 *
 * <p>Memory ordering: the marks of a cache are one volatile reference. Whoever hears of a change reads the table anew, holding
 * the lock of that cache, so that of two changes the one that came last to the table stays.
 */
@Listener
final class MarkTable {

    static final String CACHE = "cache.cluster.marks";
    private static final String CLEARED = "c:";
    private static final String TAG = "t:";
    private static final String ERA = "era";

    private static final EntryMergePolicy<String, Long> MERGED = MarkTable::merged;

    private final Configuration configuration;
    private volatile AdvancedCache<String, Long> table;
    private volatile AdvancedCache<String, Long> here;
    private final Map<String, OfCache> caches = new ConcurrentHashMap<>();

    /** Opens the table, and waits until this node has it whole. */
    MarkTable(EmbeddedCacheManager manager, ClusterSettings settings) {
        this.configuration = EngineCaches.configuration(
                        CacheMode.REPL_SYNC, settings, settings.split().handling(), MERGED)
                .build();
        open(manager);
    }

    private void open(EmbeddedCacheManager manager) {
        AdvancedCache<String, Long> cache = EngineCaches.open(manager, CACHE, configuration);
        table = cache.withFlags(Flag.IGNORE_RETURN_VALUES);
        here = cache.withFlags(Flag.CACHE_MODE_LOCAL);
        cache.addListener(this);
    }

    /** Opens it anew, after this node had left the cluster; what it knew then may be of no cluster any more. */
    void reopen(EmbeddedCacheManager joined) {
        open(joined);
        caches.values().forEach(OfCache::readAnew);
    }

    /**
     * Parts of a cluster that have met again, each with a mark of its own: what the one has put the other's evict has not
     * reached, so neither's values hold. Any number that no part knows does, as long as all nodes find the same. Of eras, the
     * later one stays: another follows.
     */
    @SuppressWarnings("unchecked") // the engine's entries come in no type
    static CacheEntry<String, Long> merged(CacheEntry<String, Long> preferred, List<CacheEntry<String, Long>> others) {
        SortedSet<Long> marks = new TreeSet<>();
        String key = null;
        if (preferred != null) {
            key = preferred.getKey();
            marks.add(preferred.getValue());
        }
        for (CacheEntry<String, Long> other : others) {
            if (other != null) {
                key = other.getKey();
                marks.add(other.getValue());
            }
        }
        return new ImmortalCacheEntry(key, marks.size() == 1 || ERA.equals(key) ? marks.last() : mixed(marks));
    }

    private static long mixed(Set<Long> marks) {
        long all = 0;
        for (long mark : marks) {
            all = mixed(all ^ mark);
        }
        return all;
    }

    /** A number that differs from its neighbours', and from 0 (Steele et al., SplitMix, OOPSLA 2014). */
    private static long mixed(long number) {
        long mix = number + 0x9e3779b97f4a7c15L;
        mix = (mix ^ (mix >>> 30)) * 0xbf58476d1ce4e5b9L;
        mix = (mix ^ (mix >>> 27)) * 0x94d049bb133111ebL;
        return (mix ^ (mix >>> 31)) | 1;
    }

    /** The marks of one cache, as this node knows them. */
    final class OfCache {

        private final String cache;
        private volatile Marks marks = Marks.NONE;
        private long cleared;
        private long era;
        private @Nullable LocalLevel near;

        private OfCache(String cache) {
            this.cache = cache;
        }

        Marks now() {
            return marks;
        }

        /** Has near copies dropped by the same changes. */
        synchronized void dropsToo(LocalLevel level) {
            near = level;
        }

        /** Puts everything that is there out of date, on all nodes. */
        void clear() {
            change(CLEARED + cache);
        }

        /** Likewise everything with this tag. */
        void evictTag(int tag) {
            change(TAG + tag + ":" + cache);
        }

        private void change(String key) {
            write(key, Marks.random(), "a clear of cache '" + cache + "'");
            read(key);
        }

        private synchronized void read(String key) {
            Long mark = here.get(key);
            if (mark == null) {
                return;
            }
            if (key.equals(ERA)) {
                era = mark;
                cleared();
            } else if (key.startsWith(CLEARED)) {
                cleared = mark;
                cleared();
            } else {
                int tag = Integer.parseInt(key.substring(TAG.length(), key.indexOf(':', TAG.length())));
                if (mark != marks.of(tag)) {
                    marks = marks.withTag(tag, mark);
                    if (near != null) {
                        near.tagEvicted(tag);
                    }
                }
            }
        }

        private void cleared() {
            long generation = era == 0 ? cleared : cleared ^ mixed(era);
            if (generation != marks.generation()) {
                marks = marks.withGeneration(generation);
                dropNear();
            }
        }

        private synchronized void dropNear() {
            if (near != null) {
                near.allWritten();
            }
        }

        private boolean has(String key) {
            if (key.equals(ERA)) {
                return true;
            }
            return key.startsWith(CLEARED)
                    ? key.length() == CLEARED.length() + cache.length() && key.endsWith(cache)
                    : key.substring(key.indexOf(':', TAG.length()) + 1).equals(cache);
        }

        private synchronized void readAnew() {
            cleared = 0;
            era = 0;
            marks = Marks.NONE;
            dropNear();
            readAll();
        }

        /** Not through the cache, which could ask other nodes: the engine's own threads come here, and must not wait. */
        private void readAll() {
            table.getDataContainer().forEach(entry -> {
                if (has(entry.getKey())) {
                    read(entry.getKey());
                }
            });
        }
    }

    /** The marks of a cache, from now on kept up to date. */
    OfCache of(String cache) {
        OfCache marks = caches.computeIfAbsent(cache, OfCache::new);
        marks.readAll();
        return marks;
    }

    void forget(String cache) {
        caches.remove(cache);
    }

    private void write(String key, long mark, String what) {
        try {
            table.put(key, mark);
        } catch (RuntimeException ex) {
            throw new CacheStoreException("Not all nodes have heard of " + what, ex);
        }
    }

    /** The view in which the last era began: everything that was there before, in all caches, is out of date. */
    int era() {
        Long mark = here.get(ERA);
        return mark == null ? -1 : (int) (mark >>> 32);
    }

    /** Begins an era. */
    void begin(int view) {
        write(ERA, (long) view << 32 | (ThreadLocalRandom.current().nextInt() & 0xffff_ffffL), "a new era");
        readAll();
    }

    /** Has what is in the table known: a change may be in it, of which the caches are being told only now. */
    void readAll() {
        caches.values().forEach(OfCache::readAll);
    }

    /** Has all near copies dropped. */
    void dropNear() {
        caches.values().forEach(OfCache::dropNear);
    }

    /** Called before the change is acknowledged. */
    @CacheEntryCreated
    @CacheEntryModified
    public void changed(CacheEntryEvent<String, Long> event) {
        if (!event.isPre()) {
            String key = event.getKey();
            caches.values().stream().filter(marks -> marks.has(key)).forEach(marks -> marks.read(key));
        }
    }

    /** What comes with nodes that join, or with parts of a cluster that meet again, nobody is told of one by one. */
    @TopologyChanged
    public void topologyChanged(TopologyChangedEvent<String, Long> event) {
        if (!event.isPre()) {
            readAll();
        }
    }
}
