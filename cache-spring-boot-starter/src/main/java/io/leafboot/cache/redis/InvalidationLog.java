package io.leafboot.cache.redis;

import io.leafboot.cache.CacheStoreException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of writes by which nodes keep their memory levels coherent: a Redis stream to each partition, written by the
 * scripts that change a value, in the same step.
 *
 * <p>A node reads each stream on from the last entry that it read. That writes were missed, or are undone, does not go
 * unnoticed; how, see {@link LogStream}.
 *
 * <p>That there is news is announced over Pub/Sub, which may lose announcements: they are a bell and not the message, and the
 * log is read at intervals besides.
 *
 * <p>One thread reads. A position is moved on after listeners have been told, so whoever reads it sees what they made of it.
 */
public final class InvalidationLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    /** Told what other nodes wrote. Called on the thread of the log. */
    public interface Listener {

        /** Another node put or evicted the key of this text. */
        void written(String text);

        /** Another node evicted all entries that have the tag of this number. */
        void tagEvicted(int tag);

        /** Another node cleared the cache, or writes were missed: nothing held in memory can be trusted. */
        void allWritten();

        /**
         * The server has gone back to an earlier state: writes that were acknowledged are undone, and what it holds cannot be
         * trusted either. May wait for Redis.
         */
        void wentBack();
    }

    private final RedisLink link;
    private final String prefix;
    private final RedisSettings settings;
    private final String origin;
    private final LogListeners listeners;
    private final List<LogStream> streams;
    private final LogBell bell;
    private final Runnable ring;
    private volatile CountDownLatch firstPass = new CountDownLatch(1);
    private volatile @Nullable Thread reader;
    private volatile long caughtUpNanos;
    private volatile boolean failing = true;

    InvalidationLog(RedisLink link, String prefix, RedisSettings settings) {
        this.link = link;
        this.prefix = prefix;
        this.settings = settings;
        this.origin = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        this.listeners = new LogListeners(origin);
        this.streams = IntStream.range(0, link.partitions())
                .mapToObj(partition -> new LogStream(link, prefix, settings, origin, partition, listeners))
                .toList();
        this.bell = new LogBell(link, prefix);
        this.ring = bell::ring;
        this.caughtUpNanos = System.nanoTime();
    }

    /**
     * Begins to read, and tests that the log works: the entry that this node begins with must be written, found again, and
     * announced to this node itself. Waits a bounded time for it. After {@link #stop}, goes on where it was.
     */
    void start() {
        link.breakers().onClose(ring);
        firstPass = new CountDownLatch(1);
        Thread thread = new Thread(this::run, "cache-log");
        thread.setDaemon(true);
        reader = thread;
        thread.start();
        long deadline = System.nanoTime() + 2 * link.timeout().toNanos();
        try {
            if (!firstPass.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) || failing) {
                log.warn(
                        "The log of writes in Redis under '{}' cannot be read yet; caches of two levels go on trying",
                        prefix);
            } else if (!bell.awaitHeard(deadline - System.nanoTime())) {
                log.warn(
                        "News of the log of writes in Redis under '{}' is not heard over Pub/Sub; it is read every {} ms instead",
                        prefix,
                        settings.pollInterval().toMillis());
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    void register(String cache, Listener listener) {
        listeners.register(cache, listener);
    }

    void unregister(String cache) {
        listeners.unregister(cache);
    }

    /** Who wrote: entries of this node's own are skipped by it. */
    String origin() {
        return origin;
    }

    byte[] channel() {
        return RedisKeys.news(prefix);
    }

    /** The last entry whose listeners have been told; {@code null} before reading has begun. */
    @Nullable
    String position(int partition) {
        return streams.get(partition).position();
    }

    /** This node has written an entry, which was acknowledged. */
    void wrote(int partition, String id) {
        streams.get(partition).wrote(id);
    }

    /** Time since this node last read the log to its end, in nanoseconds; at most the poll interval while all is well. */
    public long lagNanos() {
        return System.nanoTime() - caughtUpNanos;
    }

    /** How often entries were missed, and memory levels dropped for it. */
    public long gaps() {
        return streams.stream().mapToLong(LogStream::gaps).sum();
    }

    /** Entries that were read late, after the log could not be read for a while. */
    public long replayed() {
        return listeners.replayed();
    }

    /** Entries of other nodes that were acted on. */
    public long delivered() {
        return listeners.delivered();
    }

    /** Whether the log was read at the last attempt. */
    public boolean working() {
        return !failing;
    }

    /** Whether an announcement has been heard, so that news is not waited for until the next interval. */
    public boolean announced() {
        return bell.wasHeard();
    }

    private boolean isReader() {
        return reader == Thread.currentThread();
    }

    private void run() {
        while (isReader()) {
            try {
                bell.listen();
                readAll();
            } catch (CacheStoreException ex) {
                if (!failing && isReader()) {
                    log.warn("The log of writes in Redis under '{}' cannot be read: {}", prefix, ex.toString());
                }
                failing = true;
            } catch (Throwable ex) { // or nobody would read on
                log.error("Reading the log of writes in Redis under '{}' failed", prefix, ex);
                failing = true;
            }
            firstPass.countDown();
            bell.await(settings.pollInterval());
        }
    }

    /** Reads all partitions, and those that can be even if others cannot. */
    private void readAll() {
        boolean afterBreak = failing;
        List<LogStream.Reading> asked = new ArrayList<>();
        for (LogStream stream : streams) {
            asked.add(stream.ask()); // all at once, so that what does not answer is waited for once
        }
        CacheStoreException failure = null;
        for (int partition = 0; partition < asked.size(); partition++) {
            LogStream stream = streams.get(partition);
            try {
                LogStream.Reading some = asked.get(partition);
                while (isReader() && stream.read(some, afterBreak)) {
                    some = stream.ask();
                }
            } catch (CacheStoreException ex) {
                failure = ex;
            }
        }
        if (failure != null) {
            throw failure;
        }
        if (failing) {
            failing = false;
            log.debug("The log of writes in Redis under '{}' is read", prefix);
        }
        caughtUpNanos = System.nanoTime();
    }

    /** Ends reading, and lets go of connections. */
    void stop() {
        link.breakers().removeListener(ring);
        Thread thread = reader;
        reader = null;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(link.timeout().toMillis() + 1000);
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }
        failing = true;
        bell.stop();
    }

    @Override
    public void close() {
        stop();
    }
}
