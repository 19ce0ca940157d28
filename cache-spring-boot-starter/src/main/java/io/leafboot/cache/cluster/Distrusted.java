package io.leafboot.cache.cluster;

import java.util.Comparator;
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
 * cannot be any more. The owner may also have been paused, with the write waiting there beside the evict, and do the two in
 * either order; so it counts only if another evict was acknowledged before it was sent, and with that all that waited there.
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

    /**
     * A failure, which an acknowledgement takes away only if it was sent for it.
     *
     * @param number tells it from every other
     * @param turn when it is tried again: the lowest first
     * @param acknowledged whether an evict for it was
     * @param underWay whether one is
     */
    record Failure(long number, long atNanos, long turn, boolean acknowledged, boolean underWay) {

        Failure sent() {
            return new Failure(number, atNanos, turn, acknowledged, true);
        }

        /** Behind all others, so that none waits for one that always fails. */
        Failure answered(long next, boolean done) {
            return new Failure(number, atNanos, next, acknowledged || done, false);
        }
    }

    /** Whether to send an evict for it: at once, and once more when the write cannot be under way any more. */
    boolean isDue(Failure failure) {
        return !failure.underWay && (!failure.acknowledged || settled(failure, System.nanoTime()));
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
        long number = numbers.incrementAndGet();
        return new Failure(number, System.nanoTime(), number, false, false);
    }

    @Nullable
    Failure all() {
        return all;
    }

    /** Keys to send evicts for, with their failures; none of them again before that was answered. */
    synchronized List<Map.Entry<String, Failure>> due(int limit) {
        List<Map.Entry<String, Failure>> due = keys.entrySet().stream()
                .filter(entry -> isDue(entry.getValue()))
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().sent()))
                .sorted(Comparator.comparingLong(entry -> entry.getValue().turn()))
                .limit(limit)
                .toList();
        due.forEach(entry -> keys.put(entry.getKey(), entry.getValue()));
        return due;
    }

    /** The key was evicted. */
    synchronized void evicted(String text, Failure failure, long sentNanos) {
        if (!counts(failure, sentNanos)) {
            keys.replace(text, failure, failure.answered(numbers.incrementAndGet(), true));
        } else if (keys.remove(text, failure)) {
            settle();
        }
    }

    /** It was not, or nobody knows. */
    synchronized void notEvicted(String text, Failure failure) {
        keys.replace(text, failure, failure.answered(numbers.incrementAndGet(), false));
    }

    /** All were. */
    synchronized void cleared(Failure failure, long sentNanos) {
        if (!failure.equals(all)) {
            return; // another has failed since
        }
        if (counts(failure, sentNanos)) {
            all = null;
            settle();
        } else {
            all = failure.answered(failure.turn, true);
        }
    }

    private void settle() {
        any = all != null || !keys.isEmpty();
        told &= any;
    }

    private boolean counts(Failure failure, long sentNanos) {
        return failure.acknowledged && settled(failure, sentNanos);
    }

    private boolean settled(Failure failure, long sentNanos) {
        return sentNanos - failure.atNanos >= settleNanos;
    }
}
