package io.leafboot.cache.source;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.util.backoff.ExponentialBackOff;

/** Values that failed, each with the time of its next attempt. Guarded by the monitor of the queue. */
final class Retries {

    private static final long LONGEST_MILLIS = 60_000;

    private final ExponentialBackOff backOff;
    private final Map<Object, Waiting> byId = new LinkedHashMap<>();
    private final TreeSet<Waiting> byDue = new TreeSet<>(Waiting.BY_DUE);

    Retries(Duration first) {
        backOff = new ExponentialBackOff(first.toMillis(), 2);
        backOff.setMaxInterval(Math.max(first.toMillis(), LONGEST_MILLIS));
    }

    /** A value has failed once more. */
    void add(Waiting failed) {
        if (failed.backOff == null) {
            failed.backOff = backOff.start();
        }
        long wait = Duration.ofMillis(failed.backOff.nextBackOff()).toNanos();
        failed.dueNanos = System.nanoTime() + wait;
        byId.put(failed.id, failed);
        byDue.add(failed);
    }

    @Nullable
    Waiting get(Object id) {
        return byId.get(id);
    }

    void remove(Object id) {
        Waiting removed = byId.remove(id);
        if (removed != null) {
            byDue.remove(removed);
        }
    }

    int size() {
        return byId.size();
    }

    Collection<Waiting> all() {
        return byId.values();
    }

    /** Nanoseconds until the next attempt is due; {@code Long.MAX_VALUE} if there is none. */
    long untilNext(long now) {
        return byDue.isEmpty() ? Long.MAX_VALUE : byDue.first().dueNanos - now;
    }

    Waiting takeNext() {
        Waiting next = byDue.first();
        remove(next.id);
        return next;
    }

    /** All are tried at once, and wait as long as ever if that fails. */
    void hurry() {
        List<Waiting> all = List.copyOf(byDue);
        byDue.clear();
        long now = System.nanoTime();
        all.forEach(each -> each.dueNanos = now);
        byDue.addAll(all);
    }
}
