package io.leafboot.cache.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keys whose last write did not get an answer, so that nobody knows what Redis holds under them. They are not read from Redis
 * until an evict of them has been acknowledged. A put that failed is evicted too and not repeated: another node may have
 * written since.
 *
 * <p>Bounded: past {@link #LIMIT} keys, all of the cache counts as undelivered, until a clear has been acknowledged.
 *
 * <p>Each failure has a number of its own, so that an acknowledgement takes away only what it was sent for.
 */
final class Undelivered {

    static final int LIMIT = 10_000;

    private final ConcurrentMap<String, Long> keys = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    /** Number of the failure that concerns all keys; 0 for none. */
    private final AtomicLong all = new AtomicLong();
    /** Keys and the whole: what a reader asks first. Raised before a key is added and lowered after it is taken away. */
    private volatile boolean any;

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
        if (keys.size() >= LIMIT && !keys.containsKey(text)) {
            addAll();
        } else {
            keys.put(text, numbers.incrementAndGet());
        }
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
        keys.remove(text, number);
        any = all.get() != 0 || !keys.isEmpty();
    }

    /** A later write of the key was acknowledged. */
    synchronized void settled(String text, long upTo) {
        keys.computeIfPresent(text, (same, number) -> number <= upTo ? null : number);
        any = all.get() != 0 || !keys.isEmpty();
    }

    /** A clear was acknowledged: what had failed up to this number is settled. */
    synchronized void deliveredAll(long number) {
        if (all.get() <= number) {
            all.set(0);
        }
        keys.values().removeIf(earlier -> earlier <= number);
        any = all.get() != 0 || !keys.isEmpty();
    }

    /** A number that later failures are above. */
    long now() {
        return numbers.get();
    }
}
