package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The scripts that write keys of one cache, and tell the log of it in the same step. */
final class WriteScripts {

    /** How many entries of the log a write behind looks through. */
    private static final byte[] LOOKED_THROUGH = bytes("10000");

    private static final int SWEEP_ROUNDS = 50;

    private final RedisLink link;
    private final RedisKeys keys;
    private final CacheScripts scripts;
    private final @Nullable InvalidationLog log;
    private final boolean indexed;
    /** Whether there may be something to sweep: what another node left that ended is swept, too. */
    private final AtomicBoolean unswept;

    /**
     * Scripts of a cache.
     *
     * @param indexed whether there is an index of keys, by which what a clear leaves behind is found
     * @param log the log that writes are told to; {@code null} for none
     */
    WriteScripts(RedisLink link, RedisKeys keys, CacheScripts scripts, boolean indexed, @Nullable InvalidationLog log) {
        this.link = link;
        this.keys = keys;
        this.scripts = scripts;
        this.indexed = indexed;
        this.log = log;
        this.unswept = new AtomicBoolean(indexed);
    }

    /** Writes items in one round trip to each server, and tells how many of their keys had a value. */
    CompletableFuture<Integer> write(Collection<WriteItem> items) {
        AtomicInteger there = new AtomicInteger();
        return scripts.inPartitions(items, WriteItem::text, some -> {
                    int partition = keys.partition(some.get(0).text());
                    List<byte[]> args = scripts.args(partition);
                    some.forEach(item -> item.addTo(args));
                    return scripts.run(partition, Script.WRITE, texts(some), args)
                            .thenAccept(answer -> {
                                wrote(partition, answer);
                                there.addAndGet((int) answer.stream()
                                        .filter(one -> Long.valueOf(1).equals(one))
                                        .count());
                            });
                })
                .thenApply(done -> there.get());
    }

    /**
     * Puts items that were made a while ago, unless another node has written their key since: then evicts them. Sent before
     * this returns.
     *
     * @return ends exceptionally if something went wrong
     */
    CompletableFuture<?> writeBehind(Collection<WriteItem> items, InvalidationLog log) {
        return scripts.inPartitions(items, WriteItem::text, some -> {
            String position = log.position(keys.partition(some.get(0).text()));
            return position == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("The log cannot be read yet"))
                    : writeUnlessWritten(some, position);
        });
    }

    /** Likewise, unless another node has written their key since this position in the log. All of one partition, not many. */
    CompletableFuture<?> writeUnlessWritten(List<WriteItem> some, String position) {
        int partition = keys.partition(some.get(0).text());
        List<byte[]> args = scripts.args(partition);
        args.add(bytes(position));
        args.add(LOOKED_THROUGH);
        some.forEach(item -> item.addTo(args));
        return scripts.runInOrder(partition, Script.BEHIND, texts(some), args)
                .thenAccept(answer -> wrote(partition, answer));
    }

    private static List<String> texts(List<WriteItem> items) {
        return items.stream().map(WriteItem::text).toList();
    }

    /** Puts if absent; the answer is the value there, its milliseconds to live and until old, or empty. */
    CompletableFuture<List<@Nullable Object>> putIfAbsent(WriteItem item) {
        int partition = keys.partition(item.text());
        List<byte[]> args = scripts.args(partition);
        item.addTo(args);
        return scripts.run(partition, Script.ABSENT, List.of(item.text()), args);
    }

    /** Makes everything with this tag in a partition invalid. */
    CompletableFuture<?> evictTag(int partition, int tag) {
        List<byte[]> args = scripts.args(partition);
        args.add(new byte[] {(byte) (tag >>> 8), (byte) tag});
        return scripts.run(partition, Script.TAG, List.of(), args).thenAccept(answer -> wrote(partition, answer));
    }

    /** The log must hold what was acknowledged: the last of an answer is where it stands there. */
    private void wrote(int partition, List<?> answer) {
        if (answer.get(answer.size() - 1) instanceof byte[] id) {
            wrote(partition, new String(id, StandardCharsets.UTF_8));
        }
    }

    private void wrote(int partition, String id) {
        if (log != null && !id.isEmpty()) {
            log.wrote(partition, id);
        }
    }

    /** Makes everything written so far in a partition invalid. */
    CompletableFuture<?> clear(int partition) {
        return link.text(partition, Script.CLEAR, names(partition), CacheScripts.array(scripts.args(partition)))
                .thenAccept(id -> {
                    wrote(partition, id);
                    unswept.set(indexed);
                });
    }

    /** Deletes what clears left behind, some at a time. Waits. */
    void sweep() {
        if (!unswept.getAndSet(false)) {
            return;
        }
        boolean done = false;
        try {
            for (int partition = 0; partition < link.partitions(); partition++) {
                List<byte[]> args = scripts.args(partition);
                args.add(bytes(Integer.toString(CacheScripts.CHUNK)));
                long left;
                int rounds = 0;
                do {
                    left = link.await(link.count(partition, Script.SWEEP, names(partition), CacheScripts.array(args)));
                    if (left > 0 && ++rounds == SWEEP_ROUNDS) {
                        return; // others wait for this thread; the rest is swept at the next call
                    }
                } while (left > 0);
            }
            done = true;
        } finally {
            if (!done) {
                unswept.set(true);
            }
        }
    }

    /** The keys of the cache, and what clears left behind. */
    private byte[][] names(int partition) {
        byte[][] names = scripts.names(partition, List.of());
        byte[][] more = Arrays.copyOf(names, names.length + 1);
        more[names.length] = keys.swept(partition);
        return more;
    }
}
