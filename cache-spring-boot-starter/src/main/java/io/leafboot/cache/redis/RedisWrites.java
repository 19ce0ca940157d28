package io.leafboot.cache.redis;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.CacheSpec;
import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.OnError;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes of one cache: what Redis does not acknowledge is remembered, not trusted, and delivered as soon as it can be; in each
 * partition for itself. Where there is a log, a put is delivered as a put, unless another node has written its key since this
 * node last read the log before it sent the put. Otherwise an evict is delivered.
 */
final class RedisWrites implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final long RETRY_MILLIS = 1000;
    private static final int CHUNK = 500;
    private static final int MOST_COMPLAINTS = 100;
    /** What is waited for together, within one time limit. */
    private static final int AT_ONCE = 2500;

    private final String cache;
    private final RedisLink link;
    private final RedisCalls calls;
    private final RedisValues values;
    private final long idleMillis;
    private final long maxValueBytes;
    /** Whether callers are told of a failure. It is made good later all the same. */
    private final boolean propagate;
    /** Where other nodes' writes are found, so that a put may be made late; {@code null} if it may not. */
    private final @Nullable InvalidationLog log;

    private final LongAdder errors;
    /** By partition. */
    private final List<Undelivered> undelivered;

    private final Runnable ring = this::partitionIsBack;
    private final ReentrantLock delivering = new ReentrantLock();
    private final AtomicBoolean deliveryAsked = new AtomicBoolean();
    /** Classes that have been complained about, once each. */
    private final Set<String> unwritable = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService scheduler;
    private final ScheduledFuture<?> redelivery;

    RedisWrites(
            String cache,
            CacheSpec spec,
            long maxValueBytes,
            RedisLink link,
            RedisCalls calls,
            RedisValues values,
            @Nullable InvalidationLog log,
            Room room,
            LongAdder errors,
            ScheduledExecutorService scheduler) {
        this.cache = cache;
        this.idleMillis = spec.idleTtl() == null ? 0 : spec.idleTtl().toMillis();
        this.maxValueBytes = maxValueBytes;
        this.propagate = spec.onError() == OnError.PROPAGATE;
        this.link = link;
        this.calls = calls;
        this.values = values;
        this.log = log;
        this.errors = errors;
        this.scheduler = scheduler;
        AtomicInteger total = new AtomicInteger();
        this.undelivered = Stream.generate(() -> new Undelivered(total, room))
                .limit(calls.partitions())
                .toList();
        link.breakers().onClose(ring);
        this.redelivery =
                scheduler.scheduleWithFixedDelay(this::deliver, RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether what Redis has under this key is not to be trusted. */
    boolean distrusts(String text) {
        return of(text).holds(text);
    }

    private Undelivered of(String text) {
        return undelivered.get(calls.partition(text));
    }

    private boolean any() {
        return undelivered.stream().anyMatch(Undelivered::any);
    }

    /** What to write; an evict, if the value cannot be written, so that the older one is not seen any more. */
    WriteItem item(String text, CacheEntry entry) {
        try {
            return WriteItem.put(text, written(entry), entry, idleMillis);
        } catch (Exception ex) {
            errors.increment();
            if (unwritable.size() < MOST_COMPLAINTS
                    && unwritable.add(String.valueOf(
                            entry.get() == null ? null : entry.get().getClass()))) {
                logger.warn(
                        "A value in cache '{}' cannot be written and is not kept; so are others of its class",
                        cache,
                        ex);
            }
            return WriteItem.evict(text);
        }
    }

    private byte[] written(CacheEntry entry) throws Exception {
        byte[] bytes = values.write(entry);
        if (bytes.length > maxValueBytes) {
            throw new IllegalArgumentException("It takes " + bytes.length + " bytes, which is more than "
                    + "cache.redis.max-value-size (" + maxValueBytes + ")");
        }
        return bytes;
    }

    /** Writes items, and tells how many of their keys had a value. What fails is put off. */
    int write(List<WriteItem> items) {
        int there = 0;
        CacheStoreException failure = null;
        for (int from = 0; from < items.size(); from += AT_ONCE) {
            try {
                there += writeAtOnce(items.subList(from, Math.min(from + AT_ONCE, items.size())));
            } catch (CacheStoreException ex) { // which the caller is told when the others have been written, too
                failure = ex;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return there;
    }

    private int writeAtOnce(List<WriteItem> items) {
        Map<Integer, List<WriteItem>> byPartition = new TreeMap<>();
        items.forEach(item -> byPartition
                .computeIfAbsent(calls.partition(item.text()), same -> new ArrayList<>())
                .add(item));
        overtake(byPartition);
        int there = 0;
        boolean first = false;
        CacheStoreException failure = null;
        for (Part<List<WriteItem>> part : send(byPartition, calls::write)) {
            try {
                there += (Integer) link.await(part.answer);
                if (part.number > 0) {
                    part.what.forEach(item -> part.where.settled(item.text(), part.number));
                }
            } catch (CacheStoreException ex) {
                first |= failure == null && !any();
                failure = ex;
                part.what.forEach(item -> part.where.add(item.text(), late(item, part.since, ex)));
            }
        }
        if (failure != null) {
            complain(first, failure);
        }
        return there;
    }

    /** What is written now is not to be followed by an older put. Waits for one that is on its way, a bounded time. */
    private void overtake(Map<Integer, List<WriteItem>> byPartition) {
        List<CompletableFuture<?>> before = new ArrayList<>();
        byPartition.forEach((partition, items) -> {
            Undelivered where = undelivered.get(partition);
            if (where.any()) {
                for (WriteItem item : items) {
                    CompletableFuture<?> arrival = where.overtake(item.text());
                    if (arrival != null) {
                        before.add(arrival);
                    }
                }
            }
        });
        before.forEach(CompletableFuture::join);
    }

    /** A put to be made again; {@code null} for an evict. A server that is full takes evicts, and the older value must go. */
    private static Undelivered.@Nullable Late late(
            WriteItem item, @Nullable String since, CacheStoreException failure) {
        return since == null || !item.isPut() || isFull(failure) ? null : new Undelivered.Late(item, since);
    }

    private static boolean isFull(Throwable failure) {
        return failure.getCause() instanceof RedisCommandExecutionException answer
                && String.valueOf(answer.getMessage()).contains("OOM");
    }

    /** Nobody knows what Redis has under this key, or whether anything was to be put. */
    void failed(WriteItem item, CacheStoreException failure) {
        boolean first = !any();
        of(item.text()).add(item.text(), null);
        complain(first, failure);
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

    private void complain(boolean first, CacheStoreException failure) {
        errors.increment();
        if (first) {
            logger.warn(
                    "Writing to cache '{}' in Redis failed; its keys are not read from there until that was made up for: {}",
                    cache,
                    failure.toString());
        }
        if (propagate) {
            throw failure;
        }
    }

    /**
     * What was sent to a partition.
     *
     * @param number what had failed there until then is known by numbers up to this; 0 if nothing had
     * @param since how far the log had been read before; {@code null} for not at all
     */
    private record Part<T>(
            int partition,
            T what,
            Undelivered where,
            long number,
            @Nullable String since,
            CompletableFuture<?> answer) {}

    /** Sends something to each of some partitions, so that they are waited for together. */
    private <T> List<Part<T>> send(Map<Integer, T> toPartitions, Function<T, CompletableFuture<?>> call) {
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

    /** Makes all that was written invalid, now or as soon as it can be. */
    void clear() {
        cleared(calls::clear, true);
    }

    /** Makes all with this tag invalid, now, or all there is as soon as it can be. */
    void evictTag(int tag) {
        cleared(partition -> calls.evictTag(partition, tag), false);
    }

    private void cleared(Function<Integer, CompletableFuture<?>> call, boolean all) {
        boolean first = undelivered.stream().noneMatch(Undelivered::pendingAll);
        undelivered.stream().map(Undelivered::overtakeAll).toList().forEach(CompletableFuture::join);
        CacheStoreException failure = null;
        for (Part<Integer> part : send(each(allPartitions()), call)) {
            try {
                link.await(part.answer);
                if (all) {
                    part.where.deliveredAll(part.number);
                }
            } catch (CacheStoreException ex) {
                part.where.addAll();
                failure = ex;
            }
        }
        if (failure != null) {
            errors.increment();
            if (first) {
                logger.warn(
                        "Cache '{}' could not be cleared in Redis, or of a tag; until it is, nothing is read from there: {}",
                        cache,
                        failure.toString());
            }
            if (propagate) {
                throw failure;
            }
        }
    }

    private List<Integer> allPartitions() {
        return IntStream.range(0, undelivered.size()).boxed().toList();
    }

    private static Map<Integer, Integer> each(Collection<Integer> partitions) {
        return partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> partition));
    }

    /** Does not trust keys until a write of them has been acknowledged. */
    void distrust(Collection<String> texts) {
        texts.forEach(text -> of(text).add(text, null));
    }

    /** Evicts keys before long, and does not trust them until then. Does not wait. */
    void evictSoon(Collection<String> texts) {
        if (texts.isEmpty()) {
            return;
        }
        distrust(texts);
        deliverSoon();
    }

    /** Called when Redis answers again, on a thread that must not wait. */
    private void partitionIsBack() {
        if (any()) {
            deliverSoon();
        }
    }

    private void deliverSoon() {
        if (deliveryAsked.getAndSet(true)) {
            return; // which has not begun yet
        }
        try {
            scheduler.execute(this::deliver);
        } catch (RejectedExecutionException ex) {
            logger.debug("The application ends: keys of cache '{}' are left as they are", cache);
        }
    }

    /** Delivers what was put off of a key, and tells whether that worked. */
    boolean deliver(String text) {
        if (of(text).pendingAll()) {
            deliver();
        } else {
            write(List.of(WriteItem.evict(text)));
        }
        return !distrusts(text);
    }

    /** Delivers what was put off, to those partitions that take it; one thread at a time. */
    private void deliver() {
        deliveryAsked.set(false);
        try {
            if (!delivering.tryLock(link.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            Set<Integer> taking = new TreeSet<>(allPartitions());
            taking.removeIf(partition -> link.breakers().isOpen(partition));
            deliverClears(taking);
            boolean open = taking.size() < undelivered.size();
            while (!taking.isEmpty()) {
                Set<Integer> asked = Set.copyOf(taking);
                boolean more = deliverPuts(taking);
                more |= deliverEvicts(taking);
                open |= !taking.containsAll(asked);
                if (!more) {
                    break;
                }
            }
            if (!open) {
                calls.sweep();
            }
        } catch (CacheStoreException ex) {
            logger.debug("Redis is still out of reach for cache '{}'", cache, ex);
        } catch (RuntimeException ex) {
            logger.error("Delivering writes of cache '{}' failed", cache, ex);
        } finally {
            delivering.unlock();
        }
    }

    private void deliverClears(Set<Integer> taking) {
        Set<Integer> toClear = new TreeSet<>(taking);
        toClear.removeIf(partition -> !undelivered.get(partition).pendingAll());
        Map<Integer, Long> upTo = new TreeMap<>();
        toClear.forEach(
                partition -> upTo.put(partition, undelivered.get(partition).allUpTo()));
        for (Part<Integer> part : send(each(toClear), calls::clear)) {
            Long number = upTo.get(part.partition);
            if (taken(part) == null && number != null) {
                part.where.deliveredAll(number);
            } else {
                taking.remove(part.partition);
            }
        }
    }

    /** Delivers some, and tells whether there were any. */
    private boolean deliverEvicts(Set<Integer> taking) {
        Map<Integer, List<Undelivered.Due>> due = due(taking, where -> where.evicts(CHUNK));
        for (Part<List<Undelivered.Due>> part : send(due, this::evict)) {
            if (taken(part) == null) {
                part.what.forEach(evict -> part.where.delivered(evict.text(), evict.number()));
            } else {
                taking.remove(part.partition);
            }
        }
        return !due.isEmpty();
    }

    private boolean deliverPuts(Set<Integer> taking) {
        if (log == null) {
            return false;
        }
        try {
            Map<Integer, List<Undelivered.Due>> due = due(taking, where -> where.puts(CHUNK));
            for (Part<List<Undelivered.Due>> part : send(due, this::put)) {
                CacheStoreException failure = taken(part);
                if (failure == null) {
                    part.what.forEach(put -> part.where.delivered(put.text(), put.number()));
                } else {
                    part.where.failedAgain(part.what, isFull(failure));
                    taking.remove(part.partition);
                }
            }
            return !due.isEmpty();
        } finally {
            undelivered.forEach(Undelivered::arrived);
        }
    }

    private Map<Integer, List<Undelivered.Due>> due(
            Set<Integer> partitions, Function<Undelivered, List<Undelivered.Due>> some) {
        Map<Integer, List<Undelivered.Due>> due = new TreeMap<>();
        for (int partition : partitions) {
            Undelivered where = undelivered.get(partition);
            List<Undelivered.Due> found = where.any() ? some.apply(where) : List.of();
            if (!found.isEmpty()) {
                due.put(partition, found);
            }
        }
        return due;
    }

    private CompletableFuture<?> evict(List<Undelivered.Due> keys) {
        return calls.write(
                keys.stream().map(evict -> WriteItem.evict(evict.text())).toList());
    }

    /** Puts of one partition; the oldest position of any of them will do, for from there on more is found. */
    private CompletableFuture<?> put(List<Undelivered.Due> puts) {
        List<WriteItem> items = new ArrayList<>();
        String since = null;
        for (Undelivered.Due due : puts) {
            Undelivered.Late put = Objects.requireNonNull(due.put());
            items.add(put.item());
            since = since == null || LogEntry.isBefore(put.since(), since) ? put.since() : since;
        }
        return calls.writeUnlessWritten(items, Objects.requireNonNull(since));
    }

    /** Waits for an answer; gives what went wrong, or {@code null}. */
    private @Nullable CacheStoreException taken(Part<?> part) {
        try {
            link.await(part.answer);
            return null;
        } catch (CacheStoreException ex) {
            logger.debug("Redis is still out of reach for cache '{}'", cache, ex);
            return ex;
        }
    }

    /** Delivers what was put off, if anything was. */
    void flush() {
        if (any()) {
            deliver();
        }
    }

    /** Writes that wait to be delivered. */
    int waiting() {
        int waiting = 0;
        for (Undelivered each : undelivered) {
            waiting += each.any() ? each.size() : 0;
        }
        return Math.min(waiting, Undelivered.LIMIT);
    }

    @Override
    public void close() {
        link.breakers().removeListener(ring);
        redelivery.cancel(false);
        int left = waiting();
        undelivered.forEach(Undelivered::close);
        if (left > 0) {
            logger.warn(
                    "{} keys of cache '{}' may still have an old value in Redis, for it could not be reached",
                    left,
                    cache);
        }
    }
}
