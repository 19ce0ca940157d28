package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.WritePolicy;
import io.leafboot.cache.codec.KeyText;
import io.leafboot.cache.memory.LocalLevel;
import io.leafboot.cache.redis.RedisStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes of both levels, by the cache's write policy. Memory is told of a put before the remote level is written and again
 * after, so that it keeps the value only if nothing else wrote in between; of an evict it is told after, whatever became of it.
 */
final class TwoLevelWrites {

    private final LocalLevel local;
    private final Copies copies;
    private final RedisStore remote;
    private final @Nullable PutsBehind behind;
    private final boolean around;

    TwoLevelWrites(CacheSpec spec, LocalLevel local, Copies copies, RedisStore remote, @Nullable PutsBehind behind) {
        this.local = local;
        this.copies = copies;
        this.remote = remote;
        this.behind = behind;
        this.around = spec.writePolicy() == WritePolicy.WRITE_AROUND;
    }

    void put(Object key, CacheEntry entry) {
        String text = KeyText.of(key);
        LocalLevel.Token token = local.beginWrite(text);
        CacheEntry written = null;
        try {
            if (behind == null || !behind.offer(text, entry)) {
                dropWaiting(text);
                remote.put(key, entry);
            }
            written = entry;
        } finally {
            copies.endWrite(key, around ? null : written, token);
        }
    }

    void putAll(Map<?, CacheEntry> entries) {
        if (behind != null) {
            entries.forEach(this::put);
            return;
        }
        Map<Object, LocalLevel.Token> tokens = new HashMap<>();
        entries.keySet().forEach(key -> tokens.put(key, local.beginWrite(KeyText.of(key))));
        boolean written = false;
        try {
            remote.putAll(entries);
            written = true;
        } finally {
            boolean keeps = written && !around;
            tokens.forEach((key, token) -> copies.endWrite(key, keeps ? entries.get(key) : null, token));
        }
    }

    @Nullable
    CacheEntry putIfAbsent(Object key, CacheEntry entry) {
        String text = KeyText.of(key);
        CacheEntry waiting = behind == null ? null : behind.get(text);
        if (waiting != null && !(waiting.mayBeOld() && waiting.freshNanos() <= 0)) {
            return waiting;
        }
        LocalLevel.Token token = local.beginWrite(text);
        CacheEntry written = null;
        try {
            CacheEntry present = remote.putIfAbsent(key, entry);
            written = present == null ? entry : null;
            return present;
        } finally {
            copies.endWrite(key, around ? null : written, token);
        }
    }

    boolean evict(Object key) {
        String text = KeyText.of(key);
        dropWaiting(text);
        try {
            return remote.evict(key);
        } finally {
            local.evicted(key, text);
        }
    }

    void evictAll(Collection<?> keys) {
        keys.forEach(key -> dropWaiting(KeyText.of(key)));
        try {
            remote.evictAll(keys);
        } finally {
            keys.forEach(key -> local.evicted(key, KeyText.of(key)));
        }
    }

    void evictByTag(int tag) {
        if (behind != null) {
            behind.dropAll(); // which of them have the tag is not looked at: evicts by tag are rare
        }
        try {
            remote.evictByTag(tag);
        } finally {
            local.tagEvicted(tag);
        }
    }

    boolean evictByText(String text) {
        dropWaiting(text);
        try {
            return remote.evictByText(text);
        } finally {
            local.written(text);
        }
    }

    boolean clear() {
        if (behind != null) {
            behind.dropAll();
        }
        try {
            return remote.clear();
        } finally {
            local.allWritten();
        }
    }

    private void dropWaiting(String text) {
        if (behind != null) {
            behind.drop(text);
        }
    }
}
