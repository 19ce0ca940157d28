package io.leafboot.cache.source;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Puts of one key that overlap on this node. In which order they reach the source says nothing of the order in which they
 * reach the cache, so each of them evicts the key when it is done: what the last one put would otherwise stay, and may not
 * be what the source has.
 *
 * <p>Memory ordering: each step is one {@code compute} of the key, so of two that overlap both learn of it, or the first had
 * put its value before the second began.
 */
final class Overlaps {

    private final ConcurrentMap<Object, Putting> putting = new ConcurrentHashMap<>();

    /**
     * Puts of a key under way.
     *
     * @param first who began; what one thread does is in order, also within nested transactions
     * @param count how many there are
     * @param overlapped whether another thread's was among them
     */
    private record Putting(Thread first, int count, boolean overlapped) {}

    void begin(Collection<?> keys) {
        Thread current = Thread.currentThread();
        for (Object key : keys) {
            putting.compute(
                    key,
                    (same, now) -> now == null
                            ? new Putting(current, 1, false)
                            : new Putting(now.first, now.count + 1, now.overlapped || now.first != current));
        }
    }

    /** Something else becomes of the keys: puts that are under way are to end as if they overlapped. */
    void disturb(Collection<?> keys) {
        for (Object key : keys) {
            putting.computeIfPresent(key, (same, now) -> new Putting(now.first, now.count, true));
        }
    }

    /** Ends what {@link #begin} began, with {@code put}. */
    void inOrder(Collection<?> keys, Runnable put, Runnable evict) {
        try {
            put.run();
        } catch (Throwable ex) { // the source has the new value, or will have it, and the cache the one before
            disturb(keys);
            throw ex;
        } finally {
            end(keys, evict);
        }
    }

    /** Ends what {@link #begin} began; evicts if another put of one of the keys overlapped with it. */
    void end(Collection<?> keys, Runnable evict) {
        boolean[] overlapped = new boolean[1];
        for (Object key : keys) {
            putting.computeIfPresent(key, (same, now) -> {
                overlapped[0] |= now.overlapped;
                return now.count == 1 ? null : new Putting(now.first, now.count - 1, now.overlapped);
            });
        }
        if (overlapped[0]) {
            evict.run();
        }
    }
}
