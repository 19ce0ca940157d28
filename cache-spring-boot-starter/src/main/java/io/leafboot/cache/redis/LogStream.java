package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one partition: a Redis stream, and how far this node has read it.
 *
 * <p>A node remembers the last entry that it read, and reads from that entry on, itself included. Finding it again proves
 * that nothing between was lost. Not finding it (trimmed away, or a server that is empty, restored, or fell back to a replica
 * that lagged) is a gap: listeners drop what they hold, and reading begins anew with an entry that this node writes. If the
 * log has gone back rather than on, acknowledged evicts may be undone, and the caches are cleared in Redis as well.
 *
 * <p>One thread reads; any thread asks for the position and says what it wrote.
 */
final class LogStream {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");
    private static final int BATCH = 512;

    private final RedisLink link;
    private final String prefix;
    private final RedisSettings settings;
    private final String origin;
    private final int partition;
    private final LogListeners listeners;
    private final byte[] key;
    /** Moved on after listeners have been told: whoever reads it sees what they made of it. */
    private volatile @Nullable String position;
    /** The last entry that this node wrote itself. */
    private final AtomicReference<@Nullable String> written = new AtomicReference<>();

    private final LongAdder gaps = new LongAdder();

    LogStream(
            RedisLink link,
            String prefix,
            RedisSettings settings,
            String origin,
            int partition,
            LogListeners listeners) {
        this.link = link;
        this.prefix = prefix;
        this.settings = settings;
        this.origin = origin;
        this.partition = partition;
        this.listeners = listeners;
        this.key = RedisKeys.log(prefix, partition, link.partitions());
    }

    /** The last entry whose listeners have been told; {@code null} before reading has begun. */
    @Nullable
    String position() {
        return position;
    }

    /** This node has written an entry, which was acknowledged. */
    void wrote(String id) {
        written.accumulateAndGet(id, (before, now) -> before == null || LogEntry.isBefore(before, now) ? now : before);
    }

    /** How often entries were missed. */
    long gaps() {
        return gaps.sum();
    }

    /**
     * What the stream was asked for.
     *
     * @param position where to read from; {@code null} if reading has not begun
     * @param own the last entry of this node's own when it was asked
     */
    record Reading(@Nullable String position, @Nullable String own, CompletableFuture<List<@Nullable Object>> answer) {}

    /** Asks for some entries, and does not wait for them. */
    Reading ask() {
        String from = position;
        String own = written.get();
        return new Reading(
                from, own, from == null ? CompletableFuture.completedFuture(List.of()) : entriesFrom(from, BATCH));
    }

    /** Takes note of what was asked for, and tells whether there may be more. */
    boolean read(Reading reading, boolean afterBreak) {
        String from = reading.position;
        if (from == null) {
            begin();
            return true;
        }
        List<LogEntry> entries = entries(reading.answer);
        if (entries.isEmpty() || !entries.get(0).id().equals(from)) {
            lost(wentBack(from));
            return false;
        }
        for (LogEntry entry : entries.subList(1, entries.size())) {
            listeners.deliver(entry, afterBreak);
            position = entry.id();
        }
        if (entries.size() == BATCH) {
            return true;
        }
        String own = reading.own;
        if (own != null && LogEntry.isBefore(entries.get(entries.size() - 1).id(), own)) {
            lost(true); // an own write had been acknowledged before this was read, and is not there
        }
        return false;
    }

    private CompletableFuture<List<@Nullable Object>> entriesFrom(String id, int count) {
        byte[][] args = {bytes(id), bytes(Integer.toString(count))};
        return link.run(partition, Script.LOG, new byte[][] {key}, args);
    }

    private List<LogEntry> entries(CompletableFuture<List<@Nullable Object>> answer) {
        return link.await(answer).stream()
                .map(entry -> LogEntry.of((List<?>) Objects.requireNonNull(entry)))
                .toList();
    }

    /** An entry that is not there although an older one is was not trimmed away, since that begins with the oldest. */
    private boolean wentBack(String from) {
        List<LogEntry> oldest = entries(entriesFrom("-", 1));
        return !oldest.isEmpty() && LogEntry.isBefore(oldest.get(0).id(), from);
    }

    private void lost(boolean back) {
        gaps.increment();
        log.warn(
                "Writes in the log in Redis under '{}' {}",
                prefix,
                back
                        ? "are undone, as after a fail-over to a replica that lagged: caches begin anew"
                        : "were missed: memory levels begin anew");
        if (back) {
            listeners.wentBack(); // first, for what follows may fail
        }
        begin();
    }

    /** Takes a place at the end of the log, and then forgets all that was known: what is written from now on is seen. */
    private void begin() {
        byte[][] args = {
            bytes(Integer.toString(settings.logLength())), RedisKeys.news(prefix), bytes(origin), bytes(origin)
        };
        position = null;
        written.set(null);
        String place = link.await(link.text(partition, Script.HELLO, new byte[][] {key}, args));
        listeners.allWritten();
        position = place;
    }
}
