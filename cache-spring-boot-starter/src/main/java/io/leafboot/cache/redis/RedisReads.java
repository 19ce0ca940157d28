package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.LoadSpec;
import io.leafboot.cache.RefreshAhead;
import io.lettuce.core.KeyValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one key. The cheapest is a peek, a plain read of the cache's state and the value; a look, which is a script, tells
 * besides how long the value may still live, and whether it holds where a peek cannot.
 */
final class RedisReads {

    private final RedisLink link;
    private final RedisKeys keys;
    private final CacheScripts scripts;
    private final RedisValues values;
    private final Partitions partitions;
    private final Errors errors;
    private final byte[] idleMillis;
    private final boolean timed;

    RedisReads(
            CacheSpec spec,
            RedisLink link,
            RedisKeys keys,
            CacheScripts scripts,
            RedisValues values,
            Partitions partitions,
            Errors errors) {
        this.link = link;
        this.keys = keys;
        this.scripts = scripts;
        this.values = values;
        this.partitions = partitions;
        this.errors = errors;
        long idle = spec.idleTtl() == null ? 0 : spec.idleTtl().toMillis();
        this.idleMillis = bytes(Long.toString(idle));
        LoadSpec loading = spec.loading();
        this.timed = idle != 0
                || (loading.staleFor() != null && !loading.staleFor().isZero())
                || (loading.refreshAhead() != null && !RefreshAhead.OFF.equals(loading.refreshAhead()));
    }

    /** Whether every read asks how long the value may still live. */
    boolean timed() {
        return timed;
    }

    @Nullable
    CacheEntry get(String text) {
        if (partitions.distrusts(text)) {
            return null;
        }
        if (!timed) {
            Peeked peeked = errors.counted(() -> link.await(peek(text)));
            if (!peeked.needsLook()) {
                // Decoded here and not where the answer comes in: that thread has the answers of all others to take.
                return peeked.value() == null ? null : values.entry(text, peeked.value(), -1, -1);
            }
        }
        return errors.<@Nullable RedisEntry>counted(() -> link.<@Nullable RedisEntry>await(look(text)));
    }

    CompletableFuture<@Nullable CacheEntry> getAsync(String text) {
        if (partitions.distrusts(text)) {
            return CompletableFuture.completedFuture(null);
        }
        return errors.<@Nullable CacheEntry>countedAsync(() -> link.<@Nullable CacheEntry>bounded(peekOrLook(text)));
    }

    private CompletableFuture<@Nullable CacheEntry> peekOrLook(String text) {
        if (timed) {
            return look(text).thenApply(entry -> entry);
        }
        return peek(text)
                .thenCompose(peeked -> peeked.needsLook()
                        ? look(text).thenApply(entry -> entry)
                        : CompletableFuture.<@Nullable CacheEntry>completedFuture(
                                peeked.value() == null ? null : values.entry(text, peeked.value(), -1, -1)));
    }

    /** Like {@link #get}, but the entry says how long it may still live. */
    @Nullable
    RedisEntry getWithTtl(String text) {
        return partitions.distrusts(text)
                ? null
                : errors.<@Nullable RedisEntry>counted(() -> link.<@Nullable RedisEntry>await(look(text)));
    }

    CompletableFuture<@Nullable RedisEntry> getWithTtlAsync(String text) {
        if (partitions.distrusts(text)) {
            return CompletableFuture.completedFuture(null);
        }
        return errors.<@Nullable RedisEntry>countedAsync(() -> link.<@Nullable RedisEntry>bounded(look(text)));
    }

    /**
     * What a peek found.
     *
     * @param value the value with its header; {@code null} for a miss
     * @param needsLook whether the value may not hold, so that a look must tell
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Peeked(byte @Nullable [] value, boolean needsLook) {

        static Peeked of(KeyValue<byte[], byte[]> state, KeyValue<byte[], byte[]> value) {
            if (!state.hasValue() || !value.hasValue() || !RedisValues.isCurrent(value.getValue(), state.getValue())) {
                return new Peeked(null, false);
            }
            return new Peeked(value.getValue(), RedisValues.needsLook(value.getValue(), state.getValue()));
        }
    }

    private CompletableFuture<Peeked> peek(String text) {
        int partition = keys.partition(text);
        return link.mget(partition, keys.state(partition), keys.data(partition, text))
                .thenApply(found -> Peeked.of(found.get(0), found.get(1)));
    }

    private CompletableFuture<@Nullable RedisEntry> look(String text) {
        return look(keys.partition(text), List.of(text))
                .thenApply(found -> found.get(0) == null
                        ? null
                        : values.entry(text, (byte[]) found.get(0), (Long) found.get(1), (Long) found.get(2)));
    }

    /** Values, milliseconds to live and until old, three a text, all of one partition; {@code null} for a miss. */
    CompletableFuture<List<@Nullable Object>> look(int partition, List<String> texts) {
        List<byte[]> args = scripts.args(partition);
        args.add(idleMillis);
        return scripts.run(partition, Script.READ, texts, args);
    }
}
