package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheStore.Fill;
import io.leafboot.cache.CacheStore.FillMode;
import io.leafboot.cache.CacheStore.FillRequest;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.Hindrance;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Loads of one cache: each begins with a lease, a random token kept beside the key; every write of the key deletes it; what
 * was loaded is put only where the token is still there (Nishtala et al., Scaling Memcache at Facebook, NSDI 2013).
 */
final class Leases {

    /** How long a load may take and its value still be kept, in milliseconds. */
    private static final long LONGEST_LOAD = 300_000;

    private static final byte[] NOBODY = {};
    private static final byte[] NOTHING = {};

    private final RedisLink link;
    private final RedisKeys keys;
    private final CacheScripts scripts;
    private final RedisValues values;
    private final Partitions partitions;
    private final RedisWrites writes;
    private final Errors errors;

    Leases(
            RedisLink link,
            RedisKeys keys,
            CacheScripts scripts,
            RedisValues values,
            Partitions partitions,
            RedisWrites writes,
            Errors errors) {
        this.link = link;
        this.keys = keys;
        this.scripts = scripts;
        this.values = values;
        this.partitions = partitions;
        this.writes = writes;
        this.errors = errors;
    }

    // Beginning

    Fill begin(String text, FillRequest request) {
        if (partitions.distrusts(text)) {
            throw waiting();
        }
        byte[] holder = CacheScripts.random();
        try {
            Fill fill = fill(text, holder, errors.counted(() -> link.await(ask(text, holder, request))));
            if (fill == null) {
                // It cannot be read: away with it, or it would keep what is loaded out.
                writes.write(List.of(WriteItem.evict(text)));
                fill = fill(text, holder, errors.counted(() -> link.await(ask(text, holder, request))));
            }
            return fill == null ? entry -> false : fill;
        } catch (CacheStoreException ex) {
            giveUp(text, holder, ex);
            throw ex;
        }
    }

