package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts on their way to the remote level: the newest of each key, written in batches. A put that another node's write has
 * overtaken is dropped, by the log if this node has read of it, by the remote level otherwise.
 *
 * <p>Bounded: when {@link #LIMIT} batches wait, a put waits until one has been written, or writes itself.
 *
 * <p>The lock covers picking a batch <em>and sending it</em>, and taking a key away: so an evict of this node is either sent
 * after the batch that holds its key, on the connection that keeps their order, or has taken the key out of it.
 */
final class WriteBehind implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger("io.leafboot.cache");
    private static final int LIMIT = 20;

    private final RedisStore remote;
    private final InvalidationLog log;
    private final int batchSize;
    private final ScheduledExecutorService scheduler;
    private final ScheduledFuture<?> timer;
    /** By the text of the key, which is what other nodes call it. */
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    private boolean closed;

    WriteBehind(
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

    private record Waiting(Object key, CacheEntry entry) {}

    /** Takes a put, unless too many wait or the cache is closed. */
    synchronized boolean offer(Object key, String text, CacheEntry entry) {
        if (closed || waiting.size() >= LIMIT * batchSize) {
            return false;
        }
        waiting.remove(text); // to the end: it is the newest
        waiting.put(text, new Waiting(key, entry));
        if (waiting.size() == batchSize) {
            scheduler.execute(this::flush);
        }
        return true;
    }

    synchronized @Nullable CacheEntry get(String text) {
        Waiting put = waiting.get(text);
        return put == null ? null : put.entry;
    }

    synchronized void drop(String text) {
        waiting.remove(text);
    }

    synchronized void dropAll() {
        waiting.clear();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Writes all that waits, or as much as the remote level takes. */
    void flush() {
        while (true) {
            Map<String, Waiting> batch = new LinkedHashMap<>();
            CompletableFuture<?> sent;
            synchronized (this) {
                waiting.entrySet().stream().limit(batchSize).forEach(put -> batch.put(put.getKey(), put.getValue()));
                if (batch.isEmpty()) {
                    return;
                }
                Map<Object, CacheEntry> puts = new LinkedHashMap<>();
                batch.values().forEach(put -> puts.put(put.key, put.entry));
                try {
                    sent = remote.putBehind(puts, log);
                } catch (RuntimeException ex) {
                    sent = CompletableFuture.failedFuture(ex);
                }
            }
            try {
                sent.join(); // ends within the time limit of commands
            } catch (RuntimeException ex) {
                logger.debug("Puts could not be written yet and wait on", ex);
                return;
            }
            synchronized (this) {
                batch.forEach(waiting::remove); // unless a newer one has taken its place
            }
        }
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
