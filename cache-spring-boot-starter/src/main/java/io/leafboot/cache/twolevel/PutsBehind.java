package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts on their way to the remote level: the newest of each key, written in batches. A put whose key another node has
 * written meanwhile is not written, whether this node has read of it in the log or the remote level finds it there: which
 * of the two is newer is not known, and so the key is evicted.
 *
 * <p>Whenever a put is given up, what the remote level has is older. It is not trusted until it has been evicted.
 *
 * <p>Bounded: when {@link #LIMIT} batches wait, a put writes itself.
 *
 * <p>One batch is on its way at a time, and whoever takes a key away waits for the batch that holds it: so what this node
 * writes of the key afterwards is sent when nothing older is left to arrive. The order of one connection would not do, for it
 * does not outlast a break: the client sends anew what had no answer yet.
 */
final class PutsBehind implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final int LIMIT = 20;

    private final RedisStore remote;
    private final InvalidationLog log;
    private final int batchSize;
    private final ScheduledExecutorService scheduler;
    private final ScheduledFuture<?> timer;
    private final Map<String, Put> waiting = new LinkedHashMap<>();
    private final ReentrantLock flushing = new ReentrantLock();
    /** Keys of the batch on its way. */
    private Set<String> batched = Set.of();
    /** Ends with the batch on its way, within the time limit of commands. */
    private CompletableFuture<?> arrival = CompletableFuture.completedFuture(null);

    private boolean closed;

    PutsBehind(
            RedisStore remote,
            InvalidationLog log,
            Duration interval,
            int batchSize,
            ScheduledExecutorService scheduler) {
        this.remote = remote;
        this.log = log;
        this.batchSize = batchSize;
        this.scheduler = scheduler;
        this.timer = scheduler.scheduleWithFixedDelay(
                this::flush, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A put, and when it was made: the time that it waits is part of its time to live. */
    private static final class Put {

        private final CacheEntry entry;
        private final long madeNanos = System.nanoTime();

        Put(CacheEntry entry) {
            this.entry = entry;
        }

        /** What is left of the entry. */
        CacheEntry rest() {
            long passed = entry.ttlNanos() == CacheEntry.FOREVER ? 0 : System.nanoTime() - madeNanos;
            return new CacheEntry(
                    entry.get(),
                    Math.max(1, entry.ttlNanos() - passed),
                    entry.freshNanos() - passed,
                    entry.costNanos(),
                    entry.tags());
        }

        boolean expired() {
            return left() <= 0;
        }

        long left() {
            long ttl = entry.ttlNanos();
            return ttl == CacheEntry.FOREVER ? ttl : ttl - (System.nanoTime() - madeNanos);
        }
    }

    /** Takes a put, unless too many wait or the cache is closed. */
    synchronized boolean offer(String text, CacheEntry entry) {
        if (closed || waiting.size() >= LIMIT * batchSize) {
            return false;
        }
        waiting.remove(text); // to the end: it is the newest
        waiting.put(text, new Put(entry));
        if (waiting.size() == batchSize) {
            scheduler.execute(this::flush);
        }
        return true;
    }

    synchronized @Nullable CacheEntry get(String text) {
        Put put = waiting.get(text);
        if (put != null && put.expired()) {
            giveUp(text);
            return null;
        }
        return put == null ? null : put.entry.mayBeOld() ? put.rest() : put.entry;
    }

    /** This node writes the key in another way, next. Until that is acknowledged, what the put replaced is not seen either. */
    void drop(String text) {
        CompletableFuture<?> before;
        synchronized (this) {
            if (waiting.containsKey(text)) {
                remote.distrust(List.of(text));
                waiting.remove(text);
            }
            if (!batched.contains(text)) {
                return;
            }
            before = arrival;
        }
        await(before);
    }

    /** This node clears the cache, next. */
    void dropAll() {
        CompletableFuture<?> before;
        synchronized (this) {
            remote.distrust(List.copyOf(waiting.keySet()));
            waiting.clear();
            before = arrival;
        }
        await(before);
    }

    private static boolean await(CompletableFuture<?> arrival) {
        try {
            arrival.join();
            return true;
        } catch (RuntimeException ex) {
            logger.debug("Puts could not be written yet and wait on", ex);
            return false;
        }
    }

    /** Another node has written the key. */
    synchronized void giveUp(String text) {
        if (waiting.containsKey(text)) {
            remote.evictSoon(List.of(text)); // first: there is no instant at which the older value is seen
            waiting.remove(text);
        }
    }

    /** Any key may have been written by another node. */
    synchronized void giveUpAll() {
        remote.evictSoon(List.copyOf(waiting.keySet()));
        waiting.clear();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Writes all that waits, or as much as the remote level takes. */
    void flush() {
        flushing.lock();
        try {
            Map<String, Put> batch = send();
            while (!batch.isEmpty() && await(arrival())) {
                arrived(batch);
                batch = send();
            }
        } finally {
            flushing.unlock();
        }
    }

    private synchronized Map<String, Put> send() {
        List.copyOf(waiting.entrySet()).stream()
                .filter(put -> put.getValue().expired())
                .forEach(put -> giveUp(put.getKey()));
        Map<String, Put> batch = new LinkedHashMap<>();
        waiting.entrySet().stream().limit(batchSize).forEach(put -> batch.put(put.getKey(), put.getValue()));
        batched = Set.copyOf(batch.keySet());
        if (!batch.isEmpty()) {
            Map<String, CacheEntry> entries = new LinkedHashMap<>();
            batch.forEach((text, put) -> entries.put(text, put.rest()));
            try {
                arrival = remote.putBehind(entries, log);
            } catch (RuntimeException ex) {
                arrival = CompletableFuture.failedFuture(ex);
            }
        }
        return batch;
    }

    private synchronized CompletableFuture<?> arrival() {
        return arrival;
    }

    private synchronized void arrived(Map<String, Put> batch) {
        batch.forEach(waiting::remove); // unless a newer one has taken its place
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        timer.cancel(false);
        flush();
        int left = size();
        if (left > 0) {
            logger.warn("{} puts could not be written to Redis before the cache was closed", left);
        }
    }
}
