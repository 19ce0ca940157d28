package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import io.leafboot.cache.CacheStoreException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * The log of writes by which nodes keep their memory levels coherent: a Redis stream to each partition, written by the
 * scripts that change a value, in the same step.
 *
 * <p>A node remembers the last entry that it read, and reads from that entry on, itself included. Finding it again proves
 * that nothing between was lost. Not finding it (trimmed away, or a server that is empty, restored, or fell back to a replica
 * that lagged) is a gap: listeners drop what they hold, and reading begins anew with an entry that this node writes. If the
 * log has gone back rather than on, acknowledged evicts may be undone, and the caches are cleared in Redis as well.
 *
 * <p>That there is news is announced over Pub/Sub, which may lose announcements: they are a bell and not the message, and the
 * log is read at intervals besides.
 *
 * <p>One thread reads. A position is moved on after listeners have been told, so whoever reads it sees what they made of it.
 */
public final class InvalidationLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");
    private static final int BATCH = 512;

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
    private final ConcurrentMap<String, Listener> listeners = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable String> positions;
    /** The last entry that this node wrote itself. */
    private final AtomicReferenceArray<@Nullable String> written;

    private final Semaphore bell = new Semaphore(0);
    private final Runnable ring = bell::release;
    private volatile CountDownLatch firstPass = new CountDownLatch(1);
    private volatile @Nullable Thread reader;
    private final CountDownLatch heard = new CountDownLatch(1);
    private volatile long caughtUpNanos;
    private volatile boolean failing = true;
    private volatile @Nullable RedisConnection subscription;
    private final LongAdder gaps = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder delivered = new LongAdder();

    InvalidationLog(RedisLink link, String prefix, RedisSettings settings) {
        this.link = link;
        this.prefix = prefix;
        this.settings = settings;
        this.origin = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        this.positions = new AtomicReferenceArray<>(link.partitions());
        this.written = new AtomicReferenceArray<>(link.partitions());
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
            } else if (!heard.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
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
        listeners.put(cache, listener);
    }

    void unregister(String cache) {
        listeners.remove(cache);
    }

    /** Who wrote: entries of this node's own are skipped by it. */
    String origin() {
        return origin;
    }

    byte[] channel() {
        return bytes(prefix + "#news");
    }

    /** The last entry whose listeners have been told; {@code null} before reading has begun. */
    @Nullable
    String position(int partition) {
        return positions.get(partition);
    }

    /** Time since this node last read the log to its end, in nanoseconds; at most the poll interval while all is well. */
    public long lagNanos() {
        return System.nanoTime() - caughtUpNanos;
    }

    /** How often entries were missed, and memory levels dropped for it. */
    public long gaps() {
        return gaps.sum();
    }

    /** Entries that were read late, after the log could not be read for a while. */
    public long replayed() {
        return replayed.sum();
    }

    /** Entries of other nodes that were acted on. */
    public long delivered() {
        return delivered.sum();
    }

    /** Whether the log was read at the last attempt. */
    public boolean working() {
        return !failing;
    }

    /** Whether an announcement has been heard, so that news is not waited for until the next interval. */
    public boolean announced() {
        return heard.getCount() == 0;
    }

    private boolean isReader() {
        return reader == Thread.currentThread();
    }

    private void run() {
        while (isReader()) {
            try {
                subscribe();
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
            waitForNews();
        }
    }

    private void waitForNews() {
        try {
            if (bell.tryAcquire(settings.pollInterval().toNanos(), TimeUnit.NANOSECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException ex) {
            log.debug("Reading the log of writes in Redis under '{}' ends", prefix);
        }
    }

    /** Reads all partitions, and those that can be even if others cannot. */
    private void readAll() {
        boolean afterBreak = failing;
        List<Reading> asked = new ArrayList<>();
        for (int partition = 0; partition < positions.length(); partition++) {
            asked.add(ask(partition)); // all at once, so that what does not answer is waited for once
        }
        CacheStoreException failure = null;
        for (Reading reading : asked) {
            try {
                Reading some = reading;
                while (isReader() && read(some, afterBreak)) {
                    some = ask(some.partition);
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

    /**
     * What was asked of a partition.
     *
     * @param position where to read from; {@code null} if reading has not begun there
     * @param own the last entry of this node's own when it was asked
     */
    private record Reading(
            int partition,
            @Nullable String position,
            @Nullable String own,
            CompletableFuture<List<@Nullable Object>> answer) {}

    private Reading ask(int partition) {
        String position = positions.get(partition);
        String own = written.get(partition);
        return new Reading(
                partition,
                position,
                own,
                position == null ? CompletableFuture.completedFuture(List.of()) : asked(partition, position, BATCH));
    }

    /** Takes note of some entries, and tells whether there may be more. */
    private boolean read(Reading reading, boolean afterBreak) {
        int partition = reading.partition;
        String position = reading.position;
        if (position == null) {
            begin(partition);
            return true;
        }
        List<LogEntry> entries = entries(reading.answer);
        if (entries.isEmpty() || !entries.get(0).id().equals(position)) {
            lost(partition, wentBack(partition, position));
            return false;
        }
        for (LogEntry entry : entries.subList(1, entries.size())) {
            deliver(entry, afterBreak);
            positions.set(partition, entry.id());
        }
        if (entries.size() == BATCH) {
            return true;
        }
        String own = reading.own;
        if (own != null && LogEntry.isBefore(entries.get(entries.size() - 1).id(), own)) {
            lost(partition, true); // an own write had been acknowledged before this was read, and is not there
        }
        return false;
    }

    private CompletableFuture<List<@Nullable Object>> asked(int partition, String from, int count) {
        byte[][] keys = {RedisKeys.log(prefix, partition, positions.length())};
        byte[][] args = {bytes(from), bytes(Integer.toString(count))};
        return link.run(partition, Script.LOG, keys, args);
    }

    private List<LogEntry> entries(CompletableFuture<List<@Nullable Object>> answer) {
        return link.await(answer).stream()
                .map(entry -> LogEntry.of((List<?>) Objects.requireNonNull(entry)))
                .toList();
    }

    /** An entry that is not there although an older one is was not trimmed away, since that begins with the oldest. */
    private boolean wentBack(int partition, String position) {
        List<LogEntry> oldest = entries(asked(partition, "-", 1));
        return !oldest.isEmpty() && LogEntry.isBefore(oldest.get(0).id(), position);
    }

    private void lost(int partition, boolean back) {
        gaps.increment();
        log.warn(
                "Writes in the log in Redis under '{}' {}",
                prefix,
                back
                        ? "are undone, as after a fail-over to a replica that lagged: caches begin anew"
                        : "were missed: memory levels begin anew");
        if (back) {
            listeners.values().forEach(Listener::wentBack); // first, for what follows may fail
        }
        begin(partition);
    }

    /** Takes a place at the end of the log, and then forgets all that was known: what is written from now on is seen. */
    private void begin(int partition) {
        byte[][] keys = {RedisKeys.log(prefix, partition, positions.length())};
        byte[][] args = {bytes(Integer.toString(settings.logLength())), channel(), bytes(origin), bytes(origin)};
        positions.set(partition, null);
        written.set(partition, null);
        String position = link.await(link.text(partition, Script.HELLO, keys, args));
        listeners.values().forEach(Listener::allWritten);
        positions.set(partition, position);
    }

    private void deliver(LogEntry entry, boolean afterBreak) {
        Listener listener =
                entry.cache() == null || origin.equals(entry.writer()) ? null : listeners.get(entry.cache());
        if (listener == null) {
            return; // an own write, a node's first entry, or a cache that is not used here
        }
        delivered.increment();
        if (afterBreak) {
            replayed.increment();
        }
        if (entry.tag() != null) {
            listener.tagEvicted(entry.tag());
        } else if (entry.text() == null) {
            listener.allWritten();
        } else {
            listener.written(entry.text());
        }
    }

    /** This node has written an entry, which was acknowledged. */
    void wrote(int partition, String id) {
        written.accumulateAndGet(
                partition, id, (before, now) -> before == null || LogEntry.isBefore(before, now) ? now : before);
    }

    private void subscribe() {
        RedisConnection current = subscription;
        if (current != null && current.isSubscribed()) {
            return;
        }
        if (link.breakers().open() > 0) {
            return; // whoever would be asked may be the one that does not answer; what can be read is read at intervals
        }
        if (current != null) {
            current.close();
        }
        link.await(link.ping()); // where this fails, connecting would take longer than the log should wait
        try {
            RedisConnection made = link.factory().getConnection();
            subscription = made;
            made.subscribe(
                    (message, pattern) -> {
                        heard.countDown();
                        bell.release();
                    },
                    channel());
        } catch (RuntimeException ex) {
            log.debug("Announcements of news in Redis cannot be heard; the log is read at intervals", ex);
        }
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
        RedisConnection current = subscription;
        subscription = null;
        if (current != null) {
            try {
                current.close();
            } catch (RuntimeException ex) {
                log.debug("Closing the subscription failed", ex);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
