package io.leafboot.cache.registry;

import io.leafboot.cache.CacheStore;
import io.leafboot.cache.CacheTag;
import io.leafboot.cache.loading.AfterCommit;
import io.leafboot.cache.loading.CacheLoading;
import io.leafboot.cache.loading.EntryFactory;
import java.util.Collection;
import java.util.List;

/**
 * Evicts of one cache: from its store, and from what is being loaded. They happen at once, and inside a transaction again
 * after its commit: what others load until then may be what it is about to change.
 */
final class Evicts {

    private final CacheStore store;
    private final EntryFactory entries;
    private final CacheLoading loading;
    private final CacheCounters counters;

    Evicts(CacheStore store, EntryFactory entries, CacheLoading loading, CacheCounters counters) {
        this.store = store;
        this.entries = entries;
        this.loading = loading;
        this.counters = counters;
    }

    /** A key, or all entries of a {@link CacheTag}. */
    boolean evict(Object key) {
        boolean there = evictNow(key);
        againAfterCommit(() -> drop(key));
        return there;
    }

    /** The same, whatever becomes of a transaction. */
    boolean evictNow(Object key) {
        counters.removed(1);
        return drop(key);
    }

    private boolean drop(Object key) {
        if (key instanceof CacheTag tag) {
            dropTag(tag.tag());
            return false; // nobody counts them
        }
        try {
            return store.evict(key);
        } finally {
            loading.forget(key);
        }
    }

    void evictAll(Collection<?> keys) {
        Collection<?> copy = List.copyOf(keys);
        evictAllNow(copy);
        againAfterCommit(() -> dropAll(copy));
    }

    /** The same, whatever becomes of a transaction. */
    void evictAllNow(Collection<?> keys) {
        counters.removed(keys.size());
        dropAll(keys);
    }

    private void dropAll(Collection<?> keys) {
        if (keys.stream().anyMatch(CacheTag.class::isInstance)) {
            keys.forEach(this::drop);
            return;
        }
        try {
            store.evictAll(keys);
        } finally {
            keys.forEach(loading::forget);
        }
    }

    void evictByTag(Object tag) {
        counters.removed(1);
        dropTag(tag);
        againAfterCommit(() -> dropTag(tag));
    }

    private void dropTag(Object tag) {
        try {
            store.evictByTag(entries.tagNumber(tag));
        } finally {
            loading.tagEvicted();
        }
    }

    boolean evictByText(String text) {
        counters.removed(1);
        boolean there = dropText(text);
        againAfterCommit(() -> dropText(text));
        return there;
    }

    private boolean dropText(String text) {
        try {
            return store.evictByText(text);
        } finally {
            loading.forgetAll(); // which of the keys has this text is not known here
        }
    }

    boolean clear() {
        counters.removed(1);
        boolean any = dropAll();
        againAfterCommit(this::dropAll);
        return any;
    }

    private boolean dropAll() {
        try {
            return store.clear();
        } finally {
            loading.forgetAll();
        }
    }

    private void againAfterCommit(Runnable work) {
        if (loading.inTransaction()) {
            AfterCommit.run(work, work);
        }
    }
}
