package io.leafboot.cache.redis;

import io.leafboot.cache.CacheStoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The partitions of one cache: what each of them did not acknowledge, and how something is sent to several at once. */
final class Partitions {

    private final RedisKeys keys;
    private final @Nullable InvalidationLog log;
    private final List<Undelivered> undelivered;

    /**
     * Partitions that have acknowledged everything.
     *
     * @param log where other nodes' writes are found, so that a put may be made late; {@code null} if it may not
     */
    Partitions(RedisKeys keys, int count, @Nullable InvalidationLog log, Room room) {
        this.keys = keys;
        this.log = log;
        AtomicInteger total = new AtomicInteger();
        this.undelivered =
                Stream.generate(() -> new Undelivered(total, room)).limit(count).toList();
    }

    /** Whether what Redis has under this key is not to be trusted. */
    boolean distrusts(String text) {
        return of(text).holds(text);
    }

    /** Does not trust keys until a write of them has been acknowledged. */
    void distrust(Collection<String> texts) {
        texts.forEach(text -> of(text).add(text, null));
    }

    /** Another node has written the key: a put that waits is not made any more. */
    void writtenByOthers(String text) {
        Undelivered where = of(text);
        if (where.any()) {
            where.giveUp(text);
        }
    }

    /** Another node may have written any key. */
    void allWrittenByOthers() {
        undelivered.forEach(Undelivered::giveUpAll);
    }

    /** Items by the partitions of their keys. */
    Map<Integer, List<WriteItem>> byPartition(Collection<WriteItem> items) {
        return keys.byPartition(items, WriteItem::text);
    }

    /** What the partition of this key did not acknowledge. */
    Undelivered of(String text) {
        return undelivered.get(keys.partition(text));
    }

    Undelivered get(int partition) {
        return undelivered.get(partition);
    }

    List<Undelivered> all() {
        return undelivered;
    }

    /** Whether a put may be made late, instead of an evict. */
    boolean takePutsLate() {
        return log != null;
    }

    List<Integer> numbers() {
        return IntStream.range(0, undelivered.size()).boxed().toList();
    }

    /** Whether anything waits to be delivered. */
    boolean any() {
        return undelivered.stream().anyMatch(Undelivered::any);
    }

    /** Writes that wait to be delivered. */
    int waiting() {
        int waiting = 0;
        for (Undelivered each : undelivered) {
            waiting += each.any() ? each.size() : 0;
        }
        return Math.min(waiting, Undelivered.LIMIT);
    }

    /**
     * What was sent to a partition.
     *
     * @param number what had failed there until then is known by numbers up to this; 0 if nothing had
     * @param since how far the log had been read before; {@code null} for not at all
     */
    record Part<T>(
            int partition,
            T what,
            Undelivered where,
            long number,
            @Nullable String since,
            CompletableFuture<?> answer) {}

    /** Sends something to each of some partitions, so that they are waited for together. */
    <T> List<Part<T>> send(Map<Integer, T> toPartitions, Function<T, CompletableFuture<?>> call) {
        List<Part<T>> parts = new ArrayList<>();
        CompletableFuture<?> unreachable = null;
        for (Map.Entry<Integer, T> to : toPartitions.entrySet()) {
            Undelivered where = undelivered.get(to.getKey());
            long number = where.any() ? where.now() : 0;
            String since = log == null ? null : log.position(to.getKey());
            CompletableFuture<?> answer = unreachable;
            if (answer == null) {
                try {
                    answer = call.apply(to.getValue());
                } catch (CacheStoreException ex) { // without a connection there is none for the others either
                    unreachable = CompletableFuture.failedFuture(ex);
                    answer = unreachable;
                }
            }
            parts.add(new Part<>(to.getKey(), to.getValue(), where, number, since, answer));
        }
        return parts;
    }

    /** Likewise where there is nothing to send but the call itself, which is given the partition. */
    List<Part<Integer>> send(Collection<Integer> toPartitions, Function<Integer, CompletableFuture<?>> call) {
        Map<Integer, Integer> numbers = new TreeMap<>();
        toPartitions.forEach(partition -> numbers.put(partition, partition));
        return send(numbers, call);
    }

    /** Gives the room for puts back. */
    void close() {
        undelivered.forEach(Undelivered::close);
    }
}
