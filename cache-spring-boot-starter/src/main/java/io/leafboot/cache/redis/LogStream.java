package io.leafboot.cache.redis;

import static io.leafboot.cache.redis.RedisKeys.bytes;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
 * <p>What this node wrote itself must be found as well: it may have been acknowledged and then lost before it was read, while
 * what was read before is still there.
 *
 * <p>One thread reads; any thread asks for the position and says what it wrote. What it wrote is taken note of before the log
 * is asked, so it stands between what was read before and what is read next, if it is there. Or further back, if another
 * thread says so only after it was read: then it is looked for once more.
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

    private final OwnWrites written;
    /** Whether a loss has been noticed, and not all caches could be cleared for it yet. Of the thread that reads. */
    private volatile boolean undone;

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
        this.written = new OwnWrites(settings.logLength());
        this.key = RedisKeys.log(prefix, partition, link.partitions());
    }

    /** The last entry whose listeners have been told; {@code null} before reading has begun. */
    @Nullable
    String position() {
        return position;
    }

    /** This node has written an entry, which was acknowledged. */
    void wrote(String id) {
        written.add(id);
    }

    /** How often entries were missed. */
    long gaps() {
        return gaps.sum();
    }

    /**
     * What the stream was asked for.
     *
     * @param position where to read from; {@code null} if reading has not begun
     * @param own what had been acknowledged to this node when it was asked, and not found yet; the oldest first
     */
    record Reading(@Nullable String position, List<String> own, CompletableFuture<List<@Nullable Object>> answer) {}

    /** Asks for some entries, and does not wait for them. */
    Reading ask() {
        String from = position;
        List<String> own = written.now(); // before it is asked, so that it must be found
        return new Reading(
                from, own, from == null ? CompletableFuture.completedFuture(List.of()) : entriesFrom(from, BATCH));
    }

    /** Takes note of what was asked for, and tells whether there may be more. */
    boolean read(Reading reading, boolean afterBreak) {
        String from = reading.position;
        if (from == null || undone) {
            beginAnew();
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
        boolean more = entries.size() == BATCH;
        if (!allThere(more ? upTo(entries.get(BATCH - 1).id(), reading.own) : reading.own, entries)) {
            lost(true);
            return false;
        }
        return more;
    }

    private static List<String> upTo(String last, List<String> ids) {
        return ids.stream().filter(id -> !LogEntry.isBefore(last, id)).toList();
    }

    /** Whether own writes are in the log, up to the end of what was read of it, or may have been trimmed away. */
    private boolean allThere(List<String> own, List<LogEntry> read) {
        if (own.isEmpty()) {
            return true;
        }
        Set<String> found = new HashSet<>();
        addOwn(found, read);
        String from = read.get(0).id();
        List<String> before =
                own.stream().filter(id -> LogEntry.isBefore(id, from)).toList();
        if (!before.isEmpty()) {
            found.addAll(ownBetween(before.get(0), before.get(before.size() - 1)));
        }
        List<String> missing = own.stream().filter(id -> !found.contains(id)).toList();
        boolean there = missing.isEmpty() || !isUndone(missing.get(missing.size() - 1), from);
        written.removeAll(own);
        return there;
    }

    /** What is not there was not trimmed away if something older was there when it was looked for, or still is. */
    private boolean isUndone(String id, String older) {
        return LogEntry.isBefore(older, id) || wentBack(id);
    }

    /** Own entries from one id to another at least. */
    private Set<String> ownBetween(String first, String last) {
        Set<String> found = new HashSet<>();
        String from = first;
        List<LogEntry> entries;
        do {
            entries = entries(entriesFrom(from, BATCH));
            addOwn(found, entries);
            if (entries.size() < BATCH) {
                break;
            }
            from = entries.get(BATCH - 1).id();
        } while (LogEntry.isBefore(from, last));
        return found;
    }

    /** An id may be given twice, after a fail-over by another server: so it counts who wrote. */
    private void addOwn(Set<String> found, List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            if (origin.equals(entry.writer())) {
                found.add(entry.id());
            }
        }
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
            undone = true;
        }
        beginAnew();
    }

    private void beginAnew() {
        if (undone) {
            written.forget(); // what else is lost, clearing makes good, too
            listeners.wentBack(); // first, for what follows may fail; if this does, it is done again
            undone = false;
        }
        begin();
    }

    /** Takes a place at the end of the log, and then forgets all that was known: what is written from now on is seen. */
    private void begin() {
        byte[][] args = {
            bytes(Integer.toString(settings.logLength())), RedisKeys.news(prefix), bytes(origin), bytes(origin)
        };
        position = null;
        String place = link.await(link.text(partition, Script.HELLO, new byte[][] {key}, args));
        listeners.allWritten();
        position = place;
    }
}
