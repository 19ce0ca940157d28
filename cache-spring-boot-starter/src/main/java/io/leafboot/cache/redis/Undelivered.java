package io.leafboot.cache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose last write did not get an answer, so that nobody knows what Redis holds under them. They are not read from Redis
 * until a write of them has been acknowledged: the put that failed, if it is remembered and no other node has written the key
 * since, and an evict otherwise.
 *
 * <p>There is one to each partition of a cache, so that what one server does not take is not waited for by others. Together
 * they are bounded: past {@link #LIMIT} keys, all of a partition counts as undelivered, until a clear of it has been
 * acknowledged; and where there is no {@link Room} for a put, only its key is remembered.
 *
 * <p>Each failure has a number of its own, so that an acknowledgement takes away only what it was sent for.
 *
 * <p>A put on its way may arrive after whatever is sent next. So whoever writes its key waits until it has arrived, or has
 * failed.
 */
final class Undelivered {

    static final int LIMIT = 10_000;
    /** How often a put is sent before it is given up: it may be what the server stumbles over. */
    private static final int MOST_ATTEMPTS = 20;

    /** Keys of all partitions together. */
    private final AtomicInteger total;

    private final Room room;
    private final ConcurrentMap<String, Failure> keys = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    /** Number of the failure that concerns all keys; 0 for none. */
    private final AtomicLong all = new AtomicLong();
    /** Keys and the whole: what a reader asks first. Raised before a key is added and lowered after it is taken away. */
    private volatile boolean any;

    /** Keys of puts on their way; guarded by this. */
    private Set<String> onTheirWay = Set.of();
    /** Ends when they have arrived or failed. */
    private CompletableFuture<?> arrival = CompletableFuture.completedFuture(null);

    Undelivered(AtomicInteger total, Room room) {
        this.total = total;
        this.room = room;
    }

    /**
     * A put to be made late.
     *
     * @param since how far this node had read the log before it first sent the put
     */
    record Late(WriteItem item, String since) {}

    /** A key, the put that failed unless an evict is to be sent, and how often that was tried again. */
    private record Failure(long number, @Nullable Late put, int attempts) {}

    /** What is to be delivered: a put or, without one, an evict. */
    record Due(String text, long number, @Nullable Late put) {}

    boolean holds(String text) {
        return any && (all.get() != 0 || keys.containsKey(text));
    }

    boolean any() {
        return any;
    }

    int size() {
        return all.get() != 0 ? LIMIT : keys.size();
    }

    /** A write failed. An earlier one of the key does not matter any more. */
    synchronized void add(String text, @Nullable Late put) {
        any = true;
        Failure before = keys.get(text);
        if (before == null && total.get() >= LIMIT) {
            addAll();
            return;
        }
        release(before);
        boolean kept = put != null && room.take(put.item.size());
        keys.put(text, new Failure(numbers.incrementAndGet(), kept ? put : null, 0));
        if (before == null) {
            total.incrementAndGet();
        }
    }

    /** All keys were evicted, and nobody knows whether that worked; what had failed before does not matter any more. */
    synchronized void addAll() {
        any = true;
        all.set(numbers.incrementAndGet());
        List.copyOf(keys.keySet()).forEach(text -> forget(text, number -> true));
    }

    /** Whether a clear has to be delivered. */
    boolean pendingAll() {
        return all.get() != 0;
    }

    /** Some keys to evict. */
    List<Due> evicts(int limit) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().put == null)
                .limit(limit)
                .map(entry -> new Due(entry.getKey(), entry.getValue().number, null))
                .toList();
    }

    /** Some puts to deliver, with what is left of their times. They are on their way until {@link #arrived}. */
    synchronized List<Due> puts(int limit) {
        List<Due> due = new ArrayList<>();
        keys.forEach((text, failure) -> {
            if (failure.put != null && due.size() < limit) {
                WriteItem left = failure.put.item.left();
                if (left == null) {
                    giveUp(text);
                } else {
                    due.add(new Due(text, failure.number, new Late(left, failure.put.since)));
                }
            }
        });
        onTheirWay = due.stream().map(Due::text).collect(Collectors.toSet());
        arrival = new CompletableFuture<>();
        return due;
    }

    /** Puts that were on their way have arrived or failed. */
    synchronized void arrived() {
        onTheirWay = Set.of();
        arrival.complete(null);
    }

    /** Puts were not acknowledged. They are sent again, unless there is no use in that. */
    synchronized void failedAgain(List<Due> puts, boolean refused) {
        for (Due put : puts) {
            Failure failure = keys.get(put.text);
            if (failure == null || failure.number != put.number || failure.put == null) {
                continue;
            }
            if (refused || failure.attempts + 1 >= MOST_ATTEMPTS) {
                giveUp(put.text);
            } else {
                keys.put(put.text, new Failure(failure.number, failure.put, failure.attempts + 1));
            }
        }
    }

    /**
     * This node writes the key, next: no put of it is sent any more.
     *
     * @return ends when none is on its way any more either; {@code null} if none is
     */
    synchronized @Nullable CompletableFuture<?> overtake(String text) {
        giveUp(text);
        return onTheirWay.contains(text) ? arrival : null;
    }

    /** This node clears the cache, next. */
    synchronized CompletableFuture<?> overtakeAll() {
        giveUpAll();
        return onTheirWay.isEmpty() ? CompletableFuture.completedFuture(null) : arrival;
    }

    /** The key is evicted instead of put: another node has written it. */
    synchronized void giveUp(String text) {
        Failure failure = keys.get(text);
        if (failure != null && failure.put != null) {
            release(failure);
            keys.put(text, new Failure(failure.number, null, 0));
        }
    }

    /** Likewise any key. */
    synchronized void giveUpAll() {
        keys.keySet().forEach(this::giveUp);
    }

    synchronized void delivered(String text, long number) {
        forget(text, earlier -> earlier == number);
    }

    /** A later write of the key was acknowledged. */
    synchronized void settled(String text, long upTo) {
        forget(text, earlier -> earlier <= upTo);
    }

    /** A clear was acknowledged: what had failed up to this number is settled. */
    synchronized void deliveredAll(long upTo) {
        if (all.get() <= upTo) {
            all.set(0);
        }
        List.copyOf(keys.keySet()).forEach(text -> forget(text, earlier -> earlier <= upTo));
        any = all.get() != 0 || !keys.isEmpty();
    }

    private void forget(String text, LongPredicate which) {
        Failure failure = keys.get(text);
        if (failure != null && which.test(failure.number)) {
            keys.remove(text);
            total.decrementAndGet();
            release(failure);
            any = all.get() != 0 || !keys.isEmpty();
        }
    }

    private void release(@Nullable Failure failure) {
        if (failure != null && failure.put != null) {
            room.giveBack(failure.put.item.size());
        }
    }

    /** The number of the failure that concerns all keys: failures after it are above. */
    long allUpTo() {
        return all.get();
    }

    /** A number that later failures are above. */
    long now() {
        return numbers.get();
    }

    /** Gives the room back. */
    synchronized void close() {
        giveUpAll();
    }
}
