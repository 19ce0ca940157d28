package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import io.leafboot.cache.CacheStore;
import io.leafboot.cache.KeyRange;
import io.leafboot.cache.Utf8Order;
import io.lettuce.core.KeyValue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one cache asks of Redis: keys and arguments of the scripts, one call to each partition concerned, all at once. */
final class RedisCalls {

    private static final int CHUNK = 500;

    /** How long a load may take and its value still be kept, in milliseconds. */
    private static final long LONGEST_LOAD = 300_000;

    private static final byte[] NOBODY = {};
    private static final int SWEEP_ROUNDS = 50;

    /** How many entries of the log a write behind looks through. */
    private static final byte[] LOOKED_THROUGH = bytes("10000");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final RedisLink link;
    private final RedisKeys keys;
    private final boolean indexed;
    private final @Nullable InvalidationLog log;
    private final byte[] logLength;
    private final byte[] origin;
    private final byte[] channel;
    private final byte[] name;
    /** Whether there may be something to sweep: what another node left that ended is swept, too. */
    private final AtomicBoolean unswept;

    /**
     * Calls of a cache.
     *
     * @param log the log that writes are told to; {@code null} for none
     */
    RedisCalls(RedisLink link, RedisKeys keys, boolean indexed, @Nullable InvalidationLog log, int logLength) {
        this.link = link;
        this.keys = keys;
        this.indexed = indexed;
        this.log = log;
        this.unswept = new AtomicBoolean(indexed);
        this.logLength = bytes(Integer.toString(log == null ? 0 : logLength));
        this.origin = bytes(log == null ? "" : log.origin());
        this.channel = log == null ? new byte[0] : log.channel();
        this.name = bytes(keys.name());
    }

    /** How many partitions the keys are spread over. */
    int partitions() {
        return link.partitions();
    }

    /** The partition of a key. */
    int partition(String text) {
        return keys.partition(text);
    }

    /** Told of each value that was found, with -1 for milliseconds without end, or not asked for. */
    interface Found {

        void value(String text, byte[] value, long millisToLive, long millisFresh);
    }

    /**
     * What a plain read found.
     *
     * @param value the value with its header; {@code null} for a miss
     * @param needsLook whether the value may not hold, so that {@link #read} must tell
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

    /** Reads state and value plainly, the cheapest there is. */
    CompletableFuture<Peeked> peek(String text) {
        int partition = keys.partition(text);
        return link.mget(partition, keys.state(partition), keys.data(partition, text))
                .thenApply(found -> Peeked.of(found.get(0), found.get(1)));
    }

    /** Values, milliseconds to live and until old, three a text, all of one partition; {@code null} for a miss. */
    CompletableFuture<List<@Nullable Object>> read(List<String> texts, long idleMillis) {
        int partition = keys.partition(texts.get(0));
        List<byte[]> args = args(partition);
        args.add(bytes(Long.toString(idleMillis)));
        return link.run(partition, Script.READ, keysOf(partition, texts), array(args));
    }

    /** Reads many values in one round trip to each server. */
    CompletableFuture<Void> readAll(Collection<String> texts, long idleMillis, Found found) {
        return inPartitions(
                texts,
                text -> text,
                some -> read(some, idleMillis).thenAccept(answer -> {
                    for (int i = 0; i < some.size(); i++) {
                        byte[] value = (byte[]) answer.get(3 * i);
                        Object millis = answer.get(3 * i + 1);
                        Object fresh = answer.get(3 * i + 2);
                        if (value != null && millis != null && fresh != null) {
                            found.value(some.get(i), value, (Long) millis, (Long) fresh);
                        }
                    }
                }));
    }

    /** Like {@link #readAll}, but without asking how long values may still live: plain reads, the cheapest there are. */
    CompletableFuture<Void> peekAll(Collection<String> texts, Found found) {
        return inPartitions(texts, text -> text, some -> {
            int partition = keys.partition(some.get(0));
            byte[][] names = new byte[1 + some.size()][];
            names[0] = keys.state(partition);
            for (int i = 0; i < some.size(); i++) {
                names[1 + i] = keys.data(partition, some.get(i));
            }
            return link.mget(partition, names).thenCompose(answer -> {
                List<String> toLookAt = new ArrayList<>();
                for (int i = 0; i < some.size(); i++) {
                    Peeked peeked = Peeked.of(answer.get(0), answer.get(1 + i));
                    if (peeked.needsLook()) {
                        toLookAt.add(some.get(i));
                    } else if (peeked.value() != null) {
                        found.value(some.get(i), peeked.value(), -1, -1);
                    }
                }
                return toLookAt.isEmpty() ? CompletableFuture.completedFuture(null) : readAll(toLookAt, 0, found);
            });
        });
    }

