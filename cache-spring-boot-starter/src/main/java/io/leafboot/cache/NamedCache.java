package io.leafboot.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;

/**
 * One named cache: Spring's {@link Cache} and what it lacks, that is bulk calls, a time to live per entry, key iteration
 * and statistics.
 *
 * <p>Keys and values are not copied: a value that memory holds is the object that was put. Keys must not be {@code null};
 * {@code null} values are kept unless {@code cache-nulls} is off, and then putting one removes the entry.
 *
 * <p>Inside a transaction, a put waits for its commit, and an evict happens at once and again after it: what others load in
 * between may be what the transaction is about to change. A key that is a {@link CacheTag} evicts all entries of that tag.
 *
 * <p>A store that fails is a miss to a reader and is counted in {@link CacheStatistics#errors()}; a write or an evict that
 * could not be delivered is delivered later, and meanwhile the key is not read from that store.
 *
 * <p>Safe for use by many threads.
 */
public interface NamedCache extends Cache {

    /** The settings in force. */
    CacheSpec spec();

    /** What happened since the cache was created. */
    CacheStatistics statistics();

    /**
     * The entries that are there, in one round trip where the store is remote. With a {@link CacheLoader} those that are
     * missing are loaded, together and on this thread, but for those that somebody loads already.
     *
     * @return key to value for each hit and each that was loaded, in the order of the keys; values may be {@code null}
     * @throws ValueRetrievalException if they cannot be loaded
     */
    Map<Object, @Nullable Object> getAll(Collection<?> keys);

    /**
     * The entries that are there, and those that the loader gives for the others: it is called once, with the keys that are
     * missing, or not at all. What it gives is kept, unless a key was written meanwhile; a key that it leaves out has no value,
     * which is kept like a {@code null}. If it fails, old values are answered ({@code stale-for}) if there is one of every key.
     * Unlike a load of one key it waits for no other, and no other waits for it.
     *
     * @return key to value for each key that has one, in the order of the keys; no {@code null} values
     * @throws ValueRetrievalException if the loader throws
     */
    Map<Object, Object> getAll(Collection<?> keys, BulkLoader loader);

    /** How to get several values from their source. */
    interface BulkLoader {

        /** Asks the source: key to value, where a key that is left out has none. */
        Map<?, ? extends @Nullable Object> load(Collection<Object> keys) throws Exception;
    }

    /**
     * This cache for one caller that looks a key up, computes what is missing, and puts it: such a put is refused if the key
     * was written or evicted since the look-up missed. What {@code @Cacheable} does, for those who do it by hand. To be used
     * for one key and dropped.
     */
    Cache readThrough();

    /** Puts all entries, in one round trip where the store is remote. Deferred to the commit inside a transaction. */
    void putAll(Map<?, ?> entries);

    /**
     * Puts an entry that lives for {@code ttl} instead of the cache's own time to live. No jitter is applied.
     *
     * @param ttl positive; at most 365 days
     */
    void put(Object key, @Nullable Object value, Duration ttl);

    /** Like {@link #putAll(Map)}, with a time to live. */
    void putAll(Map<?, ?> entries, Duration ttl);

    /**
     * Evicts all keys, in one round trip where the store is remote. Inside a transaction, happens at once and again after the
     * commit.
     */
    void evictAll(Collection<?> keys);

    /**
     * Evicts all entries that have this tag ({@link Tagged}, or by the settings), and refuses what is being loaded
     * and will have it. Takes the same time however many there are. Few others may go with them: those of a tag that has the
     * same number, of which there are {@value CacheEntry#TAG_NUMBERS}. Inside a transaction, happens at once and again after
     * the commit, like every evict.
     *
     * @param tag the tag; not {@code null}
     */
    void evictByTag(Object tag);

    /**
     * Keys of live entries, sorted, as text (a string key as it is, a number in decimal; see the reference for others).
     * A snapshot: entries may come and go meanwhile.
     *
     * @throws UnsupportedOperationException if the type cannot list its keys without scanning those of others; the message
     *     says what to set
     */
    List<String> keys(KeyRange range);

    /**
     * Keys that are read most on this node, first; those of a cache without a memory level are not known.
     *
     * @param limit how many at most, from 1
     */
    List<HotKey> hottest(int limit);

    /**
     * Evicts the entry whose key has this text, whatever the class of the key.
     *
     * @return whether there was one
     */
    boolean evictByText(String text);

    /**
     * Says that values of this type are kept here, so that a store that writes bytes can read them back. The caching
     * interceptor calls it with the return type of the method.
     */
    void declareValueType(java.lang.reflect.Type type);
}
