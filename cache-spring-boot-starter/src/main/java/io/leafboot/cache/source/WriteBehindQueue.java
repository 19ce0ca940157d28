package io.leafboot.cache.source;

import io.leafboot.cache.CacheWriteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Values that wait to be written: the newest of each key. One thread takes them and says what became of them; a value that
 * comes meanwhile has its turn after that. Values that were never tried are taken in batches, and those that failed one by
 * one when their time has come, each kind in turn, so that neither holds up the other.
 *
 * <p>Memory ordering: everything is read and written under the monitor of the queue.
 */
final class WriteBehindQueue {

    private final String cache;
    private final BehindSettings settings;
    private final Function<Object, Object> identity;

    private final Map<Object, Waiting> fresh = new LinkedHashMap<>();
    private final Retries retries;
    private final Map<Object, Waiting> writing = new LinkedHashMap<>();
    private int reserved;
    private int inNeedOfRoom;
    private boolean draining;
    private boolean retriedLast;
    private boolean closed;
    private long numbers;

    /**
     * An empty queue.
     *
     * @param identity what makes two keys the same one
     */
    WriteBehindQueue(String cache, BehindSettings settings, Function<Object, Object> identity) {
        this.cache = cache;
        this.settings = settings;
        this.identity = identity;
        this.retries = new Retries(settings.backoff());
    }

    // Putting

    /** Adds values, all or none of them, as soon as there is room. */
    synchronized void put(Map<Object, @Nullable Object> values) {
        awaitRoom(() -> (int) values.keySet().stream()
                .map(identity)
                .filter(id -> !fresh.containsKey(id) && retries.get(id) == null)
                .count());
        values.forEach(this::add);
        notifyAll();
    }

    /** Takes room for values that come later, by {@link #fill}, or never, by {@link #release}. */
    synchronized void reserve(int values) {
        awaitRoom(() -> values);
        reserved += values;
    }

    /** Adds values that room was taken for. */
    synchronized void fill(Map<Object, @Nullable Object> values) {
        release(values.size());
        requireOpen();
        values.forEach(this::add);
    }

    /** Gives room back. */
    synchronized void release(int values) {
        reserved -= values;
        notifyAll();
    }

    private void add(Object key, @Nullable Object value) {
        Object id = identity.apply(key);
        Waiting older =
                fresh.get(id); // whose place it takes: a key that is put again and again has its turn nevertheless
        fresh.put(id, new Waiting(id, key, value, numbers++, older != null ? older.sinceNanos : System.nanoTime()));
        retries.remove(id);
    }

    private void awaitRoom(IntSupplier needed) {
        long until = System.nanoTime() + settings.patience().toNanos();
        inNeedOfRoom++;
        notifyAll(); // a batch need not be full
        try {
            requireOpen();
            while (size() + reserved + needed.getAsInt() > settings.queueSize()) {
                if (needed.getAsInt() > settings.queueSize() || !awaitChange(until)) {
                    throw new CacheWriteException(
                            "Cache '" + cache + "' has no room for " + needed.getAsInt() + " more that wait for its"
                                    + " writer: writer.queue-size is " + settings.queueSize() + ", and the writer is"
                                    + " slower than values come, or fails.",
                            null);
                }
                requireOpen();
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new CacheWriteException(
                    "Interrupted while the writer.queue-size of cache '" + cache + "' had no room", ex);
        } finally {
            inNeedOfRoom--;
        }
    }

    private boolean awaitChange(long until) throws InterruptedException {
        long left = until - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        return true;
    }

    private void requireOpen() {
        if (closed) {
            throw new CacheWriteException("Cache '" + cache + "' is closed: its writer takes nothing more", null);
        }
    }

    /** The newest value of this key that is not written yet. */
    @Nullable
    Waiting pending(Object key) {
        Object id = identity.apply(key);
        synchronized (this) {
            Waiting newest = fresh.get(id);
            if (newest == null) {
                newest = retries.get(id);
            }
            return newest != null ? newest : writing.get(id);
        }
    }

    synchronized int size() {
        return fresh.size() + retries.size() + writing.size();
    }

    // Taking

    /** What to write next, as soon as there is something; nothing once the queue is closed. */
    synchronized List<Waiting> take() throws InterruptedException {
        while (!closed) {
            long now = System.nanoTime();
            long untilBatch = untilBatch(now);
            long untilRetry = retries.untilNext(now);
            boolean retry = untilRetry <= 0 && (untilBatch > 0 || !retriedLast);
            if (retry || untilBatch <= 0) {
                return taken(retry);
            }
            long left = Math.min(untilBatch, untilRetry);
            if (left == Long.MAX_VALUE) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            }
        }
        return List.of();
    }

    private long untilBatch(long now) {
        if (fresh.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (draining || inNeedOfRoom > 0 || fresh.size() >= settings.batchSize()) {
            return 0;
        }
        Waiting oldest = fresh.values().iterator().next();
        return oldest.sinceNanos + settings.interval().toNanos() - now;
    }

    private List<Waiting> taken(boolean retry) {
        List<Waiting> batch = retry
                ? List.of(retries.takeNext())
                : fresh.values().stream().limit(settings.batchSize()).toList();
        for (Waiting each : batch) {
            fresh.remove(each.id, each);
            writing.put(each.id, each);
        }
        retriedLast = retry;
        return batch;
    }

    /** These were written, or are given up. */
    synchronized void done(Collection<Waiting> batch) {
        batch.forEach(each -> writing.remove(each.id, each));
        draining &= size() > 0;
        notifyAll();
    }

    /**
     * These were not written. What has no newer value waits to be tried again, by itself.
     *
     * @return those that were tried often enough, and by themselves; they wait until they are {@link #done}
     */
    synchronized List<Waiting> failed(List<Waiting> batch, Throwable failure) {
        List<Waiting> over = new ArrayList<>();
        for (Waiting each : batch) {
            each.failed(failure);
            boolean newer = fresh.containsKey(each.id);
            if (!newer && batch.size() == 1 && each.attempts() >= settings.maxAttempts()) {
                over.add(each);
            } else if (writing.remove(each.id, each) && !newer) {
                retries.add(each);
            }
        }
        done(List.of());
        return over;
    }

    // Ending

    /** Until nothing waits any more, values do not wait for others; those that failed are tried once at once. */
    synchronized void drain() {
        draining = size() > 0;
        retries.hurry();
        notifyAll();
    }

    /** Waits until nothing waits any more, for so long at most. */
    synchronized boolean awaitEmpty(Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        boolean waited = true;
        while (size() > 0 && waited) {
            waited = awaitChange(until);
        }
        return size() == 0;
    }

    /** Takes nothing more, and gives nothing more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Takes out all that is left. */
    synchronized List<Waiting> clear() {
        Map<Object, Waiting> left = new LinkedHashMap<>(writing);
        retries.all().forEach(each -> left.put(each.id, each));
        left.putAll(fresh); // what has a newer value is not asked for any more
        left.keySet().forEach(retries::remove);
        fresh.clear();
        done(List.copyOf(writing.values()));
        return List.copyOf(left.values());
    }
}
