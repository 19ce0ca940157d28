package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import io.leafboot.cache.CacheEntry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A write of one key, as the scripts take it. */
final class WriteItem {

    private static final byte[] NOTHING = {};

    private final boolean put;
    private final String text;
    private final long ttlMillis;
    private final long keptMillis;
    private final long staleMillis;
    private final byte[] value;
    private final long madeNanos;

    private WriteItem(
            boolean put, String text, long ttlMillis, long keptMillis, long staleMillis, byte[] value, long madeNanos) {
        this.put = put;
        this.text = text;
        this.ttlMillis = ttlMillis;
        this.keptMillis = keptMillis;
        this.staleMillis = staleMillis;
        this.value = value;
        this.madeNanos = madeNanos;
    }

    static WriteItem evict(String text) {
        return new WriteItem(false, text, 0, 0, 0, NOTHING, System.nanoTime());
    }

    /** A put; {@code idleMillis} is how long the value is kept without being read, 0 for no such limit. */
    static WriteItem put(String text, byte[] value, CacheEntry entry, long idleMillis) {
        long ttlNanos = entry.ttlNanos();
        long ttl = ttlNanos == CacheEntry.FOREVER ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(ttlNanos));
        long stale = ttl == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(Math.max(0, ttlNanos - entry.freshNanos()));
        long kept = ttl == 0 || idleMillis == 0 ? Math.max(ttl, idleMillis) : Math.min(ttl, idleMillis);
        return new WriteItem(true, text, ttl, kept, stale, value, System.nanoTime());
    }

    boolean isPut() {
        return put;
    }

    String text() {
        return text;
    }

    /** How much memory it keeps, about. */
    long size() {
        return value.length + 2L * text.length() + 100;
    }

    /** The same to be written now, with what is left of its times; {@code null} if nothing is. */
    @Nullable
    WriteItem left() {
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - madeNanos);
        if (keptMillis == 0) {
            return this; // for ever
        }
        return keptMillis <= waited
                ? null
                : new WriteItem(
                        put,
                        text,
                        ttlMillis == 0 ? 0 : ttlMillis - waited,
                        keptMillis - waited,
                        staleMillis,
                        value,
                        System.nanoTime());
    }

    void addTo(List<byte[]> args) {
        args.add(bytes(put ? "p" : "e"));
        args.add(bytes(text));
        args.add(bytes(Long.toString(ttlMillis)));
        args.add(bytes(Long.toString(keptMillis)));
        args.add(bytes(Long.toString(staleMillis)));
        args.add(value);
    }
}
