package io.leafboot.cache.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * Keys whose last write did not get an answer, so that nobody knows what Redis holds under them. They are not read from Redis
 * until an evict of them has been acknowledged. A put that failed is evicted too and not repeated: another node may have
 * written since.
 *
 * <p>There is one to each partition of a cache, so that what one server does not take is not waited for by others. Together
 * they are bounded: past {@link #LIMIT} keys, all of a partition counts as undelivered, until a clear of it has been
 * acknowledged.
 *
 * <p>Each failure has a number of its own, so that an acknowledgement takes away only what it was sent for.
 */
final class Undelivered {

    static final int LIMIT = 10_000;

    /** Keys of all partitions together. */
    private final AtomicInteger total;

    private final ConcurrentMap<String, Long> keys = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    /** Number of the failure that concerns all keys; 0 for none. */
    private final AtomicLong all = new AtomicLong();
    /** Keys and the whole: what a reader asks first. Raised before a key is added and lowered after it is taken away. */
    private volatile boolean any;

    Undelivered(AtomicInteger total) {
        this.total = total;
    }

    boolean holds(String text) {
        return any && (all.get() != 0 || keys.containsKey(text));
    }

    boolean any() {
        return any;
    }

    int size() {
        return all.get() != 0 ? LIMIT : keys.size();
    }

    synchronized void add(String text) {
        any = true;
        if (!keys.containsKey(text)) {
            if (total.get() >= LIMIT) {
                addAll();
                return;
            }
            total.incrementAndGet();
        }
        keys.put(text, numbers.incrementAndGet());
    }

    synchronized void addAll() {
        any = true;
        all.set(numbers.incrementAndGet());
    }

    /** Whether a clear has to be delivered. */
    boolean pendingAll() {
        return all.get() != 0;
    }

    /** Some keys to deliver, each with its number. */
    List<Map.Entry<String, Long>> pending(int limit) {
        return keys.entrySet().stream()
                .limit(limit)
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList();
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
        Long number = keys.get(text);
        if (number != null && which.test(number)) {
            keys.remove(text);
            total.decrementAndGet();
            any = all.get() != 0 || !keys.isEmpty();
        }
    }

    /** A number that later failures are above. */
    long now() {
        return numbers.get();
    }
}
