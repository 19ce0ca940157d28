package io.leafboot.cache.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose last write failed, so that nobody knows what the cluster holds under them. They are not read here until they were
 * evicted. Bounded: past {@link #LIMIT} keys all count as such, until a clear was acknowledged.
 *
 * <p>A write that was not answered may still be under way and arrive late; so an evict counts only if it was sent when that
 * cannot be any more.
 */
final class Distrusted {

    static final int LIMIT = 10_000;

    private final long settleNanos;
    private final Map<String, Failure> keys = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile @Nullable Failure all;
    /** What a reader asks first. */
    private volatile boolean any;

    private boolean told;

    /**
     * None.
     *
     * @param settleNanos how long a write may be under way after nobody waits for it any more
     */
    Distrusted(long settleNanos) {
        this.settleNanos = settleNanos;
    }

    /** A failure, which an acknowledgement takes away only if it was sent for it. */
    record Failure(long number, long atNanos, boolean sent) {

        Failure sentOnce() {
            return new Failure(number, atNanos, true);
        }
    }

    /** Whether to send an evict for it: at once, and once more when the write cannot be under way any more. */
    boolean isDue(Failure failure) {
        return !failure.sent || settled(failure, System.nanoTime());
    }

    boolean holds(String text) {
        return any && (all != null || keys.containsKey(text));
    }

    /** Whether nobody has asked so since there was last nothing: the first failure of several is worth a line in the log. */
    synchronized boolean isNews() {
        boolean news = any && !told;
        told = any;
        return news;
    }

    int size() {
        return all != null ? LIMIT : keys.size();
    }

    synchronized void add(String text) {
        any = true;
        if (keys.size() >= LIMIT) {
            addAll();
        } else {
            keys.put(text, failure());
        }
    }

    synchronized void addAll() {
        any = true;
        all = failure();
        keys.clear();
    }

    private Failure failure() {
        return new Failure(numbers.incrementAndGet(), System.nanoTime(), false);
    }

    @Nullable
    Failure all() {
        return all;
    }

    /** Some keys, with their failures. */
    List<Map.Entry<String, Failure>> some(int limit) {
        return keys.entrySet().stream()
                .limit(limit)
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The key was evicted. */
    synchronized void evicted(String text, Failure failure, long sentNanos) {
        if (settled(failure, sentNanos)) {
            keys.remove(text, failure);
            settle();
        } else {
            keys.replace(text, failure, failure.sentOnce());
        }
    }

    /** All were. */
    synchronized void cleared(Failure failure, long sentNanos) {
        if (!failure.equals(all)) {
            return; // another has failed since
        }
        if (settled(failure, sentNanos)) {
            all = null;
            settle();
        } else {
            all = failure.sentOnce();
        }
    }

    private void settle() {
        any = all != null || !keys.isEmpty();
        told &= any;
    }

    private boolean settled(Failure failure, long sentNanos) {
        return sentNanos - failure.atNanos >= settleNanos;
    }
}
