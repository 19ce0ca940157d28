package io.leafboot.cache.memory;

import io.leafboot.cache.CacheEntry;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The memory level: copies of remote entries, each of which is seen only as long as nobody is known to have written its key
 * since it was read.
 *
 * <p>Every key has a stripe, by its text, and every stripe a version, which each write of one of its keys raises. An entry
 * remembers the version of its stripe from <em>before</em> its value was read, and is seen only while that is still the
 * present version. So whatever order a reader, a writer and a message about a write meet in, a value that may be older than a
 * write is not seen after it: there is nothing to lock and nothing to look up, not even the key, which a message names by
 * text alone. Keys that share a stripe cost each other a read of the remote level now and then.
 *
 * <p>A write of this node's own raises the version twice, before the remote level is written and after. Its value may be
 * seen here if nothing else raised it in between: otherwise two writers overlapped, and which of them the remote level has
 * is not known.
 *
 * <p>Memory ordering: versions and the generation are volatile. A reader takes the token first and reads the remote level
 * after; a writer writes the remote level first and raises the version after. If the reader missed the write, its token is
 * older than the raise.
 */
public final class LocalLevel implements AutoCloseable {

    private static final int MAX_STRIPES = 1 << 20;
    private static final int MIN_STRIPES = 1 << 10;

    private final MemoryMap<Entry> map;
    private final AtomicLongArray versions;
    private final AtomicLong generation = new AtomicLong();
    private final TagVersions tags = new TagVersions();
    private final long localTtlNanos;
    private final double jitter;

    /**
     * An empty level.
     *
     * @param expectedSize about how many entries it will hold; {@code null} if that is not known
     */
    public LocalLevel(MemoryMap<Entry> map, @Nullable Long expectedSize, long localTtlNanos, double jitter) {
        this.map = map;
        this.localTtlNanos = localTtlNanos;
        this.jitter = jitter;
        // Some stripes for each entry, so that a write seldom hits an entry of another key.
        long wanted =
                expectedSize == null ? MAX_STRIPES : Math.min(MAX_STRIPES, 8 * Math.min(expectedSize, MAX_STRIPES));
        int stripes = Math.max(MIN_STRIPES, Integer.highestOneBit((int) wanted));
        this.versions = new AtomicLongArray(stripes);
    }

    /**
     * What was known when a value was asked for.
     *
     * @param stripe stripe of the key
     * @param version its version
     * @param generation how often all had been dropped
     * @param evicts how many evicts by tag there had been
     */
    public record Token(int stripe, long version, long generation, long evicts) {}

    /** The entry, if nobody is known to have written its key since it was read. */
    public @Nullable CacheEntry get(Object key) {
        Entry entry = map.get(key);
        return entry != null && current(entry) ? entry : null;
    }

    private boolean current(Entry entry) {
        return versions.get(entry.stripe) == entry.version
                && generation.get() == entry.generation
                && tags.hold(entry.tags(), entry.evicts);
    }

    /** To be taken before the value is read from where it comes. */
    public Token token(String text) {
        int stripe = stripe(text);
        return new Token(stripe, versions.get(stripe), generation.get(), tags.now());
    }

    /**
     * Keeps a value that was asked for after the token was taken. It is not seen if its key has been written since.
     *
     * @return whether the key had not been written when the value was kept
     */
    public boolean keep(Object key, CacheEntry entry, int weight, Token token) {
        if (!isCurrent(token)) {
            return false; // it would only take the place of a better one
        }
        map.put(key, new Entry(entry, ttl(entry), weight, token));
        return isCurrent(token) && tags.hold(entry.tags(), token.evicts);
    }

    /** Whether the key is not known to have been written since. */
    public boolean isCurrent(Token token) {
        return versions.get(token.stripe) == token.version && generation.get() == token.generation;
    }

    private long ttl(CacheEntry entry) {
        long local = jitter == 0
                ? localTtlNanos
                : Math.max(
                        1,
                        localTtlNanos
                                - (long) (localTtlNanos
                                        * jitter
                                        * ThreadLocalRandom.current().nextDouble()));
        return Math.min(local, entry.ttlNanos());
    }

    /** Announces a write of this node's own, before the remote level is written. */
    public Token beginWrite(String text) {
        int stripe = stripe(text);
        long began = generation.get();
        long evicts = tags.now();
        return new Token(stripe, versions.incrementAndGet(stripe), began, evicts);
    }

    /** Ends a write of this node's own, and keeps what was written unless another write overlapped. */
    public void endWrite(Object key, @Nullable CacheEntry entry, int weight, Token began) {
        long version = versions.incrementAndGet(began.stripe);
        if (entry != null && version == began.version + 1) {
            Token token = new Token(began.stripe, version, began.generation, began.evicts);
            map.put(key, new Entry(entry, ttl(entry), weight, token));
        } else {
            map.remove(key);
        }
    }

    /** The key of this text was written. */
    public void written(String text) {
        versions.incrementAndGet(stripe(text));
    }

    /** The key was evicted here: gives its memory back, too. */
    public void evicted(Object key, String text) {
        written(text);
        map.remove(key);
    }

    /** All entries of this tag were evicted. */
    public void tagEvicted(int tag) {
        tags.evict(tag);
    }

    /** Any key may have been written. */
    public void allWritten() {
        generation.incrementAndGet();
        map.clear();
    }

    /** What it is made of. */
    public MemoryMap<Entry> map() {
        return map;
    }

    /** Whether entries count by their weight. */
    public boolean weighed() {
        return map.weighed();
    }

    @Override
    public void close() {
        generation.incrementAndGet();
        map.close();
    }

    private int stripe(String text) {
        int hash = text.hashCode() * 0x9E3779B9;
        return (hash ^ (hash >>> 16)) & (versions.length() - 1);
    }

    /** A copy of a remote entry. */
    public static final class Entry extends MemoryEntry {

        final int stripe;
        final long version;
        final long generation;
        final long evicts;

        Entry(CacheEntry entry, long ttlNanos, int weight, Token token) {
            super(entry, ttlNanos, weight);
            this.stripe = token.stripe;
            this.version = token.version;
            this.generation = token.generation;
            this.evicts = token.evicts;
        }
    }
}