    /** Writes items in one round trip to each server, and tells how many of their keys had a value. */
    CompletableFuture<Integer> write(Collection<WriteItem> items) {
        AtomicInteger there = new AtomicInteger();
        return inPartitions(items, WriteItem::text, some -> {
                    int partition = keys.partition(some.get(0).text());
                    List<byte[]> args = args(partition);
                    some.forEach(item -> item.addTo(args));
                    List<String> texts = some.stream().map(WriteItem::text).toList();
                    return link.run(partition, Script.WRITE, keysOf(partition, texts), array(args))
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
        return inPartitions(items, WriteItem::text, some -> {
            String position = log.position(keys.partition(some.get(0).text()));
            return position == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("The log cannot be read yet"))
                    : writeUnlessWritten(some, position);
        });
    }

    /** Likewise, unless another node has written their key since this position in the log. All of one partition, not many. */
    CompletableFuture<?> writeUnlessWritten(List<WriteItem> some, String position) {
        int partition = keys.partition(some.get(0).text());
        List<byte[]> args = args(partition);
        args.add(bytes(position));
        args.add(LOOKED_THROUGH);
        some.forEach(item -> item.addTo(args));
        List<String> texts = some.stream().map(WriteItem::text).toList();
        return link.runInOrder(partition, Script.BEHIND, keysOf(partition, texts), array(args))
                .thenAccept(answer -> wrote(partition, answer));
    }

    /** The log must hold what was acknowledged: the last of an answer is where it stands there. */
    private void wrote(int partition, List<?> answer) {
        if (log != null && answer.get(answer.size() - 1) instanceof byte[] id && id.length > 0) {
            log.wrote(partition, new String(id, StandardCharsets.UTF_8));
        }
    }

    /** Puts if absent; the answer is the value there, its milliseconds to live and until old, or empty. */
    CompletableFuture<List<@Nullable Object>> putIfAbsent(WriteItem item) {
        return link.run(keys.partition(item.text()), Script.ABSENT, keysOf(item), args(item));
    }

    /** Begins a load on behalf of the holder; for the answer see the script. */
    CompletableFuture<List<@Nullable Object>> lease(String text, byte[] holder, CacheStore.FillRequest request) {
        int partition = keys.partition(text);
        List<byte[]> args = args(partition);
        args.add(random());
        args.add(holder);
        args.add(millis(request.mode() == CacheStore.FillMode.SHARED ? 0 : request.leaseNanos()));
        args.add(bytes(Long.toString(Math.max(LONGEST_LOAD, 2 * request.leaseNanos() / 1_000_000))));
        args.add(bytes(request.mode() == CacheStore.FillMode.REFRESH ? "1" : "0"));
        args.add(bytes(request.hasOld() ? "1" : "0"));
        args.add(request.waitedFor() == null ? NOBODY : HexFormat.of().parseHex(request.waitedFor()));
        return link.run(partition, Script.LEASE, keysOf(partition, List.of(text)), array(args));
    }

    /**
     * Ends a load without a value; 1 if the key had not been written.
     *
     * @param failure what to leave for others; empty for nothing
     */
    CompletableFuture<Long> release(String text, byte[] token, byte[] holder, byte[] failure, long millis) {
        int partition = keys.partition(text);
        return link.count(
                partition,
                Script.RELEASE,
                keysOf(partition, List.of(text)),
                releaseArgs(partition, token, holder, failure, millis));
    }

    private byte[][] releaseArgs(int partition, byte[] token, byte[] holder, byte[] failure, long millis) {
        List<byte[]> args = args(partition);
        args.add(token);
        args.add(holder);
        args.add(failure);
        args.add(bytes(Long.toString(Math.max(1, millis))));
        return array(args);
    }

    /** Ends a load that may have begun or may yet begin, although its caller was not told in time. Waits for nothing. */
    void giveUp(String text, byte[] holder) {
        int partition = keys.partition(text);
        link.runAfterwards(
                Script.RELEASE, keysOf(partition, List.of(text)), releaseArgs(partition, NOBODY, holder, NOBODY, 0));
    }

    /** Makes everything with this tag in a partition invalid. */
    CompletableFuture<?> evictTag(int partition, int tag) {
        List<byte[]> args = args(partition);
        args.add(new byte[] {(byte) (tag >>> 8), (byte) tag});
        return link.run(partition, Script.TAG, keysOf(partition, List.of()), array(args))
                .thenAccept(answer -> wrote(partition, answer));
    }

    private static byte[] millis(long nanos) {
        return bytes(Long.toString(nanos / 1_000_000));
    }

    /** Ends a load; 1 if its value was put. */
    CompletableFuture<Long> fill(WriteItem item, byte[] token) {
        byte[][] args = args(item);
        byte[][] withToken = Arrays.copyOf(args, args.length + 1);
        withToken[args.length] = token;
        return link.count(keys.partition(item.text()), Script.FILL, keysOf(item), withToken);
    }

    /** Makes everything written so far in a partition invalid. */
    CompletableFuture<?> clear(int partition) {
        return link.count(
                        partition,
                        Script.CLEAR,
                        with(keysOf(partition, List.of()), keys.swept(partition)),
                        array(args(partition)))
                .thenRun(() -> unswept.set(indexed));
    }

    /** Deletes what clears left behind, some at a time. */
    void sweep() {
        if (!unswept.getAndSet(false)) {
            return;
        }
        boolean done = false;
        try {
            for (int partition = 0; partition < link.partitions(); partition++) {
                List<byte[]> args = args(partition);
                args.add(bytes(Integer.toString(CHUNK)));
                long left;
                int rounds = 0;
                do {
                    left = link.await(link.count(
                            partition,
                            Script.SWEEP,
                            with(keysOf(partition, List.of()), keys.swept(partition)),
                            array(args)));
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

    /** Texts of keys, from the index. */
    List<String> list(KeyRange range) {
        if (!indexed) {
            throw new UnsupportedOperationException("Keys of cache '" + keys.name()
                    + "' cannot be listed without scanning those of others. Set its key-index to true.");
        }
        List<String> texts = new ArrayList<>();
        for (int partition = 0; partition < link.partitions(); partition++) {
            listPartition(partition, range, texts);
        }
        texts.sort(Utf8Order.INSTANCE);
        return List.copyOf(texts.subList(0, Math.min(texts.size(), range.limit())));
    }

    private void listPartition(int partition, KeyRange range, List<String> texts) {
        String from = range.from() != null && Utf8Order.INSTANCE.compare(range.from(), range.prefix()) > 0
                ? range.from()
                : range.prefix();
        byte[] lower = from.isEmpty() ? bytes("-") : bytes("[" + from);
        int found = 0;
        while (found < range.limit()) {
            List<byte[]> args = args(partition);
            args.add(lower);
            args.add(range.to() == null ? bytes("+") : bytes("(" + range.to()));
            args.add(bytes(Integer.toString(CHUNK)));
            List<@Nullable Object> answer =
                    link.await(link.run(partition, Script.KEYS, keysOf(partition, List.of()), array(args)));
            for (Object text : answer.subList(2, answer.size())) {
                String key = text == null ? "" : new String((byte[]) text, StandardCharsets.UTF_8);
                if (!key.startsWith(range.prefix())) {
                    return; // in order, so nothing that follows has the prefix
                }
                texts.add(key);
                found++;
            }
            Object looked = answer.get(0);
            Object last = answer.get(1);
            if (looked == null || last == null || (Long) looked < CHUNK) {
                return;
            }
            lower = bytes("(" + new String((byte[]) last, StandardCharsets.UTF_8));
        }
    }

    /** A name for one load. */
    static byte[] random() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private List<byte[]> args(int partition) {
        List<byte[]> args = new ArrayList<>();
        args.add(random());
        args.add(logLength);
        args.add(channel);
        args.add(origin);
        args.add(name);
        args.add(bytes(indexed ? "1" : "0"));
        args.add(bytes(keys.dataPrefix(partition)));
        return args;
    }

    private byte[][] args(WriteItem item) {
        List<byte[]> args = args(keys.partition(item.text()));
        item.addTo(args);
        return array(args);
    }

    private byte[][] keysOf(WriteItem item) {
        return keysOf(keys.partition(item.text()), List.of(item.text()));
    }

    private byte[][] keysOf(int partition, List<String> texts) {
        byte[][] names = new byte[5 + 2 * texts.size()][];
        names[0] = keys.state(partition);
        names[1] = keys.log(partition);
        names[2] = keys.index(partition);
        names[3] = keys.expiries(partition);
        names[4] = keys.tags(partition);
        for (int i = 0; i < texts.size(); i++) {
            names[5 + 2 * i] = keys.data(partition, texts.get(i));
            names[6 + 2 * i] = keys.lease(partition, texts.get(i));
        }
        return names;
    }

    private static byte[][] with(byte[][] names, byte[] another) {
        byte[][] more = Arrays.copyOf(names, names.length + 1);
        more[names.length] = another;
        return more;
    }

    private static byte[][] array(List<byte[]> list) {
        return list.toArray(byte[][]::new);
    }

    /** Sends the items in as few calls as may be, none of which keeps a server busy for long. */
    private <T> CompletableFuture<Void> inPartitions(
            Collection<T> items, Function<T, String> textOf, Function<List<T>, CompletableFuture<?>> call) {
        Map<Integer, List<T>> byPartition = new TreeMap<>();
        for (T item : items) {
            byPartition
                    .computeIfAbsent(keys.partition(textOf.apply(item)), same -> new ArrayList<>())
                    .add(item);
        }
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (List<T> partition : byPartition.values()) {
            for (int from = 0; from < partition.size(); from += CHUNK) {
                sent.add(call.apply(partition.subList(from, Math.min(from + CHUNK, partition.size()))));
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
    }
}