    CompletableFuture<Fill> beginAsync(String text, FillRequest request) {
        if (partitions.distrusts(text)) {
            return CompletableFuture.failedFuture(waiting());
        }
        byte[] holder = CacheScripts.random();
        return errors.countedAsync(() -> link.bounded(ask(text, holder, request)))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        giveUp(text, holder, failure);
                    }
                })
                .thenCompose(answer -> {
                    Fill fill = fill(text, holder, answer);
                    return fill == null ? beginAnew(text, holder, request) : CompletableFuture.completedFuture(fill);
                });
    }

    /** Begins a load where there is a value that cannot be read. */
    private CompletableFuture<Fill> beginAnew(String text, byte[] holder, FillRequest request) {
        return errors.countedAsync(() -> link.bounded(writes.tryToEvict(text)))
                .thenCompose(evicted -> errors.countedAsync(() -> link.bounded(ask(text, holder, request))))
                .thenApply(answer -> {
                    Fill fill = fill(text, holder, answer);
                    return fill == null ? entry -> false : fill;
                });
    }

    private static CacheStoreException waiting() {
        return new CacheStoreException("A write of this key waits to be delivered to Redis", null);
    }

    /** Asks for a lease on behalf of the holder; for the answer see the script. */
    private CompletableFuture<List<@Nullable Object>> ask(String text, byte[] holder, FillRequest request) {
        int partition = keys.partition(text);
        List<byte[]> args = scripts.args(partition);
        args.add(CacheScripts.random());
        args.add(holder);
        args.add(number(request.mode() == FillMode.SHARED ? 0 : request.leaseNanos() / 1_000_000));
        args.add(number(Math.max(LONGEST_LOAD, 2 * request.leaseNanos() / 1_000_000)));
        args.add(number(request.mode() == FillMode.REFRESH ? 1 : 0));
        args.add(number(request.hasOld() ? 1 : 0));
        args.add(request.waitedFor() == null ? NOBODY : HexFormat.of().parseHex(request.waitedFor()));
        return scripts.run(partition, Script.LEASE, List.of(text), args);
    }

    /** What the script answered; {@code null} if there is a value that cannot be read. */
    private @Nullable Fill fill(String text, byte[] holder, List<@Nullable Object> answer) {
        String kind = string(answer.get(0));
        byte[] first = Objects.requireNonNull((byte[]) answer.get(1));
        if (kind.equals("t")) {
            return new Lease(this, text, first, holder);
        }
        long millis = Objects.requireNonNull((Long) answer.get(2));
        if (kind.equals("v")) {
            CacheEntry present = values.entry(text, first, millis, Objects.requireNonNull((Long) answer.get(3)));
            return present == null ? null : Hindrance.present(present);
        }
        return kind.equals("h")
                ? Hindrance.held(HexFormat.of().formatHex(first))
                : Hindrance.failed(string(first), TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis)));
    }

    private static String string(@Nullable Object bytes) {
        return bytes == null ? "" : new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    /**
     * A lease may have been granted, or will be when Redis goes on, though nobody waits for it any more; unless it was not
     * asked for: to a server that is left alone as little as possible is sent, since all of it is kept until it answers.
     */
    private void giveUp(String text, byte[] holder, Throwable failure) {
        if (!Breakers.isRefusal(failure)) {
            int partition = keys.partition(text);
            link.runAfterwards(
                    Script.RELEASE,
                    scripts.names(partition, List.of(text)),
                    CacheScripts.array(releaseArgs(partition, NOBODY, holder, NOTHING, 0)));
        }
    }

    // Ending

    /** Puts what a load gave, if its lease still holds. What cannot be written is not kept, nor is what was there before. */
    boolean complete(String text, byte[] token, byte[] holder, CacheEntry entry) {
        if (partitions.distrusts(text)) {
            return false;
        }
        WriteItem item = writes.item(text, entry);
        if (item.isPut()) {
            return errors.counted(() -> link.await(put(item, token))) == 1;
        }
        boolean held = end(text, token, holder, NOTHING, 0).join() > 0;
        if (held) {
            writes.write(List.of(item));
        }
        return held;
    }

    CompletableFuture<Boolean> completeAsync(String text, byte[] token, byte[] holder, CacheEntry entry) {
        if (partitions.distrusts(text)) {
            return CompletableFuture.completedFuture(false);
        }
        WriteItem item = writes.item(text, entry);
        if (item.isPut()) {
            return errors.countedAsync(() -> link.bounded(put(item, token))).thenApply(put -> put == 1);
        }
        return end(text, token, holder, NOTHING, 0).thenApply(held -> {
            if (held > 0) {
                writes.evictSoon(List.of(text));
            }
            return held > 0;
        });
    }

    /** 1 if the value was put. */
    private CompletableFuture<Long> put(WriteItem item, byte[] token) {
        int partition = keys.partition(item.text());
        List<byte[]> args = scripts.args(partition);
        item.addTo(args);
        args.add(token);
        return scripts.count(partition, Script.FILL, List.of(item.text()), args);
    }

    /**
     * Ends a load without a value, and tells whether the key had not been written, nor any tag evicted.
     *
     * @param failure what to leave for others; empty for nothing
     * @param millis for how long
     */
    CompletableFuture<Boolean> release(String text, byte[] token, byte[] holder, byte[] failure, long millis) {
        return end(text, token, holder, failure, millis).thenApply(held -> held == 1);
    }

    /** Likewise; 2 if a tag was evicted, and the key not written; 0 if it was, or that is not known. */
    private CompletableFuture<Long> end(String text, byte[] token, byte[] holder, byte[] failure, long millis) {
        if (partitions.distrusts(text)) {
            return CompletableFuture.completedFuture(0L);
        }
        int partition = keys.partition(text);
        return errors.countedAsync(() -> link.bounded(scripts.count(
                        partition,
                        Script.RELEASE,
                        List.of(text),
                        releaseArgs(partition, token, holder, failure, millis))))
                .exceptionally(gone -> 0L); // the lease ends by itself
    }

    private List<byte[]> releaseArgs(int partition, byte[] token, byte[] holder, byte[] failure, long millis) {
        List<byte[]> args = scripts.args(partition);
        args.add(token);
        args.add(holder);
        args.add(failure);
        args.add(number(Math.max(1, millis)));
        return args;
    }

    private static byte[] number(long number) {
        return bytes(Long.toString(number));
    }
}
